"""Requests, as a handler sees them."""

import asyncio

import pytest

from architrave.server.http import ClientGone, Request

BODIES = [(b"", 0), (b"hello", 5), (b"hello", 4), (b"hello", 0), (b"hello", 1_000)]


@pytest.mark.parametrize(("body", "limit"), BODIES)
def test_a_body_is_cut_off_one_byte_beyond_its_limit(body: bytes, limit: int):
    assert asyncio.run(Request.received("POST", "/", [], body).body(limit)) == body[: limit + 1]


def test_a_body_is_streamed():
    async def pieces() -> list[bytes]:
        return [piece async for piece in Request.received("POST", "/", [], b"hello").stream()]

    assert asyncio.run(pieces()) == [b"hello"]


def test_a_discarded_body_is_not_waited_for():
    request = Request.received("POST", "/", [], b"hello")
    request.content.is_complete = False
    request.content.discard()
    with pytest.raises(ClientGone):
        asyncio.run(request.body(10))


QUERIES = [
    ("", []),
    ("a=b&a=c&d", [("a", "b"), ("a", "c"), ("d", "")]),
    ("a%20b=c+d%26&=e", [("a b", "c d&"), ("", "e")]),
    ("a=%zz%ff", [("a", "%zz\ufffd")]),
]


@pytest.mark.parametrize(("query_string", "query"), QUERIES)
def test_queries(query_string: str, query: list[tuple[str, str]]):
    assert Request.received("GET", "/", [], query_string=query_string).query == query
