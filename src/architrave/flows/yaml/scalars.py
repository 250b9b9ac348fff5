"""The YAML 1.2 core schema: what an unquoted scalar means."""

import re
from decimal import Decimal

ScalarValue = None | bool | int | Decimal | str

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?")
_STARTS_NUMBER = frozenset("+-.0123456789")
_LONGEST_NUMBER = 100


def resolve(text: str) -> ScalarValue:
    """The value of an unquoted scalar: null, a boolean, a number, or the text itself.

    `.inf` and `.nan` are text, because nothing in a flow can hold them; so is a number of more than 100 characters.
    """
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[0] not in _STARTS_NUMBER or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text[2:], 8 if text[1] == "o" else 16)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text
