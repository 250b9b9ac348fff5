"""The state that a server's connections share."""

import asyncio
import logging
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Protocol

from architrave.server.http.limits import Limits
from architrave.server.http.messages import Handler, Render

log = logging.getLogger("architrave.server")


class Open(Protocol):
    """An open connection, as the server sees it."""

    deadline: float

    def on_deadline(self) -> None:
        """Its deadline has passed."""
        ...

    def stop(self) -> None:
        """Close it after the current response, or now if it is idle."""
        ...

    def abort(self) -> None:
        """Close it now."""
        ...


@dataclass(slots=True, eq=False)
class ServerState:
    """The state that a server's connections share.

    `now` is the loop's time at the last sweep and the base of all deadlines, so that requests need not read the clock.
    `tasks` answer requests. `refused` counts the connections and requests refused since the last sweep.
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
    refused: int = 0
    emptied: asyncio.Event = field(default_factory=asyncio.Event)

    def sweep(self, now: float) -> None:
        """Update the time, handle deadlines that have passed, and log how much was refused."""
        self.now = now
        if self.refused:
            log.warning("refused %d connections or requests: too many at once", self.refused)
            self.refused = 0
        self.date = f"date: {formatdate(usegmt=True)}\r\n".encode("ascii")
        for connection in [one for one in self.connections if one.deadline <= now]:
            connection.on_deadline()

    def check_emptied(self) -> None:
        """Set `emptied` if no connection and no task is left."""
        if not self.connections and not self.tasks:
            self.emptied.set()
