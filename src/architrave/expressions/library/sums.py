"""Sums and means of Integers, Decimals, Durations and Currencies, as separate arguments or in a collection.

NOT_SET values are ignored. Currencies must have the same code; from a Currency without an amount only the code is used
(documented).
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from architrave.expressions import bounds, decimals
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import MISMATCH, ExpressionError
from architrave.expressions.values import Currency

_MINUTE_AND_HALF = [
    Example("Sum(MakeDuration(0, 0, 1, 0), MakeDuration(0, 0, 0, 30))", "PT1M30S"),
    Example("Sum(ToDuration(NOT_SET), ToDuration(NOT_SET))", "PT0S"),
]


@function(
    "Sum(integerValue: Integer?, nextIntegerValue: Integer?...) -> Integer",
    "The sum of Integers; NOT_SET counts as 0.",
    category="mathematical",
    examples=[Example("Sum(4, -1, 7)", "10"), Example("Sum(4, NOT_SET)", "4")],
)
def _sum_integers(*values: int | None) -> int:
    return bounds.integer(sum(value for value in values if value is not None))


@function(
    "Sum(decimalValue: Decimal?, nextDecimalValue: Decimal?...) -> Decimal",
    "The sum of Decimals; NOT_SET counts as 0.0.",
    category="mathematical",
    examples=[Example("Sum(0.1, 0.2)", "0.3"), Example("Sum(1.5, NOT_SET)", "1.5")],
)
def _sum_decimals(*values: Decimal | None) -> Decimal:
    return _total(value for value in values if value is not None)


@function(
    "Sum(value: Duration?, nextValue: Duration?...) -> Duration",
    "The sum of Durations; NOT_SET counts as zero.",
    category="mathematical",
    examples=_MINUTE_AND_HALF,
)
def _sum_durations(*values: timedelta | None) -> timedelta:
    return bounds.duration(sum((value for value in values if value is not None), timedelta()))


@function(
    "Sum(currencyValue: Currency?, nextCurrencyValue: Currency?...) -> Currency",
    "The sum of Currencies with the same code; NOT_SET is ignored. If all are NOT_SET, it is 0 without a code.",
    category="mathematical",
    examples=[
        Example('Sum(MakeCurrency(3.50, "USD"), MakeCurrency(NOT_SET, "USD"))', "3.50|USD"),
        Example('Sum(MakeCurrency(1, "USD"), MakeCurrency(1, "EUR"))', error=MISMATCH),
        Example("Sum(ToCurrency(NOT_SET), ToCurrency(NOT_SET))", "0.00|"),
    ],
)
def _sum_currencies(*values: Currency | None) -> Currency:
    amounts, code = _of_one_code(values, "Sum")
    return Currency(_total(amounts), code)


@function(
    "Sum(integerCollection: Integer[]) -> Integer",
    "The sum of a collection of Integers, 0 for an empty collection; NOT_SET items count as 0.",
    category="mathematical",
    examples=[Example("Sum(MakeList(4, ToInt(NOT_SET), 7))", "11"), Example("Sum(MakeEmptyList(1))", "0")],
)
def _sum_integer_items(items: tuple[int | None, ...]) -> int:
    return _sum_integers(*items)


@function(
    "Sum(decimalCollection: Decimal[]) -> Decimal",
    "The sum of a collection of Decimals, 0.0 for an empty collection; NOT_SET items count as 0.0.",
    category="mathematical",
    examples=[Example("Sum(MakeList(1.25, 2.5))", "3.75"), Example("Sum(MakeEmptyList(1.0))", "0.0")],
)
def _sum_decimal_items(items: tuple[Decimal | None, ...]) -> Decimal:
    return _sum_decimals(*items)


@function(
    "Sum(value: Duration[]) -> Duration",
    "The sum of a collection of Durations, zero for an empty collection; NOT_SET items count as zero.",
    category="mathematical",
    examples=[Example('Sum(MakeList(ToDuration("PT1M"), ToDuration("PT30S")))', "PT1M30S")],
)
def _sum_duration_items(items: tuple[timedelta | None, ...]) -> timedelta:
    return _sum_durations(*items)


@function(
    "Sum(currencyCollection: Currency[]) -> Currency",
    "The sum of Currencies with the same code, 0 without a code for an empty collection; NOT_SET items are ignored.",
    category="mathematical",
    examples=[
        Example('Sum(MakeListCurrency(MakeList(1.25, 2.50), "EUR"))', "3.75|EUR"),
        Example("Sum(MakeEmptyList(ToCurrency(NOT_SET)))", "0.00|"),
    ],
)
def _sum_currency_items(items: tuple[Currency | None, ...]) -> Currency:
    return _sum_currencies(*items)


@function(
    "Average(integerValue: Integer?...) -> Decimal",
    "The mean of Integers as a Decimal; NOT_SET values are ignored. If all are NOT_SET, it is 0.0.",
    category="statistical",
    examples=[Example("Average(1, 2)", "1.5"), Example("Average(8, NOT_SET)", "8.0")],
)
def _average_integers(*values: int | None) -> Decimal:
    return _average_decimals(*(None if value is None else Decimal(value) for value in values))


@function(
    "Average(decimalValue: Decimal?...) -> Decimal",
    "The mean of Decimals; NOT_SET values are ignored. If all are NOT_SET, it is 0.0.",
    category="statistical",
    examples=[Example("Average(8.5, 4.5)", "6.5"), Example("Average(8.5, NOT_SET)", "8.5")],
)
def _average_decimals(*values: Decimal | None) -> Decimal:
    return _mean([value for value in values if value is not None])


@function(
    "Average(durationValue: Duration?...) -> Duration",
    "The mean of Durations, to the millisecond; NOT_SET values are ignored. If all are NOT_SET, it is zero.",
    category="statistical",
    examples=[Example("Average(MakeDuration(0, 1, 0, 0), MakeDuration(0, 2, 0, 0))", "PT1H30M")],
    note="A mean halfway between two milliseconds is rounded away from zero (assumed).",
)
def _average_durations(*values: timedelta | None) -> timedelta:
    mean = _mean([Decimal(bounds.milliseconds_of(value)) for value in values if value is not None])
    return bounds.duration_of(int(decimals.round_half_away(mean)))


@function(
    "Average(value: Currency?...) -> Currency",
    "The mean of Currencies with the same code; NOT_SET is ignored. If all are NOT_SET, it is 0 without a code.",
    category="statistical",
    examples=[
        Example('Average(MakeCurrency(8.50, "USD"), MakeCurrency(4.50, "USD"))', "6.50|USD"),
        Example('Average(MakeCurrency(1, "USD"), MakeCurrency(1, "EUR"))', error=MISMATCH),
    ],
)
def _average_currencies(*values: Currency | None) -> Currency:
    amounts, code = _of_one_code(values, "Average")
    return Currency(_mean(amounts), code)


@function(
    "Average(integerCollection: Integer[]) -> Decimal",
    "The mean of a collection of Integers as a Decimal, 0.0 for an empty collection; NOT_SET items are ignored.",
    category="statistical",
    examples=[Example("Average(MakeList(8, 0, -4, 14))", "4.5"), Example("Average(MakeEmptyList(1))", "0.0")],
)
def _average_integer_items(items: tuple[int | None, ...]) -> Decimal:
    return _average_integers(*items)


@function(
    "Average(decimalCollection: Decimal[]) -> Decimal",
    "The mean of a collection of Decimals, 0.0 for an empty collection; NOT_SET items are ignored.",
    category="statistical",
    examples=[Example("Average(MakeList(1.0, ToDecimal(NOT_SET), 2.0))", "1.5")],
)
def _average_decimal_items(items: tuple[Decimal | None, ...]) -> Decimal:
    return _average_decimals(*items)


@function(
    "Average(durationCollection: Duration[]) -> Duration",
    "The mean of a collection of Durations; NOT_SET values are ignored; the mean of an empty collection is zero.",
    category="statistical",
    examples=[Example('Average(MakeList(ToDuration("PT1S"), ToDuration("PT2S")))', "PT1.5S")],
)
def _average_duration_items(items: tuple[timedelta | None, ...]) -> timedelta:
    return _average_durations(*items)


@function(
    "Average(currencyCollection: Currency[]) -> Currency",
    "The mean of Currencies with the same code, 0 without a code for an empty collection; NOT_SET items are ignored.",
    category="statistical",
    examples=[Example('Average(MakeListCurrency(MakeList(8.00, 4.50), "EUR"))', "6.25|EUR")],
)
def _average_currency_items(items: tuple[Currency | None, ...]) -> Currency:
    return _average_currencies(*items)


def _total(values: Iterable[Decimal]) -> Decimal:
    total = decimals.ZERO
    for value in values:
        total = decimals.add(total, value)
    return total


def _mean(values: list[Decimal]) -> Decimal:
    return decimals.divide(_total(values), Decimal(len(values))) if values else decimals.ZERO


def _of_one_code(values: Iterable[Currency | None], name: str) -> tuple[list[Decimal], str | None]:
    present = [value for value in values if value is not None]
    codes = {value.code for value in present}
    if len(codes) > 1:
        written = " and ".join(sorted(code or "no code" for code in codes))
        raise ExpressionError(MISMATCH, f"{name} needs Currencies with the same code; these have {written}.")
    return [value.amount for value in present if value.amount is not None], codes.pop() if codes else None
