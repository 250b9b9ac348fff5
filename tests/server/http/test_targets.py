"""Request targets."""

import pytest

from architrave.server.http.targets import Target, target_of

TARGETS = [
    (b"/", Target("/")),
    (b"/a?b=c?d", Target("/a", "b=c?d")),
    (b"/a%2Fb%zz?%20", Target("/a%2Fb%zz", "%20")),
    (b"/a/../b//c;d", Target("/a/../b//c;d")),
    (b"//evil/a", Target("//evil/a")),
    (b"http://x/a%20b?c", Target("/a%20b", "c", "x")),
    (b"HTTPS://x:8/", Target("/", "", "x:8")),
    (b"http://x", Target("/", "", "x")),
    (b"http://x?a", Target("/", "a", "x")),
    (b"http://localhost@evil/a", Target("/a", "", "localhost@evil")),
    (b"ftp://x/a", None),
    (b"*", None),
    (b"a", None),
    (b"", None),
    (b"/a#b", None),
    (b"/\xe9", None),
    (b"http:///a", None),
]


@pytest.mark.parametrize(("sent", "target"), TARGETS)
def test_targets(sent: bytes, target: Target | None):
    assert target_of(sent, "GET") == target


def test_the_target_of_the_whole_server():
    assert target_of(b"*", "OPTIONS") == Target("*")
