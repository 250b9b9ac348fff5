"""The gate that requests pass, so that one of them can have the whole organization to itself for a moment."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Generator

from architrave.store import NotKept

OTHERS_SECONDS = 5.0
"""How long to wait for requests that are being answered. After that, those that still arrive do not matter."""

CLOSED_SECONDS = 30.0
"""How long a request waits at the closed gate."""


class Gate:
    """Counts the requests that are inside, and keeps others out while it is closed. Used in the event loop's thread."""

    def __init__(self) -> None:
        self.inside = 0
        """How many requests are being answered. Whoever passes adds one, and takes it off when it leaves."""
        self.is_closed = False
        self._opened = asyncio.Event()
        self._left = asyncio.Event()
        self._turn = asyncio.Lock()

    def check(self) -> None:
        """Raise `NotKept` if the gate is closed."""
        if self.is_closed:
            raise NotKept("The state of the organization is being replaced. Retry later.", retry_after=1)

    async def wait(self) -> None:
        """Wait until the gate is open. Raises `NotKept` if that takes too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSED_SECONDS):
                while self.is_closed:
                    await self._opened.wait()
        self.check()

    def note_leaving(self) -> None:
        """Tell whoever waits at the closed gate that a request has left."""
        self._left.set()

    @contextlib.contextmanager
    def outside(self) -> Generator[None, None, None]:
        """Inside the block, the request that uses it counts as having left."""
        self.inside -= 1
        self.note_leaving()
        try:
            yield
        finally:
            self.inside += 1

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncGenerator[None, None]:
        """Inside the block, no request is answered but those that took too long to end. The next block waits.

        A request that uses this is `outside`.
        """
        async with self._turn:
            self._opened.clear()
            self.is_closed = True
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(OTHERS_SECONDS):
                        while self.inside:
                            self._left.clear()
                            await self._left.wait()
                yield
            finally:
                self.is_closed = False
                self._opened.set()
