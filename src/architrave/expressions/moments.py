"""Adding to DateTimes, Dates and Times: shared by the operators `+` and `-` and by functions such as AddDays."""

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta

from architrave.expressions import bounds
from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_EPOCH_DAY = date(1970, 1, 1)
_FAR = 150_000
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_SECONDS = 86_400
_DAY_MILLISECONDS = 86_400_000


def date_time_plus(moment: datetime, duration: timedelta) -> datetime:
    """A DateTime plus a Duration, which may be negative. Fractions of a second are ignored (documented)."""
    seconds, days = abs(duration) // _SECOND, abs(duration).days
    if days > _FAR:
        raise ExpressionError(OUT_OF_RANGE, "The result is outside the years 1800 to 2200.")
    return bounds.date_time(
        moment + (timedelta(seconds=seconds) if duration.days >= 0 else -timedelta(seconds=seconds))
    )


def date_plus(day: date, duration: timedelta) -> date:
    """A Date plus the whole days of a Duration, which may be negative (documented)."""
    days = abs(duration) // _DAY
    return date_plus_days(day, days if duration.days >= 0 else -days)


def time_plus(start: time, duration: timedelta) -> time:
    """A Time plus a Duration, which may be negative; wraps around midnight (documented)."""
    return time_of_day(milliseconds_of_day(start) + bounds.milliseconds_of(duration))


def date_plus_days(day: date, days: int) -> date:
    """A Date plus a number of days, which may be negative."""
    _near(days)
    return bounds.calendar_date(day + timedelta(days=days))


def date_plus_months(day: date, months: int) -> date:
    """A Date plus a number of months, which may be negative; the last day of a month that is too short (documented)."""
    _near(months)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not bounds.MIN_DATE.year <= year <= bounds.MAX_DATE.year:
        raise ExpressionError(OUT_OF_RANGE, f"The result is in the year {year}, outside of 1800 to 2200.")
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def date_time_plus_months(moment: datetime, months: int) -> datetime:
    """A DateTime plus a number of months; the last day of a month that is too short (documented)."""
    day = date_plus_months(moment.date(), months)
    return moment.replace(day.year, day.month, day.day)


def days_in_month(year: int, month: int) -> int:
    """The number of days in a month."""
    return 29 if month == 2 and isleap(year) else _MONTH_DAYS[month - 1]


def date_time_plus_seconds(moment: datetime, seconds: int) -> datetime:
    """A DateTime plus a number of seconds, which may be negative."""
    _near(seconds // _DAY_SECONDS)
    return bounds.date_time(moment + timedelta(seconds=seconds))


def milliseconds_of_day(value: time) -> int:
    """The milliseconds since midnight."""
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1000 + value.microsecond // 1000


def time_of_day(milliseconds: int) -> time:
    """The Time a number of milliseconds after midnight, modulo 24 hours."""
    seconds, thousandths = divmod(milliseconds % _DAY_MILLISECONDS, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return time(hour, minute, second, thousandths * 1000)


def join(day: date | None, clock: time | None) -> datetime:
    """A DateTime in UTC from a Date and a Time; 1970-01-01 and midnight replace NOT_SET (documented)."""
    return bounds.date_time(datetime.combine(day or _EPOCH_DAY, time() if clock is None else clock, UTC))


def _near(days: int) -> None:
    if abs(days) > _FAR:
        raise ExpressionError(OUT_OF_RANGE, "The result is outside the years 1800 to 2200.")
