"""The arithmetic operators: + - * / % ^ and the bitwise & | ~.

Integers give Integers, except with `/` and `^`, which give Decimals. NOT_SET operands and results outside of the type's
range are faults. Adding a Duration works as in AddDuration.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from architrave.expressions import bounds, decimals, moments
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import DIVISION_BY_ZERO, MISMATCH, ExpressionError
from architrave.expressions.values.money import Currency

Number = int | Decimal


def decimal_of(number: Number) -> Decimal:
    """A number as a Decimal."""
    return number if isinstance(number, Decimal) else Decimal(number)


@function(
    "+(augend: Integer, addend: Integer) -> Integer",
    "The sum of two Integers.",
    category="mathematical",
    examples=[Example("20 + 22", "42"), Example("System.MaxInt + 1", error="OutOfRange")],
)
def _add_integers(augend: int, addend: int) -> int:
    return bounds.integer(augend + addend)


@function(
    "+(augend: Decimal, addend: Integer) -> Decimal",
    "The sum of a Decimal and an Integer.",
    category="mathematical",
    examples=[Example("0.5 + 2", "2.5")],
)
@function(
    "+(augend: Integer, addend: Decimal) -> Decimal",
    "The sum of an Integer and a Decimal.",
    category="mathematical",
    examples=[Example("2 + 0.25", "2.25")],
)
@function(
    "+(augend: Decimal, addend: Decimal) -> Decimal",
    "The sum of two Decimals.",
    category="mathematical",
    examples=[Example("0.1 + 0.2", "0.3")],
)
def _add_decimals(augend: Number, addend: Number) -> Decimal:
    return decimals.add(decimal_of(augend), decimal_of(addend))


@function(
    "+(augend: Currency, addend: Currency) -> Currency",
    "The sum of two Currencies with the same code, or both without a code.",
    category="mathematical",
    examples=[
        Example('MakeCurrency(5.5, "EUR") + MakeCurrency(1, "EUR")', "6.50|EUR"),
        Example("MakeCurrency(5, NOT_SET) + MakeCurrency(1, NOT_SET)", "6.00|"),
        Example('MakeCurrency(5, "EUR") + MakeCurrency(1, "USD")', error="Mismatch"),
    ],
)
def _add_currencies(augend: Currency, addend: Currency) -> Currency:
    code = common_code(augend, addend, "+")
    return Currency(decimals.add(amount_of(augend, "+"), amount_of(addend, "+")), code)


@function(
    "+(augend: Duration, addend: DateTime) -> DateTime",
    "The DateTime plus the Duration; fractions of a second are ignored.",
    category="mathematical",
    examples=[Example("MakeDuration(1, 0, 0, 0) + MakeDateTime(2024, 2, 28)", "2024-02-29T00:00:00.000Z")],
)
def _duration_plus_date_time(augend: timedelta, addend: datetime) -> datetime:
    return moments.date_time_plus(addend, augend)


@function(
    "+(augend: DateTime, addend: Duration) -> DateTime",
    "The DateTime plus the Duration; fractions of a second are ignored.",
    category="mathematical",
    examples=[Example("MakeDateTime(2024, 2, 28) + MakeDuration(0, 1, 0, 0)", "2024-02-28T01:00:00.000Z")],
)
def _date_time_plus_duration(augend: datetime, addend: timedelta) -> datetime:
    return moments.date_time_plus(augend, addend)


@function(
    "+(augend: Duration, addend: Duration) -> Duration",
    "The sum of two Durations.",
    category="mathematical",
    examples=[Example("MakeDuration(0, 1, 0, 0) + MakeDuration(0, 0, 30, 0)", "PT1H30M")],
)
def _add_durations(augend: timedelta, addend: timedelta) -> timedelta:
    return bounds.duration(augend + addend)


@function(
    "+(augend: String, addend: String) -> String",
    "The second text appended to the first.",
    category="mathematical",
    examples=[Example('"order-" + ToString(7)', "order-7")],
)
def _join_strings(augend: str, addend: str) -> str:
    bounds.text_length(len(augend) + len(addend))
    return augend + addend


@function(
    "+(a: Date, b: Duration) -> Date",
    "The Date plus the whole days of the Duration.",
    category="mathematical",
    examples=[Example("MakeDate(2024, 2, 28) + MakeDuration(1, 0, 0, 0)", "2024-02-29")],
)
def _date_plus_duration(day: date, duration: timedelta) -> date:
    return moments.date_plus(day, duration)


@function(
    "+(a: Duration, b: Date) -> Date",
    "The Date plus the whole days of the Duration.",
    category="mathematical",
    examples=[Example("MakeDuration(2, 0, 0, 0) + MakeDate(2024, 2, 28)", "2024-03-01")],
)
def _duration_plus_date(duration: timedelta, day: date) -> date:
    return moments.date_plus(day, duration)


@function(
    "+(a: Time, b: Duration) -> Time",
    "The Time plus the Duration, wrapping around midnight.",
    category="mathematical",
    examples=[Example("MakeTime(23, 0, 0) + MakeDuration(0, 2, 0, 0)", "01:00:00.000")],
)
def _time_plus_duration(clock: time, duration: timedelta) -> time:
    return moments.time_plus(clock, duration)


@function(
    "+(a: Duration, b: Time) -> Time",
    "The Time plus the Duration, wrapping around midnight.",
    category="mathematical",
    examples=[Example("MakeDuration(0, 0, 0, 1) + MakeTime(8, 0, 0)", "08:00:01.000")],
)
def _duration_plus_time(duration: timedelta, clock: time) -> time:
    return moments.time_plus(clock, duration)


@function(
    "-(minuend: Integer, subtrahend: Integer) -> Integer",
    "The difference of two Integers.",
    category="mathematical",
    examples=[Example("5--3", "8"), Example("System.MinInt - 1", error="OutOfRange")],
)
def _subtract_integers(minuend: int, subtrahend: int) -> int:
    return bounds.integer(minuend - subtrahend)


@function(
    "-(minuend: Decimal, subtrahend: Decimal) -> Decimal",
    "The difference of two Decimals.",
    category="mathematical",
    examples=[Example("0.3 - 0.1", "0.2")],
)
@function(
    "-(minuend: Decimal, subtrahend: Integer) -> Decimal",
    "The difference of a Decimal and an Integer.",
    category="mathematical",
    examples=[Example("0.5 - 2", "-1.5")],
)
@function(
    "-(minuend: Integer, subtrahend: Decimal) -> Decimal",
    "The difference of an Integer and a Decimal.",
    category="mathematical",
    examples=[Example("2 - 0.5", "1.5")],
)
def _subtract_decimals(minuend: Number, subtrahend: Number) -> Decimal:
    return decimals.subtract(decimal_of(minuend), decimal_of(subtrahend))


@function(
    "-(minuend: Currency, subtrahend: Currency) -> Currency",
    "The difference of two Currencies with the same code, or both without a code.",
    category="mathematical",
    examples=[Example('MakeCurrency(5, "EUR") - MakeCurrency(1.25, "EUR")', "3.75|EUR")],
)
def _subtract_currencies(minuend: Currency, subtrahend: Currency) -> Currency:
    code = common_code(minuend, subtrahend, "-")
    return Currency(decimals.subtract(amount_of(minuend, "-"), amount_of(subtrahend, "-")), code)


@function(
    "-(minuend: Duration, subtrahend: Duration) -> Duration",
    "The difference of two Durations.",
    category="mathematical",
    examples=[Example("MakeDuration(0, 1, 0, 0) - MakeDuration(0, 0, 30, 0)", "PT30M")],
)
def _subtract_durations(minuend: timedelta, subtrahend: timedelta) -> timedelta:
    return bounds.duration(minuend - subtrahend)


@function(
    "-(minuend: DateTime, subtrahend: Duration) -> DateTime",
    "The DateTime minus the Duration; fractions of a second are ignored.",
    category="mathematical",
    examples=[Example("MakeDateTime(2024, 3, 1) - MakeDuration(1, 0, 0, 0)", "2024-02-29T00:00:00.000Z")],
)
def _date_time_minus_duration(minuend: datetime, subtrahend: timedelta) -> datetime:
    return moments.date_time_plus(minuend, -subtrahend)


@function(
    "-(a: Date, b: Duration) -> Date",
    "The Date minus the whole days of the Duration.",
    category="mathematical",
    examples=[Example("MakeDate(2024, 3, 1) - MakeDuration(1, 0, 0, 0)", "2024-02-29")],
)
def _date_minus_duration(day: date, duration: timedelta) -> date:
    return moments.date_plus(day, -duration)


@function(
    "-(a: Time, b: Duration) -> Time",
    "The Time minus the Duration, wrapping around midnight.",
    category="mathematical",
    examples=[Example("MakeTime(1, 0, 0) - MakeDuration(0, 2, 0, 0)", "23:00:00.000")],
)
def _time_minus_duration(clock: time, duration: timedelta) -> time:
    return moments.time_plus(clock, -duration)


@function(
    "-(valueToNegate: Currency) -> Currency",
    "The Currency with the opposite sign.",
    category="unary",
    examples=[Example('-MakeCurrency(5.25, "EUR")', "-5.25|EUR")],
)
def _negate_currency(value: Currency) -> Currency:
    return Currency(_negated(amount_of(value, "-")), value.code)


@function(
    "-(valueToNegate: Integer) -> Integer",
    "The Integer with the opposite sign.",
    category="unary",
    examples=[Example("-(3 + 2)", "-5")],
)
def _negate_integer(value: int) -> int:
    return -value


@function(
    "-(valueToNegate: Decimal) -> Decimal",
    "The Decimal with the opposite sign; zero has no sign.",
    category="unary",
    examples=[Example("-(0.5)", "-0.5"), Example("-(0.0)", "0.0")],
)
def _negated(value: Decimal) -> Decimal:
    return value.copy_negate() if value else value


@function(
    "-(valueToNegate: Duration) -> Duration",
    "The Duration with the opposite sign.",
    category="unary",
    examples=[Example("-MakeDuration(1, 0, 0, 0)", "-P1D")],
)
def _negate_duration(value: timedelta) -> timedelta:
    return -value


@function(
    "&(value1: Integer, value2: Integer) -> Integer",
    "Bitwise and: the bits that are set in both Integers.",
    category="mathematical",
    examples=[Example("6 & 3", "2")],
)
def _and_bits(value1: int, value2: int) -> int:
    return bounds.integer(value1 & value2)


@function(
    "|(value1: Integer, value2: Integer) -> Integer",
    "Bitwise or: the bits that are set in either Integer.",
    category="mathematical",
    examples=[Example("6 | 3", "7"), Example("-8 | 1", "-7")],
)
def _or_bits(value1: int, value2: int) -> int:
    return bounds.integer(value1 | value2)


@function(
    "~(value1: Integer) -> Integer",
    "Bitwise not: the Integer with all bits inverted, which is -(n + 1).",
    category="mathematical",
    examples=[Example("~0", "-1"), Example("~~12", "12")],
)
def _not_bits(value1: int) -> int:
    return bounds.integer(~value1)


def amount_of(value: Currency, sign: str) -> Decimal:
    """The amount of a Currency in a calculation. Raises the fault `NotSet` if it has none."""
    if value.amount is None:
        raise ExpressionError("NotSet", f"{sign} needs Currencies with an amount; the amount is NOT_SET.")
    return value.amount


def common_code(left: Currency, right: Currency, sign: str) -> str | None:
    """The common code of two Currencies, NOT_SET if both have none. Raises the fault `Mismatch` if they differ."""
    if left.code != right.code:
        codes = f"{left.code or 'no code'} and {right.code or 'no code'}"
        raise ExpressionError(MISMATCH, f"{sign} needs Currencies with the same code, not {codes}.")
    return left.code


def require_divisor(value: Number, sign: str) -> None:
    """Raises the fault `DivisionByZero` for a zero."""
    if not value:
        raise ExpressionError(DIVISION_BY_ZERO, f"Division by zero: the value after {sign} is zero.")
