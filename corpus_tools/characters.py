"""What a character is called, for messages."""

from __future__ import annotations

import unicodedata

_CONTROLS = (
    "NULL,START OF HEADING,START OF TEXT,END OF TEXT,END OF TRANSMISSION,ENQUIRY,ACKNOWLEDGE,BELL,"
    "BACKSPACE,TAB,LINE FEED,LINE TABULATION,FORM FEED,CARRIAGE RETURN,SHIFT OUT,SHIFT IN,"
    "DATA LINK ESCAPE,DEVICE CONTROL ONE,DEVICE CONTROL TWO,DEVICE CONTROL THREE,"
    "DEVICE CONTROL FOUR,NEGATIVE ACKNOWLEDGE,SYNCHRONOUS IDLE,END OF TRANSMISSION BLOCK,CANCEL,"
    "END OF MEDIUM,SUBSTITUTE,ESCAPE,FILE SEPARATOR,GROUP SEPARATOR,RECORD SEPARATOR,"
    "UNIT SEPARATOR"
)
_CONTROL_NAMES = {
    **dict(enumerate(_CONTROLS.split(","))),
    **{0x7F: "DELETE", 0x85: "NEXT LINE", 0x9B: "CONTROL SEQUENCE INTRODUCER"},
}
"""Names of controls: Unicode itself gives them none but aliases."""


def named(char: str) -> str:
    """Return a character's code point and name."""
    name = unicodedata.name(char, "") or _CONTROL_NAMES.get(ord(char), "unnamed")
    return f"U+{ord(char):04X} {name}"
