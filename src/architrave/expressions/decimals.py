"""Decimal arithmetic of the language: 40 significant digits, halves rounded away from zero, no ambient context."""

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import lru_cache

from architrave.expressions.faults import DIVISION_BY_ZERO, OUT_OF_RANGE, ExpressionError

DIGITS = 40
"""Significant digits of a Decimal (documented)."""

ZERO = Decimal("0.0")
ONE = Decimal("1.0")

_TRAPS: list[type[ArithmeticError]] = [InvalidOperation, DivisionByZero, Overflow]
CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_UP, Emin=-1000, Emax=1000, traps=_TRAPS)
_WIDE = Context(prec=2200, rounding=ROUND_HALF_UP, Emin=-3000, Emax=3000, traps=_TRAPS)


def checked(value: Decimal) -> Decimal:
    """Return `value` if it is in the language's range, plus or minus forty nines.

    Raises:
        ExpressionError: `OutOfRange` if it is not (documented).

    """
    if value.is_zero():
        return ZERO
    if value.adjusted() >= DIGITS:
        raise ExpressionError(OUT_OF_RANGE, f"A Decimal can have at most {DIGITS} digits before the decimal point.")
    return value


def _overflow() -> ExpressionError:
    return ExpressionError(OUT_OF_RANGE, f"The result has more than {DIGITS} digits before the decimal point.")


def _zero_divisor() -> ExpressionError:
    return ExpressionError(DIVISION_BY_ZERO, "Division by zero.")


def rounded_to_precision(value: Decimal) -> Decimal:
    """Round a number of any length to 40 significant digits and check its range."""
    try:
        return checked(CONTEXT.plus(value))
    except Overflow:
        raise _overflow() from None


def add(left: Decimal, right: Decimal) -> Decimal:
    """The sum of two Decimals."""
    return checked(CONTEXT.add(left, right))


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """The difference of two Decimals."""
    return checked(CONTEXT.subtract(left, right))


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """The product of two Decimals."""
    try:
        return checked(CONTEXT.multiply(left, right))
    except Overflow:
        raise _overflow() from None


def divide(left: Decimal, right: Decimal) -> Decimal:
    """The quotient of two Decimals; raises the fault `DivisionByZero` for a zero divisor."""
    if not right:
        raise _zero_divisor()
    try:
        return checked(CONTEXT.divide(left, right))
    except Overflow:
        raise _overflow() from None


def remainder(left: Decimal, right: Decimal) -> Decimal:
    """The remainder of a division, with the sign of the dividend (assumed)."""
    if not right:
        raise _zero_divisor()
    try:
        return checked(CONTEXT.remainder(left, right))
    except InvalidOperation:  # the whole quotient has more than 40 digits
        return rounded_to_precision(_WIDE.remainder(left, right))


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Raise `base` to `exponent`.

    Zero to the power of zero is 1.0, as in most languages (assumed).

    Raises:
        ExpressionError: `DivisionByZero` for a negative power of zero; `OutOfRange` for a fractional power of a
            negative number, and for a result out of range.

    """
    if not exponent:
        return ONE
    if not base and exponent < 0:
        raise _zero_divisor()
    try:
        return checked(CONTEXT.power(base, exponent))
    except Overflow:
        raise _overflow() from None
    except InvalidOperation:
        raise ExpressionError(OUT_OF_RANGE, "A negative number cannot be raised to a fractional power.") from None


def round_half_away(value: Decimal, digits: int = 0) -> Decimal:
    """Round to `digits` decimal places, halves away from zero (documented)."""
    return _quantized(value, digits, ROUND_HALF_UP)


def ceiling(value: Decimal) -> Decimal:
    """The smallest whole number that is not less than `value`."""
    return _quantized(value, 0, ROUND_CEILING)


def floor(value: Decimal) -> Decimal:
    """The largest whole number that is not greater than `value`."""
    return _quantized(value, 0, ROUND_FLOOR)


@lru_cache(maxsize=64)
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits, _WIDE)


def _quantized(value: Decimal, digits: int, rounding: str) -> Decimal:
    quantized = value.quantize(_unit(digits), rounding, _WIDE)
    return value if quantized == value else checked(quantized)


def to_text(value: Decimal) -> str:
    """The text of a Decimal: no exponent, no trailing zeros, at least one decimal place (`3.0`, documented)."""
    if value.is_zero():
        return "0.0"
    text = f"{value:f}"
    if "." not in text:
        return text + ".0"
    text = text.rstrip("0")
    return text + "0" if text.endswith(".") else text


def to_fixed_text(value: Decimal, digits: int) -> str:
    """The text of a Decimal with exactly `digits` decimal places, halves rounded away from zero (documented)."""
    rounded = value.quantize(_unit(digits), ROUND_HALF_UP, _WIDE)
    return f"{abs(rounded) if rounded.is_zero() else rounded:f}"
