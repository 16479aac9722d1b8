"""Rules about one document: dates, hosts, licences, rights, personal data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus_tools import validate
from corpus_tools.checks.dates import check_dates
from corpus_tools.checks.personal import check_personal
from corpus_tools.checks.text import check_title
from corpus_tools.checks.urls import check_article_urls, check_urls
from corpus_tools.cli.present import present, source_date
from corpus_tools.findings import Fault, OperatorError
from corpus_tools.formats import is_license
from corpus_tools.licenses import OF_TEXTS, explain_license
from corpus_tools.model import Article, ArticleId
from tests.corpora import a_declaration, an_article, an_outlet, write_json

NOW = datetime(2024, 5, 2, 23, 0, tzinfo=UTC)


# ------------------------------------------------------------------ dates


def _dated(dates: dict[str, str], now: datetime | None = NOW) -> list[Fault]:
    return list(check_dates({"published": "2024-05-01", **dates}, now))


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("2024-05-02", False),
        ("2024-05-04T23:59:00+14:00", False),
        ("2024-05-05", True),
        ("9999-12-31", True),
    ],
)
@pytest.mark.parametrize("name", ["published", "modified", "retrieved"])
def test_a_date_after_the_present_is_a_fault(name: str, day: str, *, fault: bool) -> None:
    dates = {"modified": day} if name == "modified" else {"retrieved": "9999-12-31", name: day}
    found = [one.pointer for one in _dated(dates) if one.pointer == f"/{name}"]
    assert found == ([f"/{name}"] if fault else [])


def test_without_a_present_nothing_is_in_the_future() -> None:
    assert _dated({"published": "9999-12-31"}, None) == []


def test_a_wrong_year_is_mended_in_the_hint() -> None:
    assert [one.hint for one in _dated({"published": "2042-03-27T08:00:00Z"})] == [
        "Perhaps “2024-03-27T08:00:00Z”."
    ]
    assert [one.hint for one in _dated({"published": "2042-11-27"})] == ["Perhaps “2023-11-27”."]
    leap = datetime(2023, 5, 2, tzinfo=UTC)
    assert "Type the day" in _dated({"published": "2024-02-29"}, leap)[0].hint


def test_a_date_in_the_future_is_not_also_after_its_retrieval() -> None:
    found = _dated({"published": "2034-05-02", "retrieved": "2024-05-02"})
    assert [(one.code, one.pointer) for one in found] == [("CT109", "/published")]


def test_the_last_days_of_the_calendar_are_compared_without_overflow() -> None:
    last = {"published": "9999-12-31"}
    assert _dated({**last, "retrieved": "9999-12-30"}, None) == []
    assert len(_dated({**last, "retrieved": "1000-01-01"}, None)) == 1


# ------------------------------------------------------------------ the present


def test_source_date_epoch_is_the_present(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert present([tmp_path]) == datetime(1970, 1, 2, tzinfo=UTC)
    for wrong in ("soon", "9" * 30, "²"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(OperatorError, match="SOURCE_DATE_EPOCH"):
            source_date()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus in a Git work tree, committed at NOW."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    corpus = tmp_path / "tree" / "raw"
    write_json(corpus / "corpus.json", a_declaration())
    write_json(corpus / "outlets/sample-gazette.json", an_outlet())
    _git(corpus.parent, "init", "--quiet")
    (corpus.parent / ".gitignore").write_text("ignored/\n")
    _commit(corpus.parent)
    return corpus


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@t.example")
    dates = {"GIT_AUTHOR_DATE": NOW.isoformat(), "GIT_COMMITTER_DATE": NOW.isoformat()}
    subprocess.run(["git", *who, *arguments], cwd=folder, env={**os.environ, **dates}, check=True)


def _commit(folder: Path) -> None:
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "-m", "one")


def _future(corpus: Path) -> Path:
    name = "sample-gazette-2025-03-27-one"
    doc = an_article(name, published="2025-03-27")
    return write_json(corpus / "articles/sample-gazette/2025" / f"{name}.json", doc)


def test_the_commit_says_what_the_present_is(tree: Path, tmp_path: Path) -> None:
    outlet = tree / "outlets/sample-gazette.json"
    assert present([tree]) == NOW
    assert present([outlet, tree]) == NOW
    assert present([tree, tmp_path]) is None
    assert present([tree / "missing"]) is None


def test_a_file_that_is_not_committed_may_be_newer_than_the_commit(tree: Path) -> None:
    article = _future(tree)
    assert present([tree]) is None
    assert present([article]) is None
    _commit(tree.parent)
    assert present([tree]) == present([article]) == NOW
    article.write_text(article.read_text() + "\n")
    assert present([tree]) is None


def test_an_ignored_corpus_is_not_committed(tree: Path) -> None:
    ignored = tree.parent / "ignored"
    write_json(ignored / "corpus.json", a_declaration())
    assert present([ignored]) is None
    assert present([ignored / "corpus.json"]) is None


def _validate(corpus: Path, **env: str) -> list[str]:
    command = [sys.executable, "-m", "corpus_tools", "validate", "raw", "--format", "json"]
    clean = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, cwd=corpus.parent, env={**clean, **env}, capture_output=True)
    return [finding["code"] for finding in json.loads(done.stdout)["findings"]]


def test_the_command_line_knows_the_present(tree: Path) -> None:
    _future(tree)
    assert _validate(tree) == []
    assert _validate(tree, SOURCE_DATE_EPOCH=str(int(NOW.timestamp()))) == ["CT109"]
    _commit(tree.parent)
    assert _validate(tree) == ["CT109"]


# ------------------------------------------------------------------ hosts

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1:8080/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0X7F000001/",
    "http://0177.0.0.1/",
    "http://127%2e0.0.1/",
    "http://127.0.0.1./",
    "http://10.0.0.1",
    "http://192.168.0.1?x",
    "http://169.254.169.254/latest/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://0/",
    "http://[::1]/",
    "http://[::]:80/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[ff02::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[::7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://localhost/",
    "http://LOCALHOST:80/",
    "http://a.localhost/",
    "http://intranet/",
    "http://printer.local/",
    "http://router.home.arpa/",
]
NO_HOST = [
    "https:///x",
    "https://?x",
    "https://:80/",
    "https://a..b/",
    "https://.news.example/",
    "http://[v1.x]/",
    "http://[::1",
    "http://08.1.1.1/",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
    "http://1.2.3.99999999999999999999/",
    "http://a.123/",
    "https://xn--99999999.example/",
    f"https://{'a' * 64}.example/",
    f"https://{'a.' * 130}example/",
    "https://a%00b.example/",
    "https://a%2Fb.example/",
]
PUBLIC = [
    "https://news.example",
    "https://news.example./",
    "https://NEWS.example:8080/a@b?c@d",
    "https://a_b.news.example/",
    "http://93.184.216.34/",
    "http://[2606:2800:220:1::1]/",
    "https://168.am/",
    "https://1news.az/",
    "https://xn--e1afmkfd.xn--p1ai/",
    "https://xn--wgv71a119e.xn--zckzah/",
    "https://%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80.example/",
    "https://ab%E6%97%A5%E6%9C%AC.example/",
]
MIXED = ["https://xn--pple-43d.example/", "https://%D0%B0pple.example/", "https://a%CE%BFl.example"]


def _codes(url: str) -> list[str]:
    return [fault.code for fault in check_article_urls({"url": url})]


@pytest.mark.parametrize("url", [*PRIVATE, *NO_HOST])
def test_a_host_that_readers_cannot_reach_is_a_fault(url: str) -> None:
    assert _codes(url) == ["CT111"]


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_host_is_none(url: str) -> None:
    assert _codes(url) == []


@pytest.mark.parametrize("url", MIXED)
def test_mixed_scripts_in_a_host_are_a_fault(url: str) -> None:
    assert _codes(url) == ["CT112"]


def test_a_password_is_not_repeated() -> None:
    (fault,) = check_article_urls({"url": "https://me:secret@news.example:81/a?b#c"})
    assert "secret" not in fault.message + fault.hint
    assert "“https://news.example:81/a?b#c”" in fault.hint
    assert fault.private


def test_a_user_name_may_hide_the_host() -> None:
    assert _codes("https://news.example:x@10.0.0.1/") == ["CT111", "CT111"]
    assert _codes("https://@news.example/") == ["CT111"]


def test_urls_are_found_anywhere_in_other_documents() -> None:
    doc: dict[str, Any] = {
        "$schema": "http://localhost/outlet.schema.json",
        "homepage": "http://localhost/",
        "notes": "see http://localhost/",
        "assessments": [{"sources": ["a book", "http://localhost/b"]}],
    }
    pointers = [fault.pointer for fault in check_urls(doc)]
    assert pointers == ["/homepage", "/assessments/0/sources/1"]


def test_an_outlet_alone_is_checked_too(tmp_path: Path) -> None:
    path = write_json(tmp_path / "outlets/x.json", an_outlet(homepage="http://localhost/"))
    assert [finding.code for finding in validate(path).findings] == ["CT111"]


# ------------------------------------------------------------------ texts


def _article(body: str, title: str = "Title") -> Article:
    return Article(
        id=ArticleId("a"),
        outlet="b",
        language="en",
        published="2024-05-02",
        license="CC0-1.0",
        title=title,
        body=body,
    )


@pytest.mark.parametrize(
    ("title", "body", "same"),
    [
        ("Bridge closed", "BRIDGE\n\nclosed ", True),
        ("Straße", "STRASSE", True),
        ("Bridge closed", "Bridge closed.", False),
        ("Bridge closed", "Bridge", False),
        ("Bridge closed", "Bridge closed\n\nBridge closed", False),
    ],
)
def test_a_body_that_is_its_title(title: str, body: str, *, same: bool) -> None:
    assert [one.code for one in check_title(_article(body, title))] == ["CT212"] * same


PHONES = """Call +374 10 123456 now
+37410123456
(+374 10) 12-34-56
tel +994 (12) 498-12-34.
Тел.: 8 (495) 123-45-67
тел. 8-800-555-35-35
Телефон: 123-45-67
Հեռ.՝ (010) 12-34-56
հեռախոսահամարը՝ 060 12 34 56
telefon nömrəsi: 012 498 12 34
write 00 44 20 7946 0958
0037410123456
+351 912 345 678
+1 (202) 555-0143
on 27.03.2022 call +374\u00a010\u00a0123456 or
моб.: 099 123456""".splitlines()
NO_PHONES = """In 2022, 1,500 people
from 27.03.2022 to 28.03.2022
2022-03-27T18:30:00+04:00 2022
UTC+4 12345678
UTC (+4) 2022-03-27
+4 27.03.2022
+12 500 000 drams
+1 000 000 000 AMD
+40.1893123, +44.515212
order no. 0012345678901
№ 0012345678901
at 10:00 25 000 000 people
ISBN 978-5-12-345678-9
the hotel 123 456 789
телеканал 24 10 2022 11
телефон 15.03.2022
телефон 112, 911
telephone in 1995-2022
mobile 2022 2023
phone 100 000 000 users
0012345678
39 49 00 46 45 00
00 15 03 2022""".splitlines()
IBANS = """AZ21NABZ00000000137010001944
IBAN: GB82 WEST 1234 5698 7654 32.
to DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000 SPENDEN""".splitlines()
NO_IBANS = """AZ22NABZ00000000137010001944
GB82 WEST 1234 5698 7654 33
XX82 WEST 1234 5698 7654 32
GB82 WEST 1234 5698 7654 3
RESOLUTION UN82 OF 1993""".splitlines()
ADDRESSES = """from 81.2.69.160.
[81.2.69.160]
2a00:1450:4001:81b::200e.
(2001:41d0:2:3a5::1)""".splitlines()
NO_ADDRESSES = """10.0.0.138
127.0.0.100
255.255.255.255
81.2.69.260
1.81.2.69.160
81.2.69.160.7
8.8.8.8
v81.2.69.160
version 81.2.69.160
§ 11.2.69.160
2001:db8::1
10:20:30
fe80::1234:56
Matthew 23:10:2022""".splitlines()


@pytest.mark.parametrize("text", PHONES)
def test_a_telephone_number_is_found(text: str) -> None:
    assert [fault.code for fault in check_personal(_article(text))] == ["CT811"]


@pytest.mark.parametrize("text", NO_PHONES)
def test_other_numbers_are_none(text: str) -> None:
    assert list(check_personal(_article(text))) == []


@pytest.mark.parametrize("text", IBANS)
def test_the_number_of_an_account_is_found(text: str) -> None:
    assert [fault.code for fault in check_personal(_article(text))] == ["CT812"]


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_public_ip_address_is_found(text: str) -> None:
    assert [fault.code for fault in check_personal(_article(text))] == ["CT813"]


@pytest.mark.parametrize("text", [*NO_IBANS, *NO_ADDRESSES])
def test_other_numbers_belong_to_nobody(text: str) -> None:
    assert list(check_personal(_article(text))) == []


@pytest.mark.parametrize("text", ["mail a.b@c.am.", "почта@пример.рф", "x press-y@mfa.gov.az"])
def test_an_address_is_found(text: str) -> None:
    assert [fault.code for fault in check_personal(_article(text))] == ["CT810"]


@pytest.mark.parametrize("text", ["@user, @a.b", "image@2x.png", "a@b", "b.example/@a.b", "3@5.50"])
def test_other_signs_are_none(text: str) -> None:
    assert list(check_personal(_article(text))) == []


def test_personal_data_is_counted_and_located_and_never_shown() -> None:
    text = "Write to a.writer@news.example or x@y.example, tel. 010 123456, +374 10 654321."
    found = list(check_personal(_article(text)))
    assert [fault.message for fault in found] == [
        "The body has an e-mail address at offset 9 (2 in all).",
        "The body has a telephone number at offset 52 (2 in all).",
    ]
    assert text[9:].startswith("a.writer@")
    assert text[52:].startswith("010")
    assert all(fault.private for fault in found)


def test_personal_data_is_not_printed(tmp_path: Path) -> None:
    body = (
        "Write to a.writer@news.example or call +374 10 654321, from 81.2.69.160, "
        "with GB82 WEST 1234 5698 7654 32."
    )
    path = write_json(tmp_path / "articles/x.json", an_article(title="Notice", body=body))
    for form in ("text", "json"):
        command = [sys.executable, "-m", "corpus_tools", "validate", str(path), "--format", form]
        done = subprocess.run(command, capture_output=True, check=True)
        assert b"CT810" in done.stdout
        assert b"CT811" in done.stdout
        assert b"CT812" in done.stdout
        assert b"CT813" in done.stdout
        assert b"writer" not in done.stdout + done.stderr
        assert b"654321" not in done.stdout + done.stderr
        assert b"81.2" not in done.stdout + done.stderr
        assert b"WEST" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "a@" * 400_000,
        "a@" + "a." * 400_000,
        "1 " * 400_000,
        "+1" * 400_000,
        "1 1 1 1 1 1 1x" * 50_000,
        "AA00 " * 200_000,
        "AA00A" * 200_000,
        "81.2.69.1" * 100_000,
        "2a00:" * 200_000,
    ],
    ids=["signs", "domain", "digits", "pluses", "runs", "ibans", "iban", "dots", "colons"],
)
def test_long_texts_take_linear_time(text: str) -> None:
    list(check_personal(_article(text)))


# ------------------------------------------------------------------ licences and rights


def test_every_suggested_licence_is_one() -> None:
    assert [name for name in OF_TEXTS if not is_license(name)] == []


@pytest.mark.parametrize(
    ("given", "suggested"),
    [
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC-BY", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by-nc/3.0/", "CC-BY-NC-3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("mit OR apache-2.0", "MIT OR Apache-2.0"),
        ("CC-BY-4.0 OR CC0", "CC0-1.0"),
        ("Public domain", "LicenseRef-public-domain"),
        ("© All rights reserved", "LicenseRef-all-rights-reserved"),
        ("LicenseRef-ա", "LicenseRef-all-rights-reserved"),
        ("!!!", "LicenseRef-all-rights-reserved"),
    ],
)
def test_a_wrong_licence_gets_a_right_one_to_type(given: str, suggested: str) -> None:
    _, hint = explain_license(given)
    assert f"“{suggested}”" in hint
    assert is_license(suggested)


def test_rights_are_one_finding_for_each_licence(tmp_path: Path) -> None:
    write_json(tmp_path / "corpus.json", a_declaration(text_licenses=["CC0-1.0", "CC-BY-4.0"]))
    rights = {"text": "none", "basis": "no permission asked"}
    write_json(tmp_path / "outlets/sample-gazette.json", an_outlet(rights=rights))
    for number, license in enumerate(["CC0-1.0", "CC-BY-4.0", "CC0-1.0", "MIT"]):
        name = f"sample-gazette-2022-03-27-{number}"
        doc = an_article(name, license=license, title=f"Part {number} of four")
        write_json(tmp_path / "articles/sample-gazette/2022" / f"{name}.json", doc)
    found = [one for one in validate(tmp_path).findings if one.code == "CT802"]
    assert [one.pointer for one in found] == ["/rights/text"] * 2
    assert any("2 articles have" in one.message for one in found)
