"""Hosts, as a Host header has them."""

import pytest

from architrave.cloud.hosts import host_of

HOSTS = [
    ("localhost", "localhost"),
    ("LocalHost:8642", "localhost"),
    ("localhost.", "localhost"),
    ("localhost:", "localhost"),
    ("localhost:0", "localhost"),
    ("localhost:65535", "localhost"),
    ("127.0.0.1:80", "127.0.0.1"),
    ("[::1]", "::1"),
    ("[0:0:0:0:0:0:0:1]:80", "::1"),
    ("[FE80::1]", "fe80::1"),
    ("my_service.svc:80", "my_service.svc"),
]
NOT_HOSTS = [
    "",
    " ",
    ".",
    ":80",
    "localhost..",
    "..localhost",
    "[::1]evil",
    "[::1]:80:80",
    "[::1]:80@evil",
    "[::1",
    "::1",
    "[::1%lo]",
    "[::1%25lo]",
    "[v1.a]",
    "[127.0.0.1]",
    "localhost:80@evil",
    "user@localhost",
    "user:secret@localhost:80",
    "localhost:65536",
    "localhost:123456",
    "localhost:-1",
    "localhost:+80",
    "localhost:8o",
    "localhost:٨٠",
    "localhost/",
    "localhost?a",
    "localhost#a",
    "localhost\\evil",
    "local host",
    " localhost",
    "localhost\n",
    "localhost,evil",
    "localhost%00",
    "löcalhost",
    "ⅼocalhost",
    "-localhost",
    "a" * 64,
    "a." * 130,
]


@pytest.mark.parametrize(("sent", "host"), HOSTS)
def test_the_host_of_an_authority(sent: str, host: str):
    assert host_of(sent) == host


@pytest.mark.parametrize("sent", NOT_HOSTS)
def test_what_is_not_an_authority(sent: str):
    assert host_of(sent) is None
