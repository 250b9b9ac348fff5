"""Durations: rounding them up for announcements, and the range of an estimate."""

from datetime import timedelta

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError

_STEPS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300))
_INTERVAL = timedelta(minutes=5)


@function(
    "RoundUp(durationToRound: Duration) -> Duration",
    "The Duration rounded up to 30 seconds, 1, 2 or 5 minutes; above that to a multiple of 5 minutes.",
    category="datetime",
    examples=[
        Example("RoundUp(MakeDuration(0, 0, 0, 31))", "PT1M"),
        Example("RoundUp(MakeDuration(0, 0, 5, 1))", "PT10M"),
    ],
    note="Zero and negative Durations become 30 seconds (assumed).",
)
def _round_up(value: timedelta) -> timedelta:
    return _first_not_less(_STEPS, value) or _multiple(value, _INTERVAL)


@function(
    "RoundUp(durationToRound: Duration, intervalDurationValue: Duration) -> Duration",
    "The Duration rounded up to a multiple of an interval, which must be longer than zero.",
    category="datetime",
    examples=[
        Example("RoundUp(MakeDuration(0, 0, 7, 0), MakeDuration(0, 0, 3, 0))", "PT9M"),
        Example("RoundUp(MakeDuration(0, 0, 7, 0), MakeDuration(0, 0, 0, 0))", error=OUT_OF_RANGE),
    ],
)
def _round_up_to_interval(value: timedelta, interval: timedelta) -> timedelta:
    return _multiple(value, interval)


@function(
    "RoundUp(durationToRound: Duration, intervalDurationValue: Duration, specificDurationValues: Duration[])"
    " -> Duration",
    "The Duration rounded up to the next of the given values, or to a multiple of an interval if it exceeds them all.",
    category="datetime",
    examples=[
        Example(
            'RoundUp(ToDuration("PT2M35S"), ToDuration("PT5M"), MakeList(ToDuration("PT4M"), ToDuration("PT1M")))',
            "PT4M",
        ),
        Example('RoundUp(ToDuration("PT6M"), ToDuration("PT5M"), MakeList(ToDuration("PT4M")))', "PT10M"),
    ],
)
def _round_up_to_values(value: timedelta, interval: timedelta, specific: tuple[timedelta | None, ...]) -> timedelta:
    found = _first_not_less(sorted(each for each in specific if each is not None), value)
    return _multiple(value, interval) if found is None else found


@function(
    "Range(durationToRound: Duration, intervalDuration: Duration) -> Duration[]",
    "Two Durations: the given one minus the interval, and the given one plus the interval.",
    category="datetime",
    examples=[Example("Range(MakeDuration(0, 5, 0, 0), MakeDuration(0, 2, 0, 0))", "PT3H\nPT7H")],
    note="The documented parameters mention rounding. This follows the example, which only adds and subtracts.",
)
def _range(value: timedelta, interval: timedelta) -> tuple[timedelta, timedelta]:
    return bounds.duration(value - interval), bounds.duration(value + interval)


def _first_not_less(values: tuple[timedelta, ...] | list[timedelta], value: timedelta) -> timedelta | None:
    return next((each for each in values if each >= value), None)


def _multiple(value: timedelta, interval: timedelta) -> timedelta:
    if interval <= timedelta():
        raise ExpressionError(OUT_OF_RANGE, "The interval to round up to must be longer than zero.")
    return bounds.duration(-(-value // interval) * interval)
