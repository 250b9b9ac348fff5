"""A client for an application in the same loop, without a connection between them."""

import httpx

from architrave.server.http import Handler, Request


class InProcess(httpx.AsyncBaseTransport):
    """Passes each request to a handler, with its complete body."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name.lower(), value) for name, value in request.headers.raw]
        query = request.url.query.decode("ascii")
        body = await request.aread()
        asked = Request.received(request.method, request.url.path, headers, body, query_string=query)
        answer = await self._handler(asked)
        assert answer is not None
        assert isinstance(answer.content, bytes)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.content)
