"""Checks which URLs and hosts are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus_tools import validate
from corpus_tools.checks.urls import check_article_urls, check_urls
from tests.corpora import an_outlet, write_json

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
