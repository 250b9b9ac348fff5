"""The ranges of the language's values, and the checks that turn a result outside of them into a fault."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError

MAX_INTEGER = 999_999_999_999_999
MIN_INTEGER = -MAX_INTEGER
MIN_DATE = date(1800, 1, 1)
MAX_DATE = date(2200, 12, 31)
MIN_DATETIME = datetime(1800, 1, 1, tzinfo=UTC)
MAX_DATETIME = datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)
MAX_DURATION = timedelta(milliseconds=999_999_999_999_999)
MIN_DURATION = -MAX_DURATION
MAX_ITEMS = 2000
MAX_TEXT = 4_000_000
"""Characters of a String. The cloud publishes no limit; this one is ours and keeps a runaway flow from the memory."""

_END = datetime(2201, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def integer(value: int) -> int:
    """Give `value` back when it has at most 15 digits (documented); otherwise the fault `OutOfRange`."""
    if -MAX_INTEGER <= value <= MAX_INTEGER:
        return value
    raise ExpressionError(OUT_OF_RANGE, "The result is an Integer of more than 15 digits.")


def date_time(value: datetime) -> datetime:
    """Give `value` back when it lies in the years 1800 to 2200 (documented); otherwise the fault `OutOfRange`.

    The documented end is 23:59:59 on the last day, from a time without milliseconds; the last second counts whole here.
    """
    if MIN_DATETIME <= value < _END:
        return value
    raise ExpressionError(OUT_OF_RANGE, f"A DateTime lies between the years 1800 and 2200; {value.year} does not.")


def calendar_date(value: date) -> date:
    """Give `value` back when it lies in the years 1800 to 2200 (documented); otherwise the fault `OutOfRange`."""
    if MIN_DATE <= value <= MAX_DATE:
        return value
    raise ExpressionError(OUT_OF_RANGE, f"A Date lies between the years 1800 and 2200; {value.year} does not.")


def duration(value: timedelta) -> timedelta:
    """Give `value` back when it has at most 15 digits of milliseconds (documented); else the fault `OutOfRange`."""
    if MIN_DURATION <= value <= MAX_DURATION:
        return value
    raise ExpressionError(OUT_OF_RANGE, "The result is a Duration of more than 999999999999999 milliseconds.")


def duration_of(milliseconds: int) -> timedelta:
    """The Duration of a whole number of milliseconds; the fault `OutOfRange` when it is out of range."""
    if -MAX_INTEGER <= milliseconds <= MAX_INTEGER:
        return timedelta(milliseconds=milliseconds)
    raise ExpressionError(OUT_OF_RANGE, "The result is a Duration of more than 999999999999999 milliseconds.")


def milliseconds_of(value: timedelta) -> int:
    """The whole milliseconds of a Duration."""
    return value // _MILLISECOND


def collection(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give `items` back when there are at most 2,000 (documented); otherwise the fault `OutOfRange`."""
    if len(items) <= MAX_ITEMS:
        return items
    raise ExpressionError(OUT_OF_RANGE, f"A collection holds at most {MAX_ITEMS} items, not {len(items)}.")


def text_length(characters: int) -> int:
    """Give the length that a String is about to have back when it may be made; otherwise the fault `OutOfRange`."""
    if characters <= MAX_TEXT:
        return characters
    raise ExpressionError(OUT_OF_RANGE, f"The result is a String of {characters} characters; at most {MAX_TEXT} fit.")
