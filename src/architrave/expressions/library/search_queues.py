"""How long a queue lets people wait.

The world answers `estimatedWaitTime` for a queue's id, and a media type where one was named, with whole milliseconds
or null where no estimate is known.
"""

from datetime import timedelta
from typing import Any

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import OUT_OF_RANGE, ExpressionError
from architrave.expressions.library.search_by_name import look_up
from architrave.expressions.question import Ask, Question
from architrave.expressions.values.record import Record

_MEDIA_TYPES = {name.lower(): name for name in ("call", "chat", "callback", "email", "videoComm", "message")}
_NOTE = "A local organization knows no waiting times of its own: NOT_SET unless one is given to the queue."


def _media_type(name: str | None) -> str:
    known = _MEDIA_TYPES.get((name or "").strip().lower())
    if known is None:
        wanted = ", ".join(_MEDIA_TYPES.values())
        raise ExpressionError(OUT_OF_RANGE, f"“{name or ''}” is no media type; there are {wanted}.")
    return known


def _estimate(ask: Ask, queue: Record | None, *media_type: str) -> timedelta | None:
    if queue is None or queue["id"] is None:
        return None
    milliseconds = ask(Question("estimatedWaitTime", (queue["id"], *media_type)))
    return None if milliseconds is None else bounds.duration_of(milliseconds)


def _queue_named(ask: Ask, name: str) -> Any:
    return look_up(ask, "queue", "name", name, "que")


@function(
    "FindQueueEstimatedWaitTime(queueName: String) -> Duration",
    "The estimated wait time of the queue with a name; NOT_SET where there is no such queue, or no estimate.",
    category="search",
    examples=[Example('FindQueueEstimatedWaitTime("Support")', shown="a Duration, NOT_SET without an estimate")],
    note=_NOTE,
    asks=True,
)
def _find(ask: Ask, name: str) -> timedelta | None:
    return _estimate(ask, _queue_named(ask, name))


@function(
    "FindQueueEstimatedWaitTime(queueName: String, mediaType: String) -> Duration",
    "The estimated wait time of the queue with a name for one media type: `call`, `chat`, `callback`, `email`, "
    "`videoComm` or `message`, in any case.",
    category="search",
    examples=[
        Example('FindQueueEstimatedWaitTime("Support", "call")', shown="a Duration, NOT_SET without an estimate"),
        Example('FindQueueEstimatedWaitTime("Support", "telegraph")', error=OUT_OF_RANGE),
    ],
    note=_NOTE,
    asks=True,
)
def _find_for_media(ask: Ask, name: str, media_type: str) -> timedelta | None:
    known = _media_type(media_type)
    return _estimate(ask, _queue_named(ask, name), known)


@function(
    "FindQueueEstimatedWaitTime(queueName: String, mediaTypes: String[]) -> Duration[]",
    "The estimated wait times of the queue with a name, one for each media type, in their order.",
    category="search",
    examples=[
        Example('Count(FindQueueEstimatedWaitTime("Support", MakeList("call", "chat")))', shown="2"),
    ],
    note=_NOTE,
    asks=True,
)
def _find_for_each(ask: Ask, name: str, media_types: tuple[str | None, ...]) -> tuple[timedelta | None, ...]:
    known = tuple(map(_media_type, media_types))
    queue = _queue_named(ask, name)
    return tuple(_estimate(ask, queue, media_type) for media_type in known)


@function(
    "GetQueueEstimatedWaitTime(queue: Queue) -> Duration",
    "The estimated wait time of a queue; NOT_SET where no estimate is known.",
    category="search",
    examples=[Example('GetQueueEstimatedWaitTime(FindQueue("Support"))', shown="a Duration, NOT_SET without one")],
    note=_NOTE,
    asks=True,
)
def _get(ask: Ask, queue: Record) -> timedelta | None:
    return _estimate(ask, queue)


@function(
    "GetQueueEstimatedWaitTime(queue: Queue, mediaType: String) -> Duration",
    "The estimated wait time of a queue for one media type, named in any case.",
    category="search",
    examples=[Example('GetQueueEstimatedWaitTime(FindQueue("Support"), "call")', shown="a Duration, or NOT_SET")],
    note=_NOTE,
    asks=True,
)
def _get_for_media(ask: Ask, queue: Record, media_type: str) -> timedelta | None:
    return _estimate(ask, queue, _media_type(media_type))


@function(
    "GetQueueEstimatedWaitTime(queue: Queue, mediaTypes: String[]) -> Duration[]",
    "The estimated wait times of a queue, one for each media type, in their order.",
    category="search",
    examples=[
        Example('GetQueueEstimatedWaitTime(FindQueue("Support"), MakeList("call", "chat"))', shown="two Durations"),
    ],
    note=_NOTE,
    asks=True,
)
def _get_for_each(ask: Ask, queue: Record, media_types: tuple[str | None, ...]) -> tuple[timedelta | None, ...]:
    return tuple(_estimate(ask, queue, _media_type(media_type)) for media_type in media_types)
