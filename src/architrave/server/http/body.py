"""The body of a request while it arrives: received data is kept until the handler reads it."""

import asyncio
from typing import Protocol

FULL_BYTES = 64 * 1024
"""How much unread data makes the connection stop receiving."""


class ClientGone(Exception):  # noqa: N818 - named for what happened
    """The client has disconnected, or has stopped sending the body that it announced."""


class BodySource(Protocol):
    """The connection that a body arrives on."""

    def body_wanted(self) -> None:
        """The handler waits for the body."""
        ...

    def body_taken(self) -> None:
        """The received data has been read: there is room for more."""
        ...


class RequestBody:
    """The body of one request.

    `length` is its size in bytes as the head announces it, None for a body in chunks.
    """

    __slots__ = (
        "_chunks",
        "_source",
        "_waiter",
        "awaits_continue",
        "is_complete",
        "is_lost",
        "is_unwanted",
        "length",
        "received",
        "unread",
    )

    def __init__(self, source: BodySource | None, length: int | None) -> None:
        self._source = source
        self._chunks: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self.length = length
        self.awaits_continue = False
        """Whether the client sends it only on request (`Expect: 100-continue`)."""
        self.received = 0
        self.unread = 0
        self.is_complete = False
        self.is_lost = False
        self.is_unwanted = False

    # -- the connection's side ---------------------------------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """Whether so much data is unread that no more should be received."""
        return self.unread >= FULL_BYTES

    def can_be_skipped(self, most: int) -> bool:
        """Whether no more than `most` bytes of an incomplete body are still to come. Unknown for a body in chunks."""
        return self.length is not None and not self.awaits_continue and self.length - self.received <= most

    def take(self, chunk: bytes) -> None:
        """Add received data."""
        self.awaits_continue = False
        self.received += len(chunk)
        if not self.is_unwanted:
            self._chunks.append(chunk)
            self.unread += len(chunk)
            if self._waiter is not None:
                self._wake()

    def end(self) -> None:
        """Note that the body is complete."""
        self.is_complete = True
        if self._waiter is not None:
            self._wake()

    def lose(self) -> None:
        """Note that no more will arrive."""
        if not self.is_complete:
            self.is_lost = True
            self._wake()

    def discard(self) -> None:
        """Discard unread data, and all data still to arrive."""
        self.is_unwanted = True
        self._chunks.clear()
        self.unread = 0

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- the handler's side ------------------------------------------------------------------------------------------

    def taken(self) -> bytes:
        """What has arrived since the last call."""
        chunks = self._chunks
        data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        chunks.clear()
        self.unread = 0
        if not self.is_complete and self._source is not None:
            self._source.body_taken()
        return data

    async def read(self) -> bytes:
        """What has arrived since the last call, empty at the end. Waits for the next bytes; raises ClientGone."""
        chunks = self._chunks
        while not chunks:
            if self.is_complete:
                return b""
            if self.is_lost or self.is_unwanted or self._source is None:
                raise ClientGone
            self._source.body_wanted()
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self.taken()
