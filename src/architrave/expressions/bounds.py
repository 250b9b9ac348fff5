"""The ranges of the language's values, and checks that raise a fault for a result outside of them."""

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
"""Maximum length of a String. The cloud publishes no limit; this one keeps a runaway flow from using all memory."""

_END = datetime(2201, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def integer(value: int) -> int:
    """Return `value` if it has at most 15 digits (documented); otherwise raise the fault `OutOfRange`."""
    if -MAX_INTEGER <= value <= MAX_INTEGER:
        return value
    raise ExpressionError(OUT_OF_RANGE, "The result has more than 15 digits, the most that an Integer can have.")


def date_time(value: datetime) -> datetime:
    """Return `value` if it is in the years 1800 to 2200 (documented); otherwise raise the fault `OutOfRange`.

    The documented end is 23:59:59 on the last day, without milliseconds; here the whole last second is valid.
    """
    if MIN_DATETIME <= value < _END:
        return value
    raise ExpressionError(OUT_OF_RANGE, f"The year {value.year} is outside of 1800 to 2200, the range of a DateTime.")


def calendar_date(value: date) -> date:
    """Return `value` if it is in the years 1800 to 2200 (documented); otherwise raise the fault `OutOfRange`."""
    if MIN_DATE <= value <= MAX_DATE:
        return value
    raise ExpressionError(OUT_OF_RANGE, f"The year {value.year} is outside of 1800 to 2200, the range of a Date.")


def duration(value: timedelta) -> timedelta:
    """Return `value` if it has at most 15 digits of milliseconds (documented); otherwise raise `OutOfRange`."""
    if MIN_DURATION <= value <= MAX_DURATION:
        return value
    raise ExpressionError(OUT_OF_RANGE, "The result is longer than the longest Duration, 999999999999999 milliseconds.")


def duration_of(milliseconds: int) -> timedelta:
    """The Duration of a whole number of milliseconds; raises the fault `OutOfRange` if it is out of range."""
    if -MAX_INTEGER <= milliseconds <= MAX_INTEGER:
        return timedelta(milliseconds=milliseconds)
    raise ExpressionError(OUT_OF_RANGE, "The result is longer than the longest Duration, 999999999999999 milliseconds.")


def milliseconds_of(value: timedelta) -> int:
    """The whole milliseconds of a Duration."""
    return value // _MILLISECOND


def collection(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return `items` if there are at most 2,000 (documented); otherwise raise the fault `OutOfRange`."""
    if len(items) <= MAX_ITEMS:
        return items
    raise ExpressionError(OUT_OF_RANGE, f"The collection has {len(items)} items; the limit is {MAX_ITEMS}.")


def text_length(characters: int) -> int:
    """Return the length of a String that is about to be made if it is allowed; otherwise raise `OutOfRange`."""
    if characters <= MAX_TEXT:
        return characters
    raise ExpressionError(OUT_OF_RANGE, f"The resulting String has {characters} characters; the limit is {MAX_TEXT}.")
