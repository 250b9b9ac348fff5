"""HTTP/1.1 for asyncio: turns the bytes of a connection into requests, and a handler's responses into bytes.

`HttpServer` listens. Each `Connection` feeds received data to a `RequestReader`, which calls the handler as soon as the
head of a request is complete; the handler reads the body if it needs it. The `Response` is sent in one write or as a
stream. `Limits` bounds what a client may send and how long it may take.

This package knows only HTTP. The handler, and the function that renders the HTTP layer's refusals, are passed in.
"""

from architrave.server.http.headers import RequestHeaders
from architrave.server.http.limits import Limits
from architrave.server.http.messages import (
    ClientGone,
    Handler,
    Headers,
    Refused,
    Render,
    Request,
    Response,
    StreamBroken,
)
from architrave.server.http.server import HttpServer

__all__ = [
    "ClientGone",
    "Handler",
    "Headers",
    "HttpServer",
    "Limits",
    "Refused",
    "Render",
    "Request",
    "RequestHeaders",
    "Response",
    "StreamBroken",
]
