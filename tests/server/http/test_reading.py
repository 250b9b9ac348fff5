"""Request targets."""

import pytest

from architrave.server.http.reading import location_of

TARGETS = [
    (b"/", ("/", "")),
    (b"/a?b=c?d", ("/a", "b=c?d")),
    (b"/a%2Fb%zz?%20", ("/a/b%zz", "%20")),
    (b"/%C3%A9%ff", ("/é�", "")),
    (b"//evil/a", ("//evil/a", "")),
    (b"http://x/a%20b?c", ("/a b", "c")),
    (b"https://x:8/", ("/", "")),
    (b"http://x", ("/", "")),
    (b"http://x?a", ("/", "a")),
    (b"*", None),
    (b"a", None),
    (b"", None),
    (b"/a#b", None),
    (b"/\xe9", None),
    (b"http:///a", None),
]


@pytest.mark.parametrize(("target", "location"), TARGETS)
def test_targets(target: bytes, location: tuple[str, str] | None):
    assert location_of(target, "GET") == location


def test_the_target_of_the_whole_server():
    assert location_of(b"*", "OPTIONS") == ("*", "")
