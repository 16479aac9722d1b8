"""Checks the rules for the characters of texts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus_tools import validate
from corpus_tools.checks.personal import check_personal
from corpus_tools.checks.text import check_title
from corpus_tools.model import Article, ArticleId
from tests.corpora import Doc, an_article, write_json


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
    codes = [one.code for one in check_title(_article(body, title))]
    assert codes.count("CT212") == same


PHONES = """ტელ.: 599 12 34 56
تلفن: 021-12345678
Τηλ. 22 123456
τηλέφωνο: 22123456
GSM: 0533 844 12 34
WhatsApp 05338441234
Call +374 10 123456 now
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


def test_a_telephone_number_in_eastern_digits_is_found() -> None:
    article = replace(_article("تلفن: ۰۲۱۱۲۳۴۵۶۷۸"), language="fa")
    assert [fault.code for fault in check_personal(article)] == ["CT811"]


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


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"body": 'Write to <a href="mailto:a.writer@news.example">us</a>.'}, "CT214"),
        ({"url": "mailto:a.writer@news.example"}, "CT104"),
        ({"a.writer@news.example": 1}, "CT102"),
        ({"event": "+374 10 654321"}, "CT104"),
    ],
)
def test_personal_data_is_in_no_message(tmp_path: Path, properties: Doc, code: str) -> None:
    path = write_json(tmp_path / "articles/x.json", {**an_article(title="Notice"), **properties})
    report = validate(path)
    assert code in {one.code for one in report.findings}, report.findings
    for finding in report.findings:
        assert "writer" not in finding.message + finding.hint
        assert "654321" not in finding.message + finding.hint


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
