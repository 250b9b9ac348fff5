"""How far a condition is from a wish: 0 if it holds, less if less has to change; a nearer run is a better base."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from architrave.exploring.nearby import minus
from architrave.expressions import decimals
from architrave.expressions.typed_tree import Apply, Typed
from architrave.expressions.types import BOOLEAN
from architrave.expressions.values import Currency

_COMPARED = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SECOND = timedelta(seconds=1)

ValueOf = Callable[[Typed], Any]


def distance(tree: Typed, wish: bool, value_of: ValueOf) -> float:
    """From a condition to a wish for it. Each comparison that does not hold adds between 1 and 2."""
    if isinstance(tree, Apply):
        name = tree.function.name.lower()
        if name in ("and", "or"):
            parts = [distance(each, wish, value_of) for each in tree.arguments]
            return sum(parts) if (name == "and") is wish else min(parts)
        if name == "!" and tree.type == BOOLEAN:
            return distance(tree.arguments[0], not wish, value_of)
    if (value_of(tree) is True) is wish:
        return 0.0
    if isinstance(tree, Apply) and tree.function.name in _COMPARED:
        return 1.0 + _apart(*(value_of(each) for each in tree.arguments[:2]))
    return 2.0


def _apart(one: Any, other: Any) -> float:
    """How far two values are apart, from 0 to 1."""
    if isinstance(one, str) and isinstance(other, str):
        same = sum(left == right for left, right in zip(one, other, strict=False))
        return 1.0 - same / (max(len(one), len(other)) + 1)
    if isinstance(one, Currency) and isinstance(other, Currency):
        one, other = one.amount, other.amount
    try:
        between = minus(one, other)
    except (TypeError, ArithmeticError, ValueError):
        return 1.0
    size = abs(between / _SECOND) if isinstance(between, timedelta) else between
    if isinstance(size, Decimal):
        size = float(decimals.checked(size))
    return abs(size) / (abs(size) + 1) if isinstance(size, int | float) else 1.0
