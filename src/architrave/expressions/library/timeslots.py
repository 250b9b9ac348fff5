"""Time slots: a start and a duration."""

from datetime import datetime, timedelta
from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import CONVERSION, MISMATCH, ExpressionError
from architrave.expressions.library.casts_entities import same
from architrave.expressions.values.reading import read_date_time, read_duration
from architrave.expressions.values.record import Record

_NOON = 'ToDateTime("2024-02-29T12:00:00Z")'


def make_timeslot(start: datetime | None, duration: timedelta | None) -> Record:
    """A time slot with a start and a duration."""
    return Record("tsl", {"dateTime": start, "duration": duration})


@function(
    "MakeTimeslot(start: DateTime, duration: Duration) -> Timeslot",
    "A time slot with a start and a duration.",
    category="digital",
    examples=[Example(f"IsSet(MakeTimeslot({_NOON}, MakeDuration(0, 1, 0, 0)))", "true")],
)
def _make(start: datetime, duration: timedelta) -> Record:
    return make_timeslot(start, duration)


@function(
    "MakeListTimeslot(starts: DateTime[], duration: Duration) -> Timeslot[]",
    "Time slots with different starts and the same duration.",
    category="digital",
    examples=[Example(f"Count(MakeListTimeslot(MakeList({_NOON}, {_NOON}), MakeDuration(0, 1, 0, 0)))", "2")],
)
def _make_several(starts: tuple[datetime | None, ...], duration: timedelta) -> tuple[Record, ...]:
    return tuple(make_timeslot(start, duration) for start in starts)


@function(
    "MakeListTimeslot(starts: DateTime[], durations: Duration[]) -> Timeslot[]",
    "Time slots from starts and durations; both collections must have the same length.",
    category="digital",
    examples=[
        Example(f"Count(MakeListTimeslot(MakeList({_NOON}), MakeList(MakeDuration(0, 1, 0, 0))))", "1"),
        Example(f"MakeListTimeslot(MakeList({_NOON}, {_NOON}), MakeList(MakeDuration(0, 1, 0, 0)))", error=MISMATCH),
    ],
)
def _make_each(starts: tuple[Any, ...], durations: tuple[Any, ...]) -> tuple[Record, ...]:
    if len(starts) != len(durations):
        raise ExpressionError(MISMATCH, f"There are {len(starts)} starts but {len(durations)} durations.")
    return tuple(map(make_timeslot, starts, durations))


@function(
    "ToTimeslot(text: String?) -> Timeslot",
    "Reads a text `DateTime|Duration` as a time slot.",
    category="cast",
    examples=[
        Example('IsSet(ToTimeslot("2009-01-10T06:30:00.000Z|PT1H"))', "true"),
        Example('ToTimeslot("tomorrow")', error=CONVERSION),
        Example("ToTimeslot(ToString(NOT_SET))", "NOT_SET"),
    ],
)
def _read(text: str | None) -> Record | None:
    if text is None or not text.strip():
        return None
    start, bar, duration = text.partition("|")
    if not bar:
        raise ExpressionError(
            CONVERSION, "The text is not a time slot. Write DateTime|Duration, such as 2009-01-10T06:30:00Z|PT1H."
        )
    return make_timeslot(read_date_time(start), read_duration(duration))


function(
    "ToTimeslot(value: Timeslot?) -> Timeslot",
    "The Timeslot itself; the literal NOT_SET becomes a NOT_SET Timeslot.",
    category="cast",
    examples=[Example("ToTimeslot(ToTimeslot(NOT_SET))", "NOT_SET")],
)(same)
