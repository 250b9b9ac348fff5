"""What a client may send, how long it may take, and how much a server handles at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. Times are in seconds, and are checked once a second, so each may be one second off.

    A client that exceeds a limit gets the status named with it, and its connection is closed.
    """

    head_bytes: int = 64 * 1024
    """The request line and the headers (431)."""

    head_seconds: float = 30.0
    """From the first byte of a request to the end of its headers (408); also from connecting to the first byte."""

    idle_seconds: float = 75.0
    """Between two requests. The connection is closed without an answer."""

    body_seconds: float = 30.0
    """For the next bytes of a body that the server is ready to read (408)."""

    unsent_seconds: float = 60.0
    """How long a client may read nothing of a ready answer. The connection is then aborted."""

    discarded_bytes: int = 8 * 1024 * 1024
    """How much of an unread body is discarded so that the connection can be reused.

    If more is left, the connection is closed after the answer.
    """

    connections: int = 10_000
    """Open at the same time (503)."""

    requests: int = 5_000
    """Being answered at the same time (503, before the body is read)."""
