"""Request headers."""

from architrave.server.http import RequestHeaders


def test_headers_are_a_mapping_of_text():
    headers = RequestHeaders([(b"host", b"a"), (b"x-name", "Grüß".encode("latin-1")), (b"host", b"b")])
    assert headers.raw(b"host") == b"b"
    assert headers["x-name"] == headers.get("x-name") == "Grüß"
    assert headers.get("missing") is None
    assert headers.get("ünïcode") is None
    assert headers.get("missing", "other") == "other"
    assert dict(headers) == {"host": "b", "x-name": "Grüß"}
    assert len(headers) == 2
    assert [name for name, _ in headers.pairs] == [b"host", b"x-name", b"host"]
