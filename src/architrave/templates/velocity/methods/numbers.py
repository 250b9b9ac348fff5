# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""The methods of Java's numbers and Booleans."""

import math
from decimal import Decimal
from typing import Any

from architrave.templates.java_text import number_text
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Failed, Methods, methods
from architrave.templates.velocity.values import text_of

_INT, _LONG = 2**31, 2**63


def _wrapped(number: float, limit: int) -> int:
    """A number as a Java int or long: an integer keeps its low bits, a fraction the nearest that there is."""
    if isinstance(number, int):
        low = number % (2 * limit)
        return low - 2 * limit if low >= limit else low
    if number != number:
        return 0
    return int(max(-limit, min(limit - 1, number)))


def _parsed(_budget: Budget, _: Any, text: str) -> int:
    digits = text.removeprefix("-").removeprefix("+") if text[:2] not in {"+-", "-+", "--", "++"} else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
        raise Failed(f'For input string: "{text[:40]}".')
    return int(text)


def _parsed_double(_budget: Budget, _: Any, text: str) -> float:
    try:
        return float(text.strip().rstrip("dDfF")) if "_" not in text else float("x")
    except ValueError:
        raise Failed(f'For input string: "{text[:40]}".') from None


def _compared(_budget: Budget, number: float, other: float) -> int:
    return (number > other) - (number < other)


_ANY: dict[str, Any] = {
    "intValue()": lambda _, number: _wrapped(number, _INT),
    "longValue()": lambda _, number: _wrapped(number, _LONG),
    "doubleValue()": lambda _, number: float(number),
    "toString()": lambda budget, number: text_of(number, budget),
}

INTEGER: Methods = methods(
    {
        **_ANY,
        "compareTo(i)": _compared,
        "compare(ii)": lambda _, __, left, right: _compared(_, left, right),
        "parseInt(S)": _parsed,
        "parseLong(S)": _parsed,
        "valueOf(i)": lambda _, __, number: number,
        "valueOf(S)": _parsed,
        "toString(i)": lambda _, __, number: str(number),
        "toHexString(i)": lambda _, __, number: f"{number & 0xFFFFFFFF:x}",
        "toBinaryString(i)": lambda _, __, number: f"{number & 0xFFFFFFFF:b}",
        "max(ii)": lambda _, __, left, right: max(left, right),
        "min(ii)": lambda _, __, left, right: min(left, right),
        "sum(ii)": lambda _, __, left, right: _wrapped(left + right, _INT),
        "signum(i)": lambda _, __, number: (number > 0) - (number < 0),
        "hashCode()": lambda _, number: _wrapped(number, _INT),
    }
)

DOUBLE: Methods = methods(
    {
        **_ANY,
        "isNaN()": lambda _, number: math.isnan(number),
        "isInfinite()": lambda _, number: math.isinf(number),
        "compareTo(d)": _compared,
        "compare(dd)": lambda _, __, left, right: _compared(_, left, right),
        "parseDouble(S)": _parsed_double,
        "valueOf(d)": lambda _, __, number: number,
        "valueOf(S)": _parsed_double,
        "toString(d)": lambda _, __, number: number_text(number),
        "max(dd)": lambda _, __, left, right: max(left, right),
        "min(dd)": lambda _, __, left, right: min(left, right),
        "sum(dd)": lambda _, __, left, right: left + right,
    }
)


def _plain(budget: Budget, number: Decimal) -> str:
    return budget.text(f"{number:f}")


DECIMAL: Methods = methods(
    {
        "intValue()": lambda _, number: _wrapped(int(number), _INT),
        "longValue()": lambda _, number: _wrapped(int(number), _LONG),
        "doubleValue()": lambda _, number: float(number),
        "toString()": lambda budget, number: text_of(number, budget),
        "toPlainString()": _plain,
        "signum()": lambda _, number: (number > 0) - (number < 0),
        "scale()": lambda _, number: -number.as_tuple().exponent,
    }
)

BOOLEAN: Methods = methods(
    {
        "booleanValue()": lambda _, value: value,
        "toString()": lambda _, value: "true" if value else "false",
        "parseBoolean(S)": lambda _, __, text: text.lower() == "true",
        "valueOf(b)": lambda _, __, value: value,
        "compareTo(b)": lambda _, value, other: int(value) - int(other),
        "logicalAnd(bb)": lambda _, __, left, right: left and right,
        "logicalOr(bb)": lambda _, __, left, right: left or right,
        "logicalXor(bb)": lambda _, __, left, right: left is not right,
    }
)
