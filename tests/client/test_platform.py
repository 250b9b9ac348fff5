"""The requests of the commands, with responses from a Platform API or from something else."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from architrave.cli.launch import follow
from architrave.client.platform import PlatformClient, Refused
from architrave.client.targets import Target
from tests.engine.data_actions.loopback import Answer, loopback

URL = "http://127.0.0.1:8642"


def client(*answers: httpx.Response, token: str | None = "token") -> PlatformClient:
    """A client that receives these responses in turn."""
    given = iter(answers)
    target = Target(URL, URL, "a test", client_id="id", client_secret="secret", access_token=token)
    return PlatformClient(target, httpx.MockTransport(lambda _: next(given)))


def later(status: int, seconds: str) -> httpx.Response:
    return httpx.Response(status, json={"message": "later"}, headers={"Retry-After": seconds})


def state(status: str) -> httpx.Response:
    return httpx.Response(200, json={"id": "e-1", "status": status})


def test_following_retries_when_asked_to() -> None:
    pauses: list[float] = []
    asked = client(later(429, "17"), state("RUNNING"), later(503, "1"), state("COMPLETED"))
    assert follow(asked, "e-1", pauses.append)["status"] == "COMPLETED"
    assert pauses == [17.0, 0.05, 1.0]


@pytest.mark.parametrize("answer", [httpx.Response(403), later(404, "5")])
def test_following_gives_up_otherwise(answer: httpx.Response) -> None:
    pauses: list[float] = []
    with pytest.raises(Refused):
        follow(client(answer), "e-1", pauses.append)
    assert pauses == []


def test_following_goes_on_while_a_server_restarts_but_not_for_ever() -> None:
    pauses: list[float] = []
    asked = client(httpx.Response(502), httpx.Response(500), state("COMPLETED"))
    assert follow(asked, "e-1", pauses.append)["status"] == "COMPLETED"
    assert pauses == [1.0, 1.0]
    with pytest.raises(Refused):
        follow(client(*(httpx.Response(503) for _ in range(100))), "e-1", pauses.append)


@pytest.mark.parametrize(("asked", "paused"), [("99999999999999999999", 60.0), ("0", 0.05)])
def test_a_pause_that_a_server_asks_for_has_bounds(asked: str, paused: float) -> None:
    pauses: list[float] = []
    follow(client(later(429, asked), state("COMPLETED")), "e-1", pauses.append)
    assert pauses == [paused]


def test_an_expired_token_is_replaced_and_the_request_repeated() -> None:
    tokens = [httpx.Response(200, json={"access_token": name}) for name in ("one", "two")]
    asked = client(tokens[0], httpx.Response(401), tokens[1], state("RUNNING"), token=None)
    assert asked.execution("e-1")["status"] == "RUNNING"


@pytest.mark.parametrize(
    ("answers", "token", "said"),
    [
        ([httpx.Response(200, html="<p>Hello</p>")], "token", "is not a JSON object"),
        ([httpx.Response(200, html="<p>Hello</p>")], None, "returned no access token"),
        ([httpx.Response(501, html="<p>Hello</p>")], None, "Login of id at .* failed: <p>Hello</p>."),
        ([later(503, "5")], None, "Login of id at .* failed: later."),
        ([httpx.Response(404), httpx.Response(200, json=[1])], "token", "is not a JSON object"),
        (
            [httpx.Response(404), *(httpx.Response(200, json={"a": 1}) for _ in range(2))],
            "token",
            "is not that of a Platform API: Object missing required field `entities`",
        ),
    ],
)
def test_what_is_not_a_platform_api_is_reported(answers: list[httpx.Response], token: str | None, said: str) -> None:
    with pytest.raises(Refused, match=said):
        client(*answers, token=token).flow("Order sync")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://127.0.0.1:x"])
def test_an_invalid_url_is_reported(url: str) -> None:
    with pytest.raises(Refused):
        PlatformClient(Target(url, url, "--target", access_token="t")).execution("e-1")


def test_invalid_text_is_not_found_and_not_sent() -> None:
    with pytest.raises(Refused, match="cannot be encoded as UTF-8"):
        client(httpx.Response(404)).flow("order\udcff")
    with pytest.raises(Refused, match="cannot be encoded as UTF-8"):
        client().launch({"flowId": "f-1", "name": "\udcff"})
    with pytest.raises(Refused):
        client(httpx.Response(404)).trace("\udcff")


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment with a proxy for everything that does not respond."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        for name in ("ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{silent.getsockname()[1]}")
        yield monkeypatch


def test_a_local_server_is_reached_without_the_proxy(proxy: pytest.MonkeyPatch) -> None:
    with loopback(Answer(b'{"id": "e-1", "status": "RUNNING"}')) as server:
        target = Target(server.url, server.url, "a test", access_token="token")
        with PlatformClient(target) as asked:
            assert asked.execution("e-1")["status"] == "RUNNING"
        elsewhere = Target("http://api.example.com", "http://api.example.com", "a test", access_token="token")
        with PlatformClient(elsewhere) as asked, pytest.raises(Refused, match="Cannot reach"):
            asked.execution("e-1")


def test_a_proxy_that_cannot_be_used_is_reported(proxy: pytest.MonkeyPatch) -> None:
    proxy.setenv("all_proxy", "ftp://127.0.0.1:9")
    target = Target("https://api.example.com", "https://login.example.com", "a test")
    with pytest.raises(Refused, match=r"Cannot use the proxy from the environment variables: .*ftp"):
        PlatformClient(target)
