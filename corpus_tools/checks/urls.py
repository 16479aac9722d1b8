"""Rules about the hosts of URLs. Nothing is looked up: a URL is judged by its letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Any, NamedTuple
from urllib.parse import unquote

from corpus_tools.findings import Fault, quote

_AUTHORITY = re.compile(r"(https?://)([^/?#\\]*)(.*)", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(r"https?://\S+", re.IGNORECASE)
_LABEL = re.compile(r"[^\0-,./:-@\[-^`{-\x7f]{1,63}")
"""Of ASCII only letters, digits, hyphens and underscores; whatever else a script needs."""

_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_PORT = re.compile(r":[0-9]*$")
_LONGEST = 253

_LOCAL = frozenset(
    ("corp", "home", "internal", "intranet", "lan", "local", "localdomain", "localhost")
)
"""Last labels that no public name has. `.example` and `.test` are for examples, and allowed."""

_NAT64 = IPv6Network("64:ff9b::/96")
_OLD_IPV4 = IPv6Network("::/96")

_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
"""Scripts that one word may hold (UTS 39, highly restrictive)."""

_PUBLIC = (
    "Type the address at which every reader finds the page, such as "
    "“https://news.example/2022/03/27/village”, or leave the property out."
)


class _Flaw(NamedTuple):
    code: str
    message: str
    hint: str


def check_article_urls(doc: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the URLs of an article."""
    for name in ("url", "archive_url"):
        if name in doc:
            yield from _check(f"/{name}", doc[name])
    for name in ("related", "credits"):
        for position, entry in enumerate(doc.get(name, ())):
            if "url" in entry:
                yield from _check(f"/{name}/{position}/url", entry["url"])


def check_urls(value: Any, pointer: str = "") -> Iterator[Fault]:
    """Yield what is wrong with the URLs of any other document: homepage, sources and others."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        yield from _check(pointer, value)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key != "$schema":
                yield from check_urls(entry, f"{pointer}/{key}")
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from check_urls(entry, f"{pointer}/{position}")


def _check(pointer: str, url: str) -> Iterator[Fault]:
    match = _AUTHORITY.match(url)
    if match is None:
        return
    scheme, authority, rest = match.groups()
    login, at, place = authority.rpartition("@")
    if at:
        what, then = "a user name", ""
        if ":" in login:
            what, then = "a password", " Change that password: it was given away."
        yield Fault(
            code="CT111",
            pointer=pointer,
            message=f"The URL has {what} before its host {quote(place)}.",
            hint=f"Type {quote(f'{scheme}{place}{rest}', 300)}.{then}",
            private=True,
        )
    for code, message, hint in _flaws(_PORT.sub("", place)):
        yield Fault(code=code, pointer=pointer, message=message, hint=hint)


@lru_cache(maxsize=4096)
def _flaws(host: str) -> tuple[_Flaw, ...]:
    """Return what is wrong with a host; few hosts make up a corpus, so answers are kept."""
    name = unicodedata.normalize("NFKC", unquote(host)).lower().replace("。", ".")
    name = name.removesuffix(".")
    try:
        address = _address(name)
    except ValueError:
        return (_Flaw("CT111", f"{quote(host)} is no host.", _PUBLIC),)
    if address is not None:
        return tuple(_private(host, address))
    return tuple(_names(host, name.split(".")))


def _address(name: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address that a browser would go to; None for a name.

    Raises ValueError where a host is neither.
    """
    if name.startswith("["):
        return IPv6Address(name[1:].removesuffix("]"))
    parts = name.split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    numbers = [_number(part) for part in parts]
    *firsts, last = numbers
    if len(firsts) > 3 or max(firsts, default=0) > 255 or last >= 256 ** (4 - len(firsts)):
        raise ValueError(name)
    return IPv4Address(sum(n << 8 * (3 - i) for i, n in enumerate(firsts)) + last)


def _number(part: str) -> int:
    """Read a part of an IPv4 address as browsers do: hexadecimal and octal too."""
    if not _NUMBER.fullmatch(part):
        raise ValueError(part)
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") and len(part) > 1 else 10)


def _private(host: str, address: IPv4Address | IPv6Address) -> Iterator[_Flaw]:
    inner = _inner(address)
    if inner.is_multicast or not inner.is_global:
        also = "" if str(inner) in host else f" ({inner})"
        message = f"{quote(host)}{also} is no address of the public internet."
        yield _Flaw("CT111", message, _PUBLIC)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    known = address.ipv4_mapped or address.sixtofour
    if known is None and (address in _NAT64 or (address in _OLD_IPV4 and int(address) > 1)):
        known = IPv4Address(int(address) & 0xFFFFFFFF)
    return known or address


def _names(host: str, labels: list[str]) -> Iterator[_Flaw]:
    shown = [_decoded(label) for label in labels]
    if len(host) > _LONGEST or any(not _LABEL.fullmatch(label or "") for label in shown):
        yield _Flaw("CT111", f"{quote(host)} is no host.", _PUBLIC)
    elif len(labels) == 1 or labels[-1] in _LOCAL or labels[-2:] == ["home", "arpa"]:
        yield _Flaw("CT111", f"{quote(host)} is a name of a local network.", _PUBLIC)
    for label in filter(None, shown):
        scripts = _scripts(label)
        if len(scripts) > 1 and not any(scripts <= allowed for allowed in _TOGETHER):
            listed = " and ".join(sorted(script.capitalize() for script in scripts))
            message = f"The host {quote(host)} mixes {listed} letters in {quote(label)}."
            hint = "Copy the address from the outlet's own page: this one may be an imitation."
            yield _Flaw("CT112", message, hint)


def _decoded(label: str) -> str | None:
    """Return a label as a browser shows it; None where it cannot be read."""
    if label.isascii() and label.startswith("xn--") and len(label) <= 63:
        try:
            return label[4:].encode().decode("punycode")
        except UnicodeError:
            return None
    return label


def _scripts(label: str) -> set[str]:
    if label.isascii():
        return set()
    return {
        re.split("[ -]", unicodedata.name(char, "unnamed"))[0] for char in label if char.isalpha()
    }
