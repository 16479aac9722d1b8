"""The form in which spellings are compared. Pure: a string in, a string out.

It never drops a character of its own accord: invisible characters, stress and marks of
intonation are taken out before by whoever knows where they stood.
"""

from __future__ import annotations

import re
import unicodedata

from corpus_tools.languages import Language

APOSTROPHES = "'`\u00b4\u2018\u2019\u02bb\u02bc\u2032\u055a\uff07"
HYPHENS = "-\u058a\u2010\u2011\u2012\u2013\u2212"

_SIGNS = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))
_SECOND_DOT = re.compile("(?<=i)\u0307+")
_COMMA_FOR_CEDILLA = str.maketrans("ș", "ş")


def fold(text: str, language: Language) -> str:
    """Return a text as spellings of the language are compared: small, composed, one spelling.

    Pairs of spellings become the last of the pair; apostrophes become ', hyphens -; where
    the language pairs ı with I, ș becomes ş. Folding what is folded changes nothing.
    """
    while (folded := _once(text, language)) != text:
        text = folded
    return text


def _once(text: str, language: Language) -> str:
    text = unicodedata.normalize("NFC", text).replace("İ", "i")
    if language.dotted_i:
        text = text.replace("I", "ı")
    text = unicodedata.normalize("NFC", text.lower().translate(_SIGNS))
    if language.dotted_i:
        text = text.translate(_COMMA_FOR_CEDILLA)
    for spelling, *_, compared in language.pairs:
        text = text.replace(spelling.lower(), compared.lower())
    return _SECOND_DOT.sub("", text)
