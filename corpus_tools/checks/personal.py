"""Rules about personal data in texts: counted and located, never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_tools.checks.identifiers import addresses, ibans
from corpus_tools.findings import Fault
from corpus_tools.languages import language
from corpus_tools.model import FIELDS, Article

_EMAIL = re.compile(r"@(?![0-9]+x\.)(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
"""What follows the local part; `@2x.` is in names of pictures."""

_LOCAL_PART = re.compile(r"[\w.%+-]+\Z")
_LONGEST_LOCAL = 64

_GAP = r"[ ()./\-\u00a0]"
_RUN = re.compile(f"[0-9](?:[0-9]|{_GAP}){{5,}}[0-9]")
"""Where a telephone number may begin."""

_DIAL = frozenset(b"0123456789 ()./-\xa0")
_SHAPE = bytes(
    ord("0" if byte in _DIAL else "A" if 65 <= byte <= 90 else "x") for byte in range(256)
)
_SHORTEST, _SHORTEST_IBAN = b"0" * 7, b"AA00"
_DIALLED = re.compile(_SHORTEST + b"+")
"""What to look for at a glance in Latin-1, a byte for each character: bytes are searched fast."""

_DIGIT = re.compile("[0-9]")
_PHONE = re.compile(f"[0-9](?:{_GAP}{{0,2}}[0-9]){{5,16}}(?![0-9])")
_PLUS = re.compile(r"(?<![\w+])\+\(?$")
_LABEL = re.compile(
    r"(?<![^\W_])(?:tel|telefon\w{0,6}|telephone|phone|mob|mobile?|mobil|fax|faks"
    r"|gsm|cep|whatsapp|viber|telegram"
    r"|тел|телефон\w{0,3}|моб|факс|հեռ|հեռախոս\w{0,10}|բջջ|ֆաքս"
    r"|ტელ|ტელეფონ\w{0,4}|მობ|მობილურ\w{0,4}|ფაქსი?|τηλ|τηλ[εέ]φων\w{0,3}|κιν|κινητ\w{1,3}|φαξ"
    r"|تلفن|موبایل|همراه|فکس|هاتف|جوال)"
    r"(?:\s+n[oöu]m\w{1,8})?[\s.:՝։(№]{0,5}$",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(?:[\w.,:/+-]|(?:№|#|\b(?:id|no)\b\.?)[\s:]{0,2})$", re.IGNORECASE)
"""What stands before a number that only begins with 00."""

_DATED = re.compile(
    r"(?:[0-9]{1,2}\)? ?)?"
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-3][0-9][./ -][01][0-9][./ -](?:19|20)[0-9]{2})(?![0-9])"
    r"|(?:19|20)[0-9]{2} ?[-/ ] ?(?:19|20)[0-9]{2}(?![0-9])"
)
_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{3,}")
_AMOUNT = re.compile(r"[0-9]{1,3}(?:[ .\u00a0][0-9]{3})+")
_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_BEFORE = 30
_CODE = re.compile(f"00{_GAP}?[1-9]")


def check_personal(article: Article) -> Iterator[Fault]:
    """Yield addresses and numbers that belong to somebody in an article's title and body."""
    for field in FIELDS:
        text = article.text(field)
        if text is None:
            continue
        if "@" in text and (places := list(_signs(text))):
            places[0] = _address_start(text, places[0])
            yield _fault("CT810", field, places, "an e-mail address", "[e-mail]")
        if language(article.language).script == "ARABIC":
            text = text.translate(_ASCII)  # as long as before
        if not _DIGIT.search(text):
            continue
        shape = text.encode("latin-1", "replace").translate(_SHAPE)
        if places := list(_phones(text, shape)):
            yield _fault("CT811", field, places, "a telephone number", "[telephone]")
        if _SHORTEST_IBAN in shape and (places := list(ibans(text))):
            yield _fault("CT812", field, places, "the number of a bank account", "[account]")
        if places := list(addresses(text)):
            yield _fault("CT813", field, places, "an IP address", "[address]")


def _fault(code: str, field: str, places: list[int], what: str, mask: str) -> Fault:
    also = f" ({len(places):,} in all)" if len(places) > 1 else ""
    return Fault(
        code=code,
        pointer=f"/{field}",
        inside=places[0],
        message=f"The {field} has {what} at offset {places[0]}{also}.",
        hint=f"Leave out what is not the article itself; in a sentence, type {mask} instead.",
        private=True,
    )


def _signs(text: str) -> Iterator[int]:
    """Yield where the @ of each address is."""
    for match in _EMAIL.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        if before.isalnum() or before in ("_", "+", "-", "%"):
            yield match.start()


def _address_start(text: str, sign: int) -> int:
    match = _LOCAL_PART.search(text, max(0, sign - _LONGEST_LOCAL), sign)
    return match.start() if match else sign


def _phones(text: str, shape: bytes) -> Iterator[int]:
    for run in _DIALLED.finditer(shape) if _SHORTEST in shape else ():
        for match in _RUN.finditer(text, *run.span()):
            if _is_phone(text, match.start()):
                yield match.start()


def _is_phone(text: str, start: int) -> bool:
    """Tell whether a run of digits that starts here is a telephone number."""
    match = _PHONE.match(text, start)
    if match is None or _DATED.match(text, start) or _is_amount(match[0]):
        return False
    before = text[max(0, start - _BEFORE) : start]
    digits = sum(char.isdigit() for char in match[0])
    if _LABEL.search(before):
        return digits <= 16
    if _PLUS.search(before):
        return 8 <= digits <= 15 and text[start] != "0"
    if not _CODE.match(text, start) or _SERIAL.search(before):
        return False
    return digits >= (12 if match[0].isdigit() else 10)


def _is_amount(number: str) -> bool:
    """Tell a coordinate or a sum of money, which a plus may precede, from a number to dial."""
    if _DECIMAL.fullmatch(number):
        return True
    return _AMOUNT.fullmatch(number) is not None and (
        number.endswith("000") or sum(char.isdigit() for char in number) < 10
    )
