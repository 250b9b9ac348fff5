"""Inverses of functions of numbers, money, and times."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from architrave.exploring.inverses import ValueOf, Wanted, Ways, inverse
from architrave.exploring.inverses_text import appended
from architrave.exploring.nearby import minus, plus
from architrave.expressions import decimals
from architrave.expressions.faults import ExpressionError
from architrave.expressions.typed_tree import Apply
from architrave.expressions.values import Currency


@inverse("+", "-", "*", "/")
def _arithmetic(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    name = tree.function.name
    if isinstance(value, str) and name == "+":
        yield from appended(tree, value, value_of)
        return
    if len(tree.arguments) == 1:
        if isinstance(value, int | Decimal | timedelta):
            yield (Wanted(tree.arguments[0], minus(type(value)(), value)),)
        return
    left, right = tree.arguments
    for here, there, is_left in ((left, right, True), (right, left, False)):
        other = value_of(there)
        found = None if other is None else _solved(name, value, other, is_left=is_left)
        if found is not None:
            yield (Wanted(here, int(found) if here.type.code == "int" else found),)


def _solved(sign: str, value: Any, other: Any, *, is_left: bool) -> Any:
    """The operand with which the other one gives a value; None if no number does."""
    try:
        if isinstance(value, Currency) or isinstance(other, Currency):
            amounts = (each.amount if isinstance(each, Currency) else each for each in (value, other))
            found = _solved(sign, *amounts, is_left=is_left)
            return Currency(found, value.code) if isinstance(found, Decimal) else None
        match sign:
            case "+":
                return minus(value, other)
            case "-":
                return plus(value, other) if is_left else minus(other, value)
            case "*":
                return decimals.divide(Decimal(value), Decimal(other))
            case _:
                is_numerator = decimals.multiply(Decimal(value), Decimal(other))
                return is_numerator if is_left else decimals.divide(Decimal(other), Decimal(value))
    except (TypeError, ArithmeticError, ValueError, AttributeError, ExpressionError):
        return None


@inverse("round", "floor", "ceiling")
def _rounded(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    inner = tree.arguments[0]
    if isinstance(value, int | Decimal):
        yield (Wanted(inner, Decimal(value) if inner.type.code == "dec" else int(value)),)


_UNITS = {"adddays": 86_400, "addhours": 3_600, "addminutes": 60, "addseconds": 1}


@inverse("adddays", "addhours", "addminutes", "addseconds", "addduration", "addmonths", "addyears")
def _later(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    moment, much = tree.arguments[:2]
    start, by = value_of(moment), value_of(much)
    unit = _UNITS.get(tree.function.name.lower())
    try:
        if isinstance(by, timedelta):
            yield (Wanted(moment, value - by),)
        elif isinstance(by, int) and unit is not None:
            yield (Wanted(moment, value - timedelta(seconds=by * unit)),)
        if start is not None and unit is not None:
            yield (Wanted(much, (value - start) // timedelta(seconds=unit)),)
    except (TypeError, OverflowError):
        return


@inverse("datetimediff", "datediff", "timediff")
def _difference(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    """The time from the second to the first, or the other way around: both are tried."""
    left, right = tree.arguments[:2]
    for here, there in ((left, right), (right, left)):
        other = value_of(there)
        try:
            yield (Wanted(here, other + value),)
            yield (Wanted(here, other - value),)
        except (TypeError, OverflowError):
            continue


@inverse("makecurrency")
def _currency(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    if isinstance(value, Currency):
        yield (Wanted(tree.arguments[0], value.amount),)
