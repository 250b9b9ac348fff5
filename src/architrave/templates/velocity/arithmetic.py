"""Arithmetic and comparisons of templates, with Java's types of numbers. What cannot be computed has no value."""

import math
from decimal import ROUND_HALF_DOWN, Context, Decimal, DecimalException, InvalidOperation
from typing import Any, cast

from architrave.templates.faults import Refused
from architrave.templates.java_text import number_text
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.values import Value, is_number, text_of

MOST_DIGITS = 300
"""The maximum length of a number that a template computes."""

_EXACT = Context(prec=2 * MOST_DIGITS)
_LARGEST = 10**MOST_DIGITS

Number = int | float | Decimal


def number_of(value: Value) -> Number | None:
    """A value as a number; a text that is one counts as a decimal, as Velocity converts it."""
    if is_number(value):
        return cast("Number", value)
    if not isinstance(value, str) or not 0 < len(value) <= MOST_DIGITS or value.strip("+-.eE0123456789"):
        return None
    try:
        return bounded(Decimal(value))
    except InvalidOperation:
        return None


def compute(operator: str, left: Value, right: Value) -> Number | None:
    """The result of `- * / %`, or of `+` between numbers. None for a division by zero or values that are no numbers."""
    first, second = number_of(left), number_of(right)
    if first is None or second is None:
        return None
    if operator in {"/", "%"} and second == 0:
        return None
    if isinstance(first, Decimal) or isinstance(second, Decimal):
        return bounded(_of_decimals(operator, _decimal(first), _decimal(second)))
    if isinstance(first, float) or isinstance(second, float):
        return _of_floats(operator, float(first), float(second))
    return bounded(_of_integers(operator, first, second))


def negated(value: Value) -> Number | None:
    """The value of `-x`."""
    number = number_of(value)
    return None if number is None else number.copy_negate() if isinstance(number, Decimal) else -number


def bounded(number: Any) -> Any:
    """A number that is not too long. Raises Refused."""
    if isinstance(number, int):
        too_long = not -_LARGEST < number < _LARGEST
    else:
        too_long = number.is_finite() and (
            abs(number.adjusted()) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS
        )
    if too_long:
        raise Refused(f"The template computes a number of more than {MOST_DIGITS} digits.")
    return number


def _decimal(number: Number) -> Decimal:
    """As Java converts to BigDecimal: through a double, so 5 is 5.0."""
    return number if isinstance(number, Decimal) else Decimal(number_text(float(number)))


def _of_integers(operator: str, left: int, right: int) -> int:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            quotient = abs(left) // abs(right)
            return quotient if (left < 0) is (right < 0) else -quotient
        case _:
            return abs(left) % abs(right) * (-1 if left < 0 else 1)


def _of_floats(operator: str, left: float, right: float) -> float:
    try:
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
            case _:
                return math.fmod(left, right)
    except (OverflowError, ValueError):
        return math.nan


def _of_decimals(operator: str, left: Decimal, right: Decimal) -> Decimal:
    try:
        match operator:
            case "+":
                return _EXACT.add(left, right)
            case "-":
                return _EXACT.subtract(left, right)
            case "*":
                return _EXACT.multiply(left, right)
            case "/":
                # The result has as many decimal places as the dividend.
                scale = Decimal(1).scaleb(cast("int", left.as_tuple().exponent), _EXACT)
                return _EXACT.divide(left, right).quantize(scale, ROUND_HALF_DOWN, _EXACT)
            case _:
                raise Refused("Velocity cannot compute % of decimal numbers.")
    except DecimalException:
        raise Refused("The template computes a number that is out of range.") from None


# -- comparisons -------------------------------------------------------------------------------------------------


def equal(left: Value, right: Value, budget: Budget) -> bool:
    """`==`: numbers, and texts that are numbers, by value; values of different types by their text."""
    if left is None or right is None:
        return left is right
    first, second = number_of(left), number_of(right)
    if first is not None and second is not None:
        return _order(first, second) == 0
    if isinstance(left, str) and isinstance(right, str):
        budget.look_through(min(len(left), len(right)))
        return left == right
    if type(left) is type(right):
        return same(left, right, budget)
    return text_of(left, budget) == text_of(right, budget)


def same(left: Value, right: Value, budget: Budget, depth: int = 0) -> bool:
    """Java's `equals`: an integer does not equal a fraction, nor a text a number; lists and maps are equal by item."""
    budget.step()
    if depth > 40:
        raise Refused("The template compares lists that are nested too deeply.")
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        first, second = cast("tuple[Value, ...]", left), cast("tuple[Value, ...]", right)
        pairs = zip(first, second, strict=False)
        return len(first) == len(second) and all(same(one, other, budget, depth + 1) for one, other in pairs)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key], budget, depth + 1) for key in left)
    if isinstance(left, str) and isinstance(right, str):
        budget.look_through(min(len(left), len(right)))
    return type(left) is type(right) and left == right


def ordered(operator: str, left: Value, right: Value) -> bool | None:
    """`< <= > >=` between numbers; None if a value is not a number."""
    first, second = number_of(left), number_of(right)
    if first is None or second is None:
        return None
    order = _order(first, second)
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _order(first: Number, second: Number) -> int:
    if isinstance(first, Decimal) or isinstance(second, Decimal):
        one, other = _decimal(first), _decimal(second)
    elif isinstance(first, float) or isinstance(second, float):
        one, other = float(first), float(second)
    else:
        one, other = first, second
    return (one > other) - (one < other)
