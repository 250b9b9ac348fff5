"""Dates, times of day and durations in words."""

from datetime import date, datetime, time, timedelta

from architrave.expressions.speech.numbers import integer_words, ordinal_words

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_words(day: date, form: str = "longYear") -> str:
    """A date in words.

    `form` is a name under `Format.Date`: `longYear`, `shortYear`, `shortMonthAndDay`, `dayOfWeekOnly`, `dayOnly`,
    `monthOnly`, `shortYearOnly` or `longYearOnly`. The short form of the year 1989 is `nineteen eighty nine`, the long
    form `nineteen hundred eighty nine` (documented).
    """
    week_day, month, number = _DAYS[day.weekday()], _MONTHS[day.month - 1], ordinal_words(day.day)
    match form:
        case "shortYear":
            return f"{week_day} {month} {number} {_short_year(day.year)}"
        case "shortMonthAndDay":
            return f"{week_day} {month} {number}"
        case "dayOfWeekOnly":
            return week_day
        case "dayOnly":
            return number
        case "monthOnly":
            return month
        case "shortYearOnly":
            return _short_year(day.year)
        case "longYearOnly":
            return _long_year(day.year)
        case _:
            return f"{week_day} {month} {number} {_long_year(day.year)}"


def _long_year(year: int) -> str:
    century, rest = divmod(year, 100)
    if century % 10 == 0:
        return integer_words(year)
    return f"{integer_words(century)} hundred {integer_words(rest)}" if rest else f"{integer_words(century)} hundred"


def _short_year(year: int) -> str:
    century, rest = divmod(year, 100)
    if rest == 0 or (century % 10 == 0 and rest < 10):
        return _long_year(year)
    return f"{integer_words(century)} {_two_digits(rest)}"


def _two_digits(value: int) -> str:
    return f"oh {integer_words(value)}" if value < 10 else integer_words(value)


def time_words(moment: time | datetime, form: str | None = None) -> str:
    """A time of day in words, without seconds.

    `form` is a name under `Format.Time`: `twelveHours` (`two twenty two`), `twentyFourHours` (`fourteen twenty two`);
    without a form it is as in an American flow, `two twenty two PM` (documented).
    """
    if form == "twentyFourHours":
        if moment.minute:
            return f"{integer_words(moment.hour)} {_two_digits(moment.minute)}"
        return f"{integer_words(moment.hour)} {'hour' if moment.hour == 1 else 'hours'}"
    hour = integer_words(moment.hour % 12 or 12)
    words = f"{hour} {_two_digits(moment.minute)}" if moment.minute else hour
    if form == "twelveHours":
        return words
    return f"{words} {'AM' if moment.hour < 12 else 'PM'}"


def duration_words(value: timedelta) -> str:
    """A duration in words down to the seconds: `one hour thirty minutes and five seconds` (documented)."""
    seconds = abs(value) // timedelta(seconds=1)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    front = [_count(days, "day"), _count(hours, "hour"), _count(minutes, "minute")]
    words = " ".join(part for part in front if part)
    if seconds or not words:
        spoken = _count(seconds, "second") or "zero seconds"
        words = f"{words} and {spoken}" if words else spoken
    return f"negative {words}" if value < timedelta(0) and words != "zero seconds" else words


def _count(number: int, unit: str) -> str:
    if number == 0:
        return ""
    return f"{integer_words(number)} {unit if number == 1 else unit + 's'}"


def time_range_words(low: int, high: int, part: str | None) -> str:
    """A range of a part of time: `4 to 6 minutes`, the smaller first; `1 hour` if both are the same (documented)."""
    low, high = sorted((low, high))
    numbers = str(low) if low == high else f"{low} to {high}"
    if part is None:
        return numbers
    return f"{numbers} {part.removesuffix('s')}" if low == high == 1 else f"{numbers} {part}"
