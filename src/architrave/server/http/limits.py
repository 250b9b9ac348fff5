"""What a client may send, how long it may take, and how much a server handles at once."""

from dataclasses import dataclass, replace

RESERVED_FILES = 1_200
"""Open files that are kept for other things than connections: refused connections, the database, calls."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. Times are in seconds, and are checked once a second, so each may be one second off.

    A client that exceeds a limit gets the status named with it, and its connection is closed. The limits of heads and
    the times are of the size that nginx has by default.
    """

    request_line_bytes: int = 8 * 1024
    """The request target (414)."""

    header_bytes: int = 8 * 1024
    """One header line (431)."""

    headers: int = 100
    """The number of header lines (431)."""

    head_bytes: int = 32 * 1024
    """The request target and all headers (431)."""

    head_seconds: float = 30.0
    """From the first byte of a request to the end of its headers (408); also from connecting to the first byte."""

    idle_seconds: float = 75.0
    """Between two requests. The connection is closed without an answer.

    Also between two pieces of a stream to a client that has stopped sending: it may have disconnected.
    """

    body_seconds: float = 30.0
    """For the next bytes of a body that the server is ready to read (408)."""

    body_bytes_per_second: int = 500
    """How fast a body must arrive (408). A client may be up to `body_seconds` late; faster bytes make up for it."""

    unsent_seconds: float = 60.0
    """How long a client may read nothing of a ready answer. The connection is then aborted."""

    discarded_bytes: int = 8 * 1024 * 1024
    """How much of an unread body is discarded so that the connection can be reused.

    If more is left, the connection is closed after the answer.
    """

    connections: int = 10_000
    """Open at the same time (503)."""

    connections_of_address: int = 9_000
    """Open at the same time from one address (503), so that one client leaves room for others."""

    requests: int = 5_000
    """Being answered at the same time (503, before the body is read)."""

    waiting_seconds: float = 1.0
    """How long a request may wait until the server begins to answer it (503, before the body is read)."""

    def with_connections(self, most: int) -> "Limits":
        """These limits with this number of connections, nine tenths of them from one address."""
        return replace(self, connections=most, connections_of_address=max(1, most - most // 10))

    def fitting(self, files: int) -> "Limits":
        """These limits for a process that may open this number of files."""
        most = max(1, files - RESERVED_FILES, files // 2)
        return self if most >= self.connections else self.with_connections(most)
