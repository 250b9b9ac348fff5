"""The operators for products, quotients, remainders and powers: * / % ^.

The result of a division is always a Decimal or a Currency, and that of a power a Decimal (documented). A computed zero
divisor is a run-time fault; a literal zero is reported before the expression runs.
"""

from decimal import Decimal

from architrave.expressions import bounds, decimals
from architrave.expressions.declare import Example, function
from architrave.expressions.library.arithmetic import Number, amount_of, decimal_of, require_divisor
from architrave.expressions.values.money import Currency

_SIGN = "The remainder has the sign of the dividend; this is not publicly documented."


@function(
    "*(multiplicand: Integer, multiplier: Integer) -> Integer",
    "The product of two Integers.",
    category="mathematical",
    examples=[Example("6 * 7", "42"), Example("System.MaxInt * 2", error="OutOfRange")],
)
def _multiply_integers(multiplicand: int, multiplier: int) -> int:
    return bounds.integer(multiplicand * multiplier)


@function(
    "*(multiplicand: Decimal, multiplier: Decimal) -> Decimal",
    "The product of two Decimals.",
    category="mathematical",
    examples=[Example("1.5 * 1.5", "2.25")],
)
@function(
    "*(multiplicand: Integer, multiplier: Decimal) -> Decimal",
    "The product of an Integer and a Decimal.",
    category="mathematical",
    examples=[Example("3 * 0.5", "1.5")],
)
@function(
    "*(multiplicand: Decimal, multiplier: Integer) -> Decimal",
    "The product of a Decimal and an Integer.",
    category="mathematical",
    examples=[Example("0.5 * 4", "2.0")],
)
def _multiply_decimals(multiplicand: Number, multiplier: Number) -> Decimal:
    return decimals.multiply(decimal_of(multiplicand), decimal_of(multiplier))


@function(
    "*(multiplicand: Decimal, multiplier: Currency) -> Currency",
    "A Decimal times a Currency.",
    category="mathematical",
    examples=[Example('0.5 * MakeCurrency(3, "EUR")', "1.50|EUR")],
)
@function(
    "*(multiplicand: Integer, multiplier: Currency) -> Currency",
    "An Integer times a Currency.",
    category="mathematical",
    examples=[Example('3 * MakeCurrency(1.5, "EUR")', "4.50|EUR")],
)
def _number_times_currency(multiplicand: Number, multiplier: Currency) -> Currency:
    return _currency_times_number(multiplier, multiplicand)


@function(
    "*(multiplicand: Currency, multiplier: Decimal) -> Currency",
    "A Currency times a Decimal.",
    category="mathematical",
    examples=[Example('MakeCurrency(3, "EUR") * 0.5', "1.50|EUR")],
)
@function(
    "*(multiplicand: Currency, multiplier: Integer) -> Currency",
    "A Currency times an Integer.",
    category="mathematical",
    examples=[Example('MakeCurrency(1.5, "EUR") * 3', "4.50|EUR")],
)
def _currency_times_number(multiplicand: Currency, multiplier: Number) -> Currency:
    return Currency(decimals.multiply(amount_of(multiplicand, "*"), decimal_of(multiplier)), multiplicand.code)


@function(
    "/(dividend: Integer, divisor: Decimal) -> Decimal",
    "The quotient of an Integer and a Decimal.",
    category="mathematical",
    examples=[Example("3 / 0.5", "6.0")],
)
@function(
    "/(dividend: Decimal, divisor: Integer) -> Decimal",
    "The quotient of a Decimal and an Integer.",
    category="mathematical",
    examples=[Example("4.5 / 3", "1.5")],
)
@function(
    "/(dividend: Integer, divisor: Integer) -> Decimal",
    "The quotient of two Integers, a Decimal of at most 40 digits.",
    category="mathematical",
    examples=[Example("6 / 2", "3.0"), Example("1 / (2 - 2)", error="DivisionByZero")],
)
@function(
    "/(dividend: Decimal, divisor: Decimal) -> Decimal",
    "The quotient of two Decimals.",
    category="mathematical",
    examples=[Example("0.6 / 0.2", "3.0")],
)
def _divide(dividend: Number, divisor: Number) -> Decimal:
    require_divisor(divisor, "/")
    return decimals.divide(decimal_of(dividend), decimal_of(divisor))


