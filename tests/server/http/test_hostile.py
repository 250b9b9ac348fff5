"""What no honest client sends: it is refused or answered as HTTP requires, and the connection stays in sync."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.http.test_connection import ANSWERED
from tests.server.http.wire import answers, conversation, echo, statuses, unread

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def post(*lines: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST / HTTP/1.1", b"Host: x", *lines, b"", b""]) + body


CHUNKED = b"Transfer-Encoding: chunked"
REFUSED = {
    "both lengths": post(b"Content-Length: 5", CHUNKED, body=b"0\r\n\r\n" + SMUGGLED),
    "both lengths, the other way round": post(CHUNKED, b"Content-Length: 5", body=b"0\r\n\r\n" + SMUGGLED),
    "two lengths": post(b"Content-Length: 0", b"Content-Length: 34", body=SMUGGLED),
    "two equal lengths": post(b"Content-Length: 34", b"Content-Length: 34", body=SMUGGLED),
    "a list of lengths": post(b"Content-Length: 34, 34", body=SMUGGLED),
    "a length with a sign": post(b"Content-Length: +34", body=SMUGGLED),
    "a negative length": post(b"Content-Length: -1", body=SMUGGLED),
    "a length that is empty": post(b"Content-Length: ", body=SMUGGLED),
    "a length that is too long": post(b"Content-Length: " + b"9" * 40, body=SMUGGLED),
    "a hexadecimal length": post(b"Content-Length: 0x22", body=SMUGGLED),
    "a length with a space in it": post(b"Content-Length: 3 4", body=SMUGGLED),
    "another coding": post(b"Transfer-Encoding: gzip", body=SMUGGLED),
    "another coding before": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + SMUGGLED),
    "another coding after it": post(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n" + SMUGGLED),
    "the coding twice": post(CHUNKED, CHUNKED, body=b"0\r\n\r\n" + SMUGGLED),
    "the coding twice, once as none": post(CHUNKED, b"Transfer-Encoding: identity", body=b"0\r\n\r\n" + SMUGGLED),
    "a coding with a tab": post(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n" + SMUGGLED),
    "a coding in quotes": post(b'Transfer-Encoding: "chunked"', body=b"0\r\n\r\n" + SMUGGLED),
    "a coding in HTTP/1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a space before the colon": post(b"Content-Length : 34", body=SMUGGLED),
    "a tab before the colon": post(b"Transfer-Encoding\t: chunked", body=b"0\r\n\r\n" + SMUGGLED),
    "a folded header": post(b"X-A: b", b" Content-Length: 34", body=SMUGGLED),
    "a folded coding": post(b"Transfer-Encoding:", b" chunked", body=b"0\r\n\r\n" + SMUGGLED),
    "a folded first header": b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    "a header without a colon": post(b"X-A"),
    "a header without a name": post(b": x"),
    "bare line feeds": b"GET / HTTP/1.1\nHost: x\n\n",
    "a bare line feed after a header": b"GET / HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n",
    "a bare line feed at the end": b"GET / HTTP/1.1\r\nHost: x\r\n\n",
    "a bare carriage return": b"GET / HTTP/1.1\r\nHost: x\rX-A: b\r\n\r\n",
    "a NUL in a value": post(b"X-A: b\0c"),
    "a NUL in a name": post(b"X\0A: b"),
    "a NUL in the target": b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a control character in a value": post(b"X-A: b\x01c"),
    "a control character in the target": b"GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes that are not ASCII in the target": b"GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a fragment": b"GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
    "a target without a slash": b"GET a HTTP/1.1\r\nHost: x\r\n\r\n",
    "the target * for a GET": b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    "an invalid absolute target": b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: evil\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/1.2": b"GET / HTTP/1.2\r\nHost: x\r\n\r\n",
    "HTTP/2": b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method in small letters": b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space at the beginning": b" GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space at the end of the first line": b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT api.mypurecloud.com:443 HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED,
}
BROKEN_BODIES = {
    "a chunk with a bare line feed": b"1\nx\r\n0\r\n\r\n",
    "a chunk with a prefix": b"0x1\r\nx\r\n0\r\n\r\n",
    "a chunk with a sign": b"-1\r\nx\r\n0\r\n\r\n",
    "a chunk that is too large for any number": b"fffffffffffffffff1\r\nx\r\n0\r\n\r\n",
    "a chunk that is longer than it says": b"1\r\nxy\r\n0\r\n\r\n",
    "a chunk with a space after its size": b"1 \r\nx\r\n0\r\n\r\n",
    "a line feed in an extension": b"1;a\nb\r\nx\r\n0\r\n\r\n",
    "a trailer that says a length": b"0\r\nContent-Length: 34\r\n\r\n",
    "a trailer with a NUL": b"0\r\nX-A: \0\r\n\r\n",
    "a trailer that is folded": b"0\r\nX-A: b\r\n c\r\n\r\n",
    "extensions without an end": b"1;" + b"a" * 200_000,
    "a trailer without an end": b"0\r\nX-A: " + b"a" * 200_000,
    "many chunks with much around them": (b"1;" + b"a" * 1_000 + b"\r\nx\r\n") * 200,
}


def assert_refused(sent: bytes, *before: int) -> None:
    for pieces in (
        [sent],
        [sent[:9], sent[9:]],
        [sent[at : at + 1] for at in range(min(len(sent), 400))] + [sent[400:]],
    ):
        wire = conversation(echo, [piece for piece in pieces if piece])
        *earlier, last = answers(wire.sent)
        assert [answer.status for answer in earlier] == list(before)
        assert (last.status, last.json["status"], last.json["code"]) == (400, 400, "bad.request"), last
        assert last.json["contextId"] == last.headers["inin-correlation-id"]
        assert last.headers["connection"] == "close"
        assert wire.is_half_closed, "the client can still read why"
        assert b"smuggled" not in wire.sent


@pytest.mark.parametrize("case", REFUSED)
def test_a_head_that_is_not_valid_is_refused(case: str):
    assert_refused(REFUSED[case])


@pytest.mark.parametrize("case", REFUSED)
def test_what_came_before_is_answered_first(case: str):
    before = b"POST /first HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    assert_refused(before * 2 + REFUSED[case], 200, 200)


@pytest.mark.parametrize("case", BROKEN_BODIES)
def test_a_body_that_is_not_valid_is_refused(case: str):
    assert_refused(post(CHUNKED, body=BROKEN_BODIES[case] + SMUGGLED))


@pytest.mark.parametrize("case", BROKEN_BODIES)
def test_a_body_that_nobody_reads_and_that_is_not_valid_ends_the_connection(case: str):
    wire = conversation(unread, [post(CHUNKED), BROKEN_BODIES[case] + SMUGGLED])
    assert statuses(wire.sent) == [200]
    assert wire.is_half_closed


def test_the_handler_never_sees_a_request_whose_body_is_broken_from_the_start():
    seen: list[str] = []

    async def handler(request):
        seen.append(request.path)
        return await echo(request)

    assert statuses(conversation(handler, [post(CHUNKED, body=b"zz\r\n")]).sent) == [400]
    assert seen == []


def test_small_extensions_are_ignored():
    body = b'1;a=b;c="d"\r\nx\r\n' * 500 + b"0\r\n\r\n"
    assert answers(conversation(echo, [post(CHUNKED, body=body)]).sent)[0].json["body"] == "x" * 500


def test_a_header_echoed_in_a_response_cannot_contain_a_line_break():
    sent = post(b"X-A: b\r\n\tSet-Cookie: c=d")
    assert statuses(conversation(echo, [sent]).sent) == [400]


# -- split anywhere --------------------------------------------------------------------------------------------------

EVERYTHING = (
    {name: sent for name, (sent, _, _) in ANSWERED.items()}
    | REFUSED
    | {name: post(CHUNKED, body=body) for name, body in BROKEN_BODIES.items() if len(body) < 1_000}
)


def told(pieces: list[bytes]) -> list[tuple[int, str | None, bytes]]:
    """The responses, without the parts that always differ."""
    found = answers(conversation(echo, pieces).sent)
    return [
        (answer.status, answer.headers.get("connection"), answer.body if answer.status < 400 else b"")
        for answer in found
    ]


@pytest.mark.property
@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(EVERYTHING)), st.data())
def test_a_request_split_anywhere_gets_the_same_response(name: str, data: st.DataObject):
    sent = EVERYTHING[name]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(sent) - 1), max_size=12)))
    pieces = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    assert told(pieces) == told([sent])


@pytest.mark.property
@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(EVERYTHING)), st.data())
def test_a_request_with_a_changed_byte_is_answered_or_refused(name: str, data: st.DataObject):
    sent = bytearray(EVERYTHING[name])
    at = data.draw(st.integers(0, len(sent) - 1))
    sent[at] = data.draw(st.integers(0, 255))
    wire = conversation(echo, [bytes(sent)])
    found = statuses(wire.sent)
    assert all(status in (200, 400) for status in found)
    assert found.count(400) <= 1
    assert 400 not in found[:-1]
