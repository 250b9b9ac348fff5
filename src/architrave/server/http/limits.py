"""Limits on what a client may send, how long it may take, and how much a server handles at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. Times are in seconds; they are checked once per second, so each may be one second off.

    A client that exceeds a limit gets the status in parentheses, and its connection is closed.
    """

    head_bytes: int = 64 * 1024
    """The maximum size of the request line and headers (431)."""

    head_seconds: float = 30.0
    """The time from the first byte of a request to the end of its headers (408), and from connecting to that byte."""

    idle_seconds: float = 75.0
    """The time between two requests. The connection is then closed without a response."""

    body_seconds: float = 30.0
    """How long the server waits for the next bytes of a body (408)."""

    unsent_seconds: float = 60.0
    """How long a client may read nothing while data is ready for it. The connection is then aborted."""

    discarded_bytes: int = 8 * 1024 * 1024
    """How much of an unread body is discarded to keep the connection open.

    If more is left, the connection is closed after the response.
    """

    connections: int = 10_000
    """The maximum number of open connections (503)."""

    requests: int = 5_000
    """The maximum number of concurrent requests (503, before the body is read)."""
