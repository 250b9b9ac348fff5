"""Numbers: rounding Decimals and Currencies.

Halves are rounded away from zero (documented). A Currency without an amount cannot be rounded (documented for Floor,
assumed for the others).
"""

from decimal import Decimal

from architrave.expressions import decimals
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_SET, ExpressionError
from architrave.expressions.values import Currency


def _amount(currency: Currency, name: str) -> Decimal:
    if currency.amount is None:
        raise ExpressionError(NOT_SET, f"{name} needs a Currency with an amount; the amount is NOT_SET.")
    return currency.amount


@function(
    "Ceiling(currencyValue: Currency) -> Currency",
    "The Currency with its amount rounded up to a whole number.",
    category="mathematical",
    examples=[
        Example('Ceiling(MakeCurrency(5.01, "USD"))', "6.00|USD"),
        Example('Ceiling(MakeCurrency(NOT_SET, "USD"))', error=NOT_SET),
    ],
)
def _ceiling_of_currency(value: Currency) -> Currency:
    return Currency(decimals.ceiling(_amount(value, "Ceiling")), value.code)


@function(
    "Ceiling(decimalValue: Decimal) -> Decimal",
    "The value rounded up to a whole number.",
    category="mathematical",
    examples=[Example("Ceiling(2.1)", "3.0"), Example("Ceiling(-2.9)", "-2.0")],
)
def _ceiling(value: Decimal) -> Decimal:
    return decimals.ceiling(value)


@function(
    "Floor(value: Currency) -> Currency",
    "The Currency with its amount rounded down to a whole number.",
    category="mathematical",
    examples=[
        Example('Floor(MakeCurrency(5.99, "USD"))', "5.00|USD"),
        Example('Floor(MakeCurrency(NOT_SET, "USD"))', error=NOT_SET),
    ],
)
def _floor_of_currency(value: Currency) -> Currency:
    return Currency(decimals.floor(_amount(value, "Floor")), value.code)


@function(
    "Floor(decimalValue: Decimal) -> Decimal",
    "The value rounded down to a whole number.",
    category="mathematical",
    examples=[Example("Floor(2.9)", "2.0"), Example("Floor(-2.1)", "-3.0")],
)
def _floor(value: Decimal) -> Decimal:
    return decimals.floor(value)


@function(
    "Ceiling(integerValue: Integer) -> Integer",
    "The Integer itself.",
    category="mathematical",
    examples=[Example("Ceiling(7)", "7")],
)
@function(
    "Floor(integerValue: Integer) -> Integer",
    "The Integer itself.",
    category="mathematical",
    examples=[Example("Floor(-7)", "-7")],
)
def _whole(value: int) -> int:
    return value


@function(
    "Round(currencyValue: Currency) -> Currency",
    "The Currency with its amount rounded to a whole number, halves away from zero.",
    category="mathematical",
    examples=[Example('Round(MakeCurrency(1.50, "USD"))', "2.00|USD")],
)
@function(
    "Round(value: Currency, digits: Integer[0..28]) -> Currency",
    "The Currency with its amount rounded to the given number of decimal places, halves away from zero.",
    category="mathematical",
    examples=[Example('Round(MakeCurrency(9.995, "EUR"), 2)', "10.00|EUR")],
)
def _round_currency(value: Currency, digits: int = 0) -> Currency:
    return Currency(decimals.round_half_away(_amount(value, "Round"), digits), value.code)


@function(
    "Round(value: Decimal) -> Decimal",
    "The value rounded to a whole number, halves away from zero.",
    category="mathematical",
    examples=[Example("Round(2.5)", "3.0"), Example("Round(-2.5)", "-3.0"), Example("Round(2.49)", "2.0")],
)
@function(
    "Round(value: Decimal, digits: Integer[0..28]) -> Decimal",
    "The value rounded to the given number of decimal places, halves away from zero.",
    category="mathematical",
    examples=[Example("Round(2.675, 2)", "2.68"), Example("Round(2.6, 3)", "2.6")],
)
def _round(value: Decimal, digits: int = 0) -> Decimal:
    return decimals.round_half_away(value, digits)
