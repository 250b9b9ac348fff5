"""Reads unquoted words in the body: numbers, JSON's literals, and those of other languages."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from architrave.contract.body.faults import BodyFaults
from architrave.contract.rules import FOREIGN_LITERAL, MALFORMED_JSON
from architrave.contract.wording import quote, shorten

WORD = re.compile(r"[^\s,:{}\[\]\"'`\u201c\u201d\u201e\u2018\u2019]+")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,4})?\Z", re.ASCII)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_MAX_DIGITS = 1000

_FOREIGN: dict[str, tuple[Any, str, str]] = {
    "None": (None, "Python", "null"),
    "True": (True, "Python", "true"),
    "False": (False, "Python", "false"),
    "undefined": (None, "JavaScript", "null"),
    "nil": (None, "Go or Ruby", "null"),
    "NULL": (None, "SQL or C", "null"),
    "Null": (None, "another language", "null"),
    "TRUE": (True, "another language", "true"),
    "FALSE": (False, "another language", "false"),
}
_NO_NUMBERS = {"NaN", "Infinity", "-Infinity", "+Infinity", "nan", "inf", "-inf"}


def read_word(text: str, start: int, faults: BodyFaults) -> tuple[Any, int]:
    """The value of the word at `start`, where no string, object or array begins, and the offset after it."""
    found = WORD.match(text, start)
    if found is None:
        return None, start + 1
    word, end = found.group(), found.end()
    if word in _WORDS:
        return _WORDS[word], end
    number = _NUMBER.match(word)
    if number is not None and len(word) <= _MAX_DIGITS:
        return (Decimal(word) if number.group(1) or number.group(2) else int(word)), end
    if word in _FOREIGN:
        value, language, json = _FOREIGN[word]
        faults.add(
            FOREIGN_LITERAL,
            f"{word} comes from {language}; in JSON it is {json}.",
            start,
            end,
            f"Write {json}, or build the body with a JSON library (json.dumps, JSON.stringify).",
            certain=True,
        )
        return value, end
    if word in _NO_NUMBERS:
        faults.add(
            FOREIGN_LITERAL,
            f"{word} is not a JSON value, and JSON has no equivalent.",
            start,
            end,
            "Send null for an unknown value, or a number.",
            certain=False,
        )
        return None, end
    return _other(word, start, end, faults)


def _other(word: str, start: int, end: int, faults: BodyFaults) -> tuple[Any, int]:
    shown = shorten(word)
    for pattern, message, help_, read in _NEARLY_NUMBERS:
        if pattern.match(word) and len(word) <= _MAX_DIGITS:
            value = None if read is None else read(word)
            faults.add(MALFORMED_JSON, message.format(shown), start, end, help_, certain=read is not None)
            return (word if read is None else value), end
    help_ = f"If it is a string, put it in double quotes: {quote(word)}."
    faults.add(MALFORMED_JSON, f"{shown} is not a JSON value.", start, end, help_, certain=False)
    return word, end


_NEARLY_NUMBERS: tuple[tuple[re.Pattern[str], str, str, Callable[[str], Any] | None], ...] = (
    (
        re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d+\Z", re.ASCII),
        "The number {} is too large or too small.",
        "If it is text or an id, put it in double quotes.",
        None,
    ),
    (
        re.compile(r"\+(?:0|[1-9]\d*)\Z", re.ASCII),
        "{} begins with a plus sign, which JSON numbers cannot have.",
        "If it is a phone number, put it in double quotes; if it is a number, remove the sign.",
        None,
    ),
    (
        re.compile(r"\+\d{7,}\Z", re.ASCII),
        "{} looks like a phone number without quotation marks.",
        "Put it in double quotes.",
        None,
    ),
    (
        re.compile(r"-?0\d+\Z", re.ASCII),
        "{} has a leading zero, which JSON numbers cannot have.",
        "If the zeros matter (an id, a phone number), put it in double quotes; if not, remove them.",
        None,
    ),
    (
        re.compile(r"-?\.\d+\Z", re.ASCII),
        "{} has no digit before the decimal point.",
        "Write 0.5, not .5.",
        Decimal,
    ),
    (
        re.compile(r"-?\d+\.\Z", re.ASCII),
        "{} has no digits after the decimal point.",
        "Write 5.0 or 5, without a point at the end.",
        Decimal,
    ),
    (
        re.compile(r"0[xX][0-9a-fA-F]+\Z", re.ASCII),
        "{} is a hexadecimal number, which JSON does not support.",
        "Write it as a decimal number.",
        lambda word: int(word, 16),
    ),
    (
        re.compile(r"-?\d+[A-Za-z_]\w*\Z", re.ASCII),
        "{} begins like a number but is not one.",
        "If it is text or an id, put it in double quotes.",
        None,
    ),
)
