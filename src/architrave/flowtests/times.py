"""Durations and moments as a person writes them in a flow test."""

import re
from datetime import UTC, datetime

_UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_WORDS = {
    "millisecond": "ms",
    "milliseconds": "ms",
    "second": "s",
    "seconds": "s",
    "minute": "m",
    "minutes": "m",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
}
_PART = re.compile(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)", re.ASCII)
LONGEST = 366 * _UNITS["d"]
"""The longest duration, in milliseconds."""


def duration_of(text: str) -> int | None:
    """A duration like `90 s`, `1 h 30 m` or `250ms`, in milliseconds; None for any other text."""
    total, at = 0.0, 0
    while (part := _PART.match(text, at)) is not None:
        unit = _UNITS.get(_WORDS.get(part[2], part[2]))
        if unit is None:
            return None
        total += float(part[1]) * unit
        at = part.end()
    return round(total) if at and not text[at:].strip() and total <= LONGEST else None


def moment_of(text: str) -> int | None:
    """An ISO 8601 time in milliseconds since the epoch, UTC without an offset; None for any other text."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return round(found.replace(tzinfo=found.tzinfo or UTC).timestamp() * 1000)
    except OverflowError:
        return None
