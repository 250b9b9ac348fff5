"""Headers as they come, and correlation ids."""

import re
from uuid import UUID

from architrave.server.correlation import new_correlation_id
from architrave.server.headers import RequestHeaders


def test_headers_are_a_mapping_of_text():
    headers = RequestHeaders([(b"host", b"a"), (b"x-name", "Grüß".encode("latin-1")), (b"host", b"b")])
    assert headers.raw(b"host") == b"b"
    assert headers["x-name"] == headers.get("x-name") == "Grüß"
    assert headers.get("missing") is None
    assert headers.get("ünïcode") is None
    assert headers.get("missing", "other") == "other"
    assert dict(headers) == {"host": "b", "x-name": "Grüß"}
    assert len(headers) == 2


def test_correlation_ids_are_random_uuids():
    ids = [new_correlation_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(UUID(one).version == 4 and UUID(one).variant == "specified in RFC 4122" for one in ids)
    assert all(re.fullmatch(r"[0-9a-f-]{36}", one) for one in ids)
