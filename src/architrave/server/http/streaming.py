"""Sending an answer whose content is a stream."""

import asyncio
import logging
from enum import Enum, auto

from architrave.server.http import writing
from architrave.server.http.line import Line
from architrave.server.http.messages import Request, Response, Stream, StreamBroken

log = logging.getLogger("architrave.server")


class Sent(Enum):
    """How the sending of a stream ended."""

    WHOLE = auto()
    """Complete; the connection can be reused if the request allows it."""
    LAST = auto()
    """Complete; only the end of the connection tells the client so."""
    BROKEN = auto()
    """Incomplete."""


async def send(
    line: Line, request: Request, response: Response, content: Stream, date: bytes, *, can_go_on: bool
) -> Sent:
    """Send a response, and close its stream. Raises UnsafeHeader if nothing was sent."""
    try:
        has_content = writing.has_content(response, request)
        length = writing.length_of(response) if has_content else None
        is_chunked = has_content and length is None and request.version == "1.1"
        keep_alive = can_go_on and (not has_content or is_chunked or length is not None)
        line.write(writing.head(response, request, date, is_chunked=is_chunked, keep_alive=keep_alive))
        line.is_streaming = True
        if line.is_ended:
            line.expect_piece()
        if not has_content or await _send_pieces(line, content, length, is_chunked=is_chunked):
            return Sent.WHOLE if keep_alive else Sent.LAST
    except writing.UnsafeHeader:
        raise
    except asyncio.CancelledError:
        if not line.is_gone:
            raise
    except StreamBroken:
        pass
    except Exception:
        log.exception("unexpected error while streaming %s", request.shown)
    finally:
        line.is_streaming = False
        await content.aclose()
    return Sent.BROKEN


async def _send_pieces(line: Line, content: Stream, length: int | None, *, is_chunked: bool) -> bool:
    """Send a stream, at most as much as the head announced. Returns whether it was complete."""
    sent = 0
    async for piece in content:
        if not piece:
            continue
        sent += len(piece)
        if length is not None and sent > length:
            return False
        line.write(writing.chunk(piece) if is_chunked else piece)
        if line.is_ended:
            line.expect_piece()
        await asyncio.sleep(0)  # let other tasks run, and notice a client that has disconnected
        await line.drain()
        if line.is_gone:
            return False
    if is_chunked:
        line.write(writing.LAST_CHUNK)
    return length is None or sent == length
