"""Operators that the compiler writes as inline Python instead of calling their declared bodies.

Each inline form does exactly what the declared body does; a test compares the two for many values.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from architrave.expressions import bounds, decimals

_EXACT = frozenset({"int", "dec", "dtm", "dat", "tim", "dur"})
"""Types whose Python values have the same order as in the language."""

_ORDER = frozenset({"<", "<=", ">", ">="})
_NUMBERS = {"+": "add", "-": "subtract", "*": "multiply"}
_WHOLE = frozenset({"+", "-", "*", "&", "|"})

PROPERTIES = {
    ("cur", "amount"): "amount",
    ("cur", "code"): "code",
    ("phn", "dialingCode"): "dialing_code",
    ("phn", "e164"): "e164",
    ("phn", "subscriberNumber"): "subscriber_number",
    ("phn", "isGlobal"): "is_global",
    ("phn", "isSip"): "is_sip",
    ("phn", "isTel"): "is_tel",
    ("phn", "raw"): "raw",
    ("phn", "scheme"): "scheme",
    ("phn", "uri"): "uri",
}
"""Properties that are attributes of the Python value."""


def _overflow(value: int) -> NoReturn:
    bounds.integer(value)
    raise AssertionError(value)


def _too_long(value: str) -> NoReturn:
    bounds.text_length(len(value))
    raise AssertionError(len(value))


TOOLS: dict[str, Any] = {
    "LONGEST": bounds.MAX_TEXT,
    "too_long": _too_long,
    "LOW": bounds.MIN_INTEGER,
    "HIGH": bounds.MAX_INTEGER,
    "overflow": _overflow,
    "Decimal": Decimal,
    "add": decimals.add,
    "subtract": decimals.subtract,
    "multiply": decimals.multiply,
}
"""The names that inline forms use, for the namespace of a compiled function."""


def inline(name: str, codes: Sequence[str], arguments: Sequence[str], temporary: Callable[[], str]) -> str | None:
    """The Python source of an operator applied to the sources of its arguments; None to call its body instead.

    `codes` are the types of the arguments, which are already checked to be set where the operator needs that;
    `temporary` returns a new name. The source is in parentheses, and its value is always set.
    """
    if len(arguments) == 1:
        return f"(not {arguments[0]})" if name == "!" else None
    if len(arguments) != 2 or name[0].isalpha():
        return None
    left, right = arguments
    if name in ("==", "!="):
        return f"({left} {name} {right})"
    if name in _ORDER:
        return f"({left} {name} {right})" if set(codes) <= _EXACT else None
    match tuple(codes):
        case ("int", "int") if name in _WHOLE:
            result = temporary()
            return f"({result} if LOW <= ({result} := {left} {name} {right}) <= HIGH else overflow({result}))"
        case ("str", "str") if name == "+":
            result = temporary()
            return f"({result} if len({result} := {left} + {right}) <= LONGEST else too_long({result}))"
        case ("dec", "dec") if name in _NUMBERS:
            return f"{_NUMBERS[name]}({left}, {right})"
        case ("dec", "int") if name in _NUMBERS:
            return f"{_NUMBERS[name]}({left}, Decimal({right}))"
        case ("int", "dec") if name in _NUMBERS:
            return f"{_NUMBERS[name]}(Decimal({left}), {right})"
        case _:
            return None
