"""HTTP/1.1 for asyncio: turns the bytes of a connection into requests, and a handler's responses into bytes.

`HttpServer` listens. Each `Connection` feeds what it receives to a `RequestReader`, which tells it as soon as the head
of a request is complete. An `Exchange` then calls the handler, which reads the body if it needs it. The `Response` goes
back over the `Line`, in one write or as a stream. `Limits` bounds what a client may send and how long it may take.

    server, accepting    sockets and new connections
    connection           the order of things on one connection
    reading, body        from bytes to requests
    admission, exchange  when a request is begun, and its handler's task
    writing, streaming   from responses to bytes
    line, deadlines      the transport: its state, how it is closed, and until when

This package knows only HTTP. The handler, and the function that renders the refusals of the HTTP layer, are passed in.
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