@function(
    "/(dividend: Currency, divisor: Decimal) -> Currency",
    "A Currency divided by a Decimal.",
    category="mathematical",
    examples=[Example('MakeCurrency(3, "EUR") / 0.5', "6.00|EUR")],
)
@function(
    "/(dividend: Currency, divisor: Integer) -> Currency",
    "A Currency divided by an Integer.",
    category="mathematical",
    examples=[Example('MakeCurrency(45, "EUR") / 6', "7.50|EUR")],
)
def _divide_currency(dividend: Currency, divisor: Number) -> Currency:
    require_divisor(divisor, "/")
    return Currency(decimals.divide(amount_of(dividend, "/"), decimal_of(divisor)), dividend.code)


@function(
    "%(dividend: Integer, divisor: Integer) -> Integer",
    "The remainder of dividing an Integer by an Integer.",
    category="mathematical",
    examples=[Example("27 % 5", "2"), Example("-5 % 3", "-2")],
    note=_SIGN,
)
def _remainder_of_integers(dividend: int, divisor: int) -> int:
    require_divisor(divisor, "%")
    remainder = abs(dividend) % abs(divisor)
    return -remainder if dividend < 0 else remainder


@function(
    "%(dividend: Decimal, divisor: Decimal) -> Decimal",
    "The remainder of dividing a Decimal by a Decimal.",
    category="mathematical",
    examples=[Example("37.3 % 12.8", "11.7")],
    note=_SIGN,
)
@function(
    "%(dividend: Integer, divisor: Decimal) -> Decimal",
    "The remainder of dividing an Integer by a Decimal.",
    category="mathematical",
    examples=[Example("7 % 2.5", "2.0")],
    note=_SIGN,
)
@function(
    "%(dividend: Decimal, divisor: Integer) -> Decimal",
    "The remainder of dividing a Decimal by an Integer.",
    category="mathematical",
    examples=[Example("37.9 % 9", "1.9")],
    note=_SIGN,
)
def _remainder(dividend: Number, divisor: Number) -> Decimal:
    require_divisor(divisor, "%")
    return decimals.remainder(decimal_of(dividend), decimal_of(divisor))


@function(
    "%(dividend: Currency, divisor: Decimal) -> Currency",
    "The remainder of dividing a Currency by a Decimal.",
    category="mathematical",
    examples=[Example('MakeCurrency(5.5, "EUR") % 2.0', "1.50|EUR")],
    note=_SIGN,
)
@function(
    "%(dividend: Currency, divisor: Integer) -> Currency",
    "The remainder of dividing a Currency by an Integer.",
    category="mathematical",
    examples=[Example('MakeCurrency(37.95, "EUR") % 9', "1.95|EUR")],
    note=_SIGN,
)
def _remainder_of_currency(dividend: Currency, divisor: Number) -> Currency:
    require_divisor(divisor, "%")
    return Currency(decimals.remainder(amount_of(dividend, "%"), decimal_of(divisor)), dividend.code)


@function(
    "^(base: Integer, exponent: Integer) -> Decimal",
    "An Integer to the power of an Integer.",
    category="mathematical",
    examples=[Example("2 ^ 10", "1024.0"), Example("-2 ^ 2", "4.0"), Example("2 ^ 3 ^ 2", "512.0")],
)
@function(
    "^(base: Integer, exponent: Decimal) -> Decimal",
    "An Integer to the power of a Decimal.",
    category="mathematical",
    examples=[Example("81 ^ 0.5", "9.0")],
)
@function(
    "^(base: Decimal, exponent: Integer) -> Decimal",
    "A Decimal to the power of an Integer.",
    category="mathematical",
    examples=[Example("0.5 ^ 2", "0.25"), Example("2.0 ^ -1", "0.5")],
)
@function(
    "^(base: Decimal, exponent: Decimal) -> Decimal",
    "A Decimal to the power of a Decimal.",
    category="mathematical",
    examples=[Example("2.25 ^ 0.5", "1.5")],
)
def _power(base: Number, exponent: Number) -> Decimal:
    return decimals.power(decimal_of(base), decimal_of(exponent))
