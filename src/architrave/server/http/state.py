"""What the connections of a server share."""

import asyncio
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Protocol

from architrave.server.http.limits import Limits
from architrave.server.http.messages import Handler, Render


class Open(Protocol):
    """An open connection, as its server sees it."""

    deadline: float

    def on_deadline(self) -> None:
        """Its deadline has passed."""
        ...

    def stop(self) -> None:
        """Close it if nothing is under way, else after the answer."""
        ...

    def abort(self) -> None:
        """Close it now."""
        ...


@dataclass(slots=True, eq=False)
class ServerState:
    """What the connections of a server share.

    `now` is the loop's time when the connections were last swept, and the base of all deadlines: reading it costs a
    request nothing. `tasks` are those that answer requests.
    """

    handler: Handler
    render: Render
    limits: Limits
    loop: asyncio.AbstractEventLoop
    is_secure: bool = False
    connections: set[Open] = field(default_factory=set[Open])
    tasks: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]])
    now: float = 0.0
    date: bytes = b""
    is_stopping: bool = False
    emptied: asyncio.Event = field(default_factory=asyncio.Event)

    def sweep(self, now: float) -> None:
        """Take the time, and act on the deadlines that have passed."""
        self.now = now
        self.date = f"date: {formatdate(usegmt=True)}\r\n".encode("ascii")
        for connection in [one for one in self.connections if one.deadline <= now]:
            connection.on_deadline()

    def check_emptied(self) -> None:
        """Note it if the last connection and the last task have ended."""
        if not self.connections and not self.tasks:
            self.emptied.set()
