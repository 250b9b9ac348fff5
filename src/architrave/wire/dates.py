"""Dates as the Platform API writes them: ISO 8601 in UTC with milliseconds and `Z`."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso_instant(milliseconds: int) -> str:
    """The text of an instant given in milliseconds since the epoch, for example `2025-03-26T20:33:25.890Z`."""
    instant = _EPOCH + timedelta(milliseconds=milliseconds)
    return f"{instant:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def parse_instant(text: str) -> int | None:
    """The milliseconds since the epoch of an ISO 8601 text, or None if it is invalid. Without an offset it is UTC."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return (instant - _EPOCH) // timedelta(milliseconds=1)
