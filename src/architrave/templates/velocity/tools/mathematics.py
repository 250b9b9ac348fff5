# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""`$math`: MathTool of velocity-tools 3.1, with its types of numbers and its slips (all measured)."""

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from architrave.templates.java_text import number_text
from architrave.templates.velocity.arithmetic import Number, bounded
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Body, Methods, methods
from architrave.templates.velocity.values import Array, Value, is_number

_WRITTEN = re.compile(r"-?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:E-?\d{1,3})?", re.ASCII)
_INT, _LONG = 2**31, 2**63
_SMALLEST, _LARGEST = 5e-324, 1.7976931348623157e308


def _number(value: Value) -> Number | None:
    """A value as a number. A text is read as far as it is one, with commas between its digits: `1,234 kg` is 1234."""
    if is_number(value):
        return value if isinstance(value, int | float | Decimal) else None
    found = _WRITTEN.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    number = float(found[0].replace(",", ""))
    if math.isfinite(number) and number == math.floor(number) and abs(number) < _LONG:
        return int(Decimal(found[0].replace(",", "")))
    return number


def _numbers(values: Sequence[Value]) -> list[Number] | None:
    given: Sequence[Value] = values[0] if len(values) == 1 and isinstance(values[0], Array) else values
    found = [_number(value) for value in given]
    return None if any(number is None for number in found) else [number for number in found if number is not None]


def _like(result: float, numbers: Sequence[Number]) -> Number:
    """A result as an integer, unless it has a fraction or one of the numbers is written with a point."""
    if result != result or math.isinf(result) or result != math.floor(result) or any(map(_has_point, numbers)):
        return result if not math.isinf(result) or any(map(_has_point, numbers)) else _as_long(result)
    return _as_long(result)


def _has_point(number: Number) -> bool:
    return "." in (str(number) if isinstance(number, Decimal) else number_text(number))


def _as_long(number: float) -> int:
    """A double as Java's cast gives it: at most as large as a long."""
    if number != number:
        return 0
    return int(max(-_LONG, min(_LONG - 1, number)) if not math.isinf(number) else (_LONG - 1 if number > 0 else -_LONG))


def _as_int(number: float) -> int:
    return max(-_INT, min(_INT - 1, _as_long(number)))


def _int_value(number: Number) -> int:
    """Java's `intValue()`: an integer keeps its low 32 bits, a fraction becomes the nearest int towards zero."""
    if isinstance(number, float):
        return _as_int(number)
    low = int(number) % (2 * _INT)
    return low - 2 * _INT if low >= _INT else low


def _double(number: Number) -> float:
    try:
        return float(bounded(number) if not isinstance(number, float) else number)
    except OverflowError:
        return math.inf


def _folded(function: Callable[[float, float], float | None], start: float | None) -> Body:
    """A function of any number of numbers; from the first one if there is no `start`."""

    def apply(_: Budget, *values: Value) -> Value:
        numbers = _numbers(values)
        if numbers is None:
            return None
        if not numbers:
            return _like(0.0 if start is None else start, ())
        doubles = [_double(number) for number in numbers]
        result = doubles.pop(0) if start is None else start
        for each in doubles:
            found = _guarded(lambda result=result, each=each: function(result, each))
            if found is None:
                return None
            result = found
        return _like(result, numbers)

    return apply


def _guarded(work: Callable[[], float | None]) -> float | None:
    try:
        return work()
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _bitwise(function: Callable[[int, int], int], start: int) -> Body:
    def apply(_: Budget, *values: Value) -> Value:
        numbers = _numbers(values)
        if numbers is None:
            return None
        result = start
        for number in numbers:
            result = function(result, _as_long(number) if isinstance(number, float) else int(number))
        return _like(float(result), ())

    return apply


def _of_one(function: Callable[[float], Value]) -> Body:
    def apply(_: Budget, value: Value) -> Value:
        number = _number(value)
        return None if number is None else function(_double(number))

    return apply


def _of_two(function: Callable[[Number, Number], Value]) -> Body:
    def apply(_: Budget, first: Value, second: Value) -> Value:
        left, right = _number(first), _number(second)
        return None if left is None or right is None else function(left, right)

    return apply


def _absolute(_: Budget, value: Value) -> Value:
    number = _number(value)
    return None if number is None else _like(abs(_double(number)), (number,))


