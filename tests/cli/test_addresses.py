"""Names, hosts and origins on the command line: a wrong one is a usage error that says how to write it."""

import click
import pytest

from architrave.cli.addresses import check_hosts, check_origins, check_server_names

WRONG = ["", "http://x.com/a", "a b", "*", "*.x.com", "x.com/a", "x.com?y", "u@x.com", "-x.com", "x..com", "a" * 64]


@pytest.mark.parametrize("text", [*WRONG, "http://x.com", "x.com:80", "[::1"])
def test_a_wrong_server_name(text: str) -> None:
    with pytest.raises(click.UsageError, match=r"--server-name .*not a host name"):
        check_server_names([text])


@pytest.mark.parametrize("text", ["x.com", "X.com.", "localhost", "10.0.0.7", "::1", "[::1]", "my_host", "a-b.c"])
def test_a_server_name(text: str) -> None:
    check_server_names([text])


@pytest.mark.parametrize("text", [*WRONG, "ftp://x.com:21", "x.com:99999", "http://a b:80", "http://[::1"])
def test_a_wrong_host(text: str) -> None:
    with pytest.raises(click.UsageError, match=r"--allow-host: .*is not a host"):
        check_hosts([text])


@pytest.mark.parametrize("text", ["x.com", "x.com:80", "http://x.com", "https://x.com/", "[::1]:80", "10.0.0.7:1"])
def test_a_host(text: str) -> None:
    check_hosts([text])


@pytest.mark.parametrize("text", [*WRONG, "http://x.com:99999", "http://u@x.com", "http://x.com#a", "http://a b"])
def test_a_wrong_origin(text: str) -> None:
    with pytest.raises(click.UsageError, match=r"--allow-origin .*not a valid origin"):
        check_origins([text])


@pytest.mark.parametrize("text", ["http://localhost:3000", "https://x.com", "http://[::1]:3000"])
def test_an_origin(text: str) -> None:
    check_origins([text])
