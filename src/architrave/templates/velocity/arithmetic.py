"""Arithmetic and ordering in templates. What cannot be computed has no value, as in Velocity."""

import math

from architrave.templates.faults import Refused
from architrave.templates.velocity.text import Value, number_of

_LARGEST = 2**63


def operate(operator: str, left: Value, right: Value) -> Value:
    """The result of an arithmetic or ordering operator; None if the values do not support it."""
    if operator in {"<", "<=", ">", ">="} and isinstance(left, str) and isinstance(right, str):
        return _order(operator, left, right)
    if isinstance(left, str | bool) or isinstance(right, str | bool):
        return None
    first, second = number_of(left), number_of(right)
    if first is None or second is None:
        return None
    if operator in {"<", "<=", ">", ">="}:
        return _order(operator, first, second)
    return compute(operator, first, second)


def compute(operator: str, left: float, right: float) -> int | float | None:
    """The result of `+ - * / %`. Integers stay integers, as in Java. None for a division by zero."""
    whole = isinstance(left, int) and isinstance(right, int)
    match operator:
        case "+":
            return bounded(left + right)
        case "-":
            return bounded(left - right)
        case "*":
            return bounded(left * right)
        case "/":
            if right == 0:
                return None
            return _toward_zero(left, right) if whole else bounded(left / right)
        case _:
            if right == 0:
                return None
            return int(left - right * _toward_zero(left, right)) if whole else bounded(math.fmod(left, right))


def bounded(number: float) -> int | float:
    """A number within a template's limits. Raises Refused for one beyond 64 bits or not finite."""
    if isinstance(number, int):
        if not -_LARGEST <= number < _LARGEST:
            raise Refused("The template computes a number beyond 64 bits.")
        return number
    if not math.isfinite(number):
        raise Refused("The template computes a number that is not finite.")
    return number


def _toward_zero(left: float, right: float) -> int:
    quotient = abs(int(left)) // abs(int(right))
    return quotient if (left < 0) is (right < 0) else -quotient


def _order(operator: str, left: str | float, right: str | float) -> bool:
    before = str(left) < str(right) if isinstance(left, str) or isinstance(right, str) else left < right
    same = left == right
    return {"<": before, "<=": before or same, ">": not before and not same, ">=": not before}[operator]