def _power(left: Number, right: Number) -> Value:
    result = _guarded(lambda: math.pow(_double(left), _double(right)))
    return _like(math.nan if result is None else result, (left, right))


def _divided(left: Number, right: Number) -> Value:
    dividend, divisor = _int_value(left), _int_value(right)
    if divisor == 0:
        return None
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) is (divisor < 0) else -quotient


def _remainder(left: Number, right: Number) -> Value:
    dividend, divisor = _int_value(left), _int_value(right)
    return None if divisor == 0 else abs(dividend) % abs(divisor) * (-1 if dividend < 0 else 1)


def _rounded_to(places: Number, number: Number) -> Value:
    """Half up, to at least one decimal place: `roundTo(0, 2.54)` is 2.5. The factor is an int, which overflows."""
    factor = _int_value(10 ** max(1, min(400, _int_value(places))))
    product = _double(number) * factor
    whole = _as_long(math.floor(product + 0.5)) if math.isfinite(product) else _as_long(product)
    if factor == 0:
        return math.nan if whole == 0 else math.copysign(math.inf, whole)
    return whole / factor


def _finite(function: Callable[[float], float]) -> Callable[[float], Value]:
    return lambda number: _as_int(function(number) if math.isfinite(number) else number)


def _half_even(number: float) -> float:
    return float(round(number))


def _total(items: Sequence[Value]) -> Value:
    first: Number | None = None
    result = 0.0
    for item in items:
        number = _number(item)
        if number is None:
            return None
        first = number if first is None else first
        result += _double(number)
    return _like(result, () if first is None else (first,))


def _average(items: Sequence[Value]) -> Value:
    total = _total(items)
    if not isinstance(total, int | float):
        return None
    return _like(total / len(items), (total,)) if items else math.nan


def _of_collection(function: Callable[[Sequence[Value]], Value]) -> Body:
    """A function of a list, or of the arguments; among them, one fraction makes all of them doubles."""

    def apply(_: Budget, *values: Value) -> Value:
        if len(values) == 1 and isinstance(values[0], list | tuple):
            return function(values[0])
        if any(isinstance(value, float) for value in values) and all(
            isinstance(value, int | float) for value in values
        ):
            return function([float(value) for value in values if isinstance(value, int | float)])
        return function(values)

    return apply


def _of_fields(average: bool) -> Body:
    """The total or average of a field of the maps in a list. Maps without it count as nothing."""

    def apply(_: Budget, items: Any, field: str | None) -> Value:
        if field is None or not all(isinstance(item, dict) for item in items):
            return None
        found = [number for number in (_number(item.get(field)) for item in items) if number is not None]
        total = _total(found)
        if not average or not isinstance(total, int | float):
            return total
        return _like(total / len(items), (total,)) if items else math.nan

    return apply


MATH: Methods = methods(
    {
        "add(*)": _folded(lambda left, right: left + right, 0.0),
        "sub(*)": _folded(lambda left, right: left - right, None),
        "mul(*)": _folded(lambda left, right: left * right, 1.0),
        "div(*)": _folded(lambda left, right: None if right == 0 else left / right, None),
        "max(*)": _folded(max, _SMALLEST),
        "min(*)": _folded(min, _LARGEST),
        "bitwiseOr(*)": _bitwise(lambda left, right: left | right, 0),
        "bitwiseAnd(*)": _bitwise(lambda left, right: left & right, -1),
        "bitwiseXOr(*)": _bitwise(lambda left, right: left ^ right, 0),
        "pow(oo)": _of_two(_power),
        "idiv(oo)": _of_two(_divided),
        "mod(oo)": _of_two(_remainder),
        "abs(o)": _absolute,
        "ceil(o)": _of_one(_finite(math.ceil)),
        "floor(o)": _of_one(_finite(math.floor)),
        "round(o)": _of_one(_finite(_half_even)),
        "roundTo(oo)": _of_two(_rounded_to),
        "getTotal(LS)": _of_fields(average=False),
        "getAverage(LS)": _of_fields(average=True),
        "getTotal(*)": _of_collection(_total),
        "getAverage(*)": _of_collection(_average),
        "toNumber(o)": lambda _, value: _number(value),
        "toInteger(o)": lambda _, value: None if (number := _number(value)) is None else _int_value(number),
        "toLong(o)": lambda _, value: None if (number := _number(value)) is None else _as_long(_double(number)),
        "toDouble(o)": _of_one(lambda number: number),
        "getFormat()": lambda _: "default",
    }
)
