"""Notices what a server answers: for its metrics and, with `--access-log`, one line in the log for each request."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from time import perf_counter

from architrave.diagnostics.visible import visible_line
from architrave.server.http import Headers, Refused, Render, Request, Response
from architrave.server.http.messages import Stream
from architrave.server.metrics.counts import OTHER, Counts

LAG_SECONDS = 0.5
_LONGEST_PATH = 500

log = logging.getLogger("architrave.access")


class Observer:
    """Observes the answers of an `HttpServer`.

    `counts` get every request. With `logs`, every request is logged. `render` renders refusals of the HTTP layer.
    """

    def __init__(self, render: Render, counts: Counts | None, *, logs: bool = False) -> None:
        self._render = render
        self._counts = counts
        self._logs = logs

    def answered(self, request: Request, response: Response | None, seconds: float) -> None:
        """A handler has answered a request, after some seconds. A stream is noted at its end."""
        if response is None:
            self._note(request, None, 0, seconds)
        elif isinstance(response.content, bytes):
            self._note(request, response, len(response.content), seconds)
        else:
            began = perf_counter() - seconds

            def tell(size: int) -> None:
                self._note(request, response, size, perf_counter() - began)

            response.content = _Counted(response.content, tell)

    def refused(self, refused: Refused) -> Response:
        """The response to a request that the HTTP layer refuses before anything is known of it."""
        response = self._render(refused)
        self._note(None, response, len(response.content) if isinstance(response.content, bytes) else 0, 0.0)
        return response

    def _note(self, request: Request | None, response: Response | None, size: int, seconds: float) -> None:
        status = 0 if response is None else response.status
        if self._counts is not None:
            method, route = ("", None) if request is None else (request.method, request.route)
            self._counts.answered(method, route or OTHER, status, seconds)
        if self._logs:
            self._log(request, response, size, seconds)

    def _log(self, request: Request | None, response: Response | None, size: int, seconds: float) -> None:
        method, path = "-", "-"
        if request is not None:
            method, path = request.method, request.target.partition(b"?")[0].decode("ascii", "backslashreplace")
        path = visible_line(path[:_LONGEST_PATH])
        status = None if response is None else response.status
        client = None if request is None else request.client
        correlation_id = None if response is None else _correlation_id(response.headers)
        fields = {
            "method": method,
            "path": path,
            "status": status,
            "bytes": size,
            "milliseconds": round(seconds * 1000, 3),
            "client": client,
            "correlation_id": correlation_id,
        }
        log.info(
            "%s %s %s, %d bytes, %.1f ms, client %s, correlation id %s",
            method,
            path,
            "client gone" if status is None else status,
            size,
            seconds * 1000,
            client or "-",
            correlation_id or "-",
            extra=fields,
        )


def _correlation_id(headers: Headers) -> str | None:
    found = next((value for name, value in headers if name == b"inin-correlation-id"), None)
    return None if found is None else visible_line(found.decode("latin-1"))


class _Counted:
    """A stream that tells how many bytes were sent when it is closed."""

    def __init__(self, inner: Stream, tell: Callable[[int], None]) -> None:
        self._inner = inner
        self._tell = tell
        self._size = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            self._size += len(piece)
            yield piece

    async def aclose(self) -> None:
        """Close the stream, and tell its size."""
        await self._inner.aclose()
        self._tell(self._size)


@contextlib.asynccontextmanager
async def lag_measured(counts: Counts) -> AsyncGenerator[None, None]:
    """Inside the block, how late the event loop runs what is due is counted."""
    measuring = asyncio.create_task(_measure(counts))
    try:
        yield
    finally:
        measuring.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await measuring


async def _measure(counts: Counts) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_SECONDS
        await asyncio.sleep(LAG_SECONDS)
        counts.delayed(max(0.0, loop.time() - due))
