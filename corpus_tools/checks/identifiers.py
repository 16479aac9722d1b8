"""Where a text has numbers that belong to somebody: bank accounts and internet addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
    " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28"
    " IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22"
    " MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24"
    " SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
_LENGTH = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}
"""How long an IBAN is in each country of SWIFT's registry."""

_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}[0-9]{2}(?:[ \u00a0]?[A-Z0-9]){11,29}")
_SPACES = str.maketrans("", "", " \u00a0")

_IPV4 = re.compile(r"\.(?<=[0-9]\.)[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![\w,]*[0-9]|\.[0-9])")
_IPV6 = re.compile(r":(?<=(?<![\w.:])[23][0-9A-Fa-f]{3}:)[0-9A-Fa-f:]{2,34}(?!\w)")
"""From the first mark on, which is found at full speed; what stands before it is looked at then."""
_FIRST = re.compile(r"(?<![\w.,:+-])[0-9]{1,3}\Z")
_NUMBERED = re.compile(
    r"(?:§|№|#|\b(?:v|ver|version|верси[яи]|пункт\w?|section|clause|no)\.?) ?$", re.IGNORECASE
)
"""What stands before the number of a version or a section."""


def ibans(text: str) -> Iterator[int]:
    """Yield where the number of a bank account begins."""
    for match in _IBAN.finditer(text):
        if _is_iban(match[0].translate(_SPACES)):
            yield match.start()


def _is_iban(found: str) -> bool:
    """Tell whether what is found begins with an IBAN: words in capitals may follow it."""
    length = _LENGTH.get(found[:2], 0)
    number = found[:length]
    if len(number) != max(length, 1):
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def addresses(text: str) -> Iterator[int]:
    """Yield where an address of the public internet begins, versions and sections left out."""
    for match in _IPV4.finditer(text):
        first = _FIRST.search(text, max(0, match.start() - 4), match.start())
        if first and _is_address(text, first.start(), match.end()):
            yield first.start()
    for match in _IPV6.finditer(text):
        if _is_public(text[match.start() - 4 : match.end()].rstrip(":")):
            yield match.start() - 4


def _is_address(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 12) : start]
    is_short = end - start <= len("1.1.1.1")
    return not is_short and not _NUMBERED.search(before) and _is_public(text[start:end])


def _is_public(text: str) -> bool:
    try:
        address = IPv6Address(text) if ":" in text else IPv4Address(text)
    except AddressValueError:
        return False
    return address.is_global and not address.is_multicast
