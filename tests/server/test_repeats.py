"""What happens often is logged at most once a minute, with a count, and without secrets."""

import asyncio
import logging

import pytest

from architrave.server import repeats
from architrave.server.repeats import OTHERS, Repeats
from tests.server.conftest import EXAMPLE, LAUNCHER, ORDER_SYNC, serving

FORM = {"grant_type": "client_credentials"}


def test_the_first_is_said_at_once_and_the_others_together() -> None:
    said: list[tuple[str, int]] = []

    async def happen() -> None:
        noted = Repeats(seconds=0.05)
        for key in ("a", "a", "b", "a"):
            noted.note(key, lambda count, key=key: said.append((key, count)))
        assert said == [("a", 1), ("b", 1)]
        while len(said) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert said[2] == ("a", 2)
        while noted._counts:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        noted.note("a", lambda count: said.append(("again", count)))

    asyncio.run(happen())
    assert said[3:] == [("again", 1)]


def test_the_number_of_keys_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "MOST_KEYS", 3)

    async def happen() -> None:
        noted = Repeats()
        for number in range(10):
            noted.note(str(number), lambda _: None)
        assert set(noted._counts) == {"0", "1", "2", OTHERS}

    asyncio.run(happen())


def test_failed_logins_are_logged_once_without_the_secret(tmp_path, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "architrave"),
        serving(EXAMPLE, tmp_path / "kept.db") as served,
    ):
        for _ in range(3):
            served.http.post("/oauth/token", auth=(LAUNCHER[0], "wrong-one"), data=FORM)
            served.http.post("/oauth/token", auth=("secret-as-an-id", "wrong-one"), data=FORM)
    logged = [one for one in caplog.records if "login" in one.getMessage()]
    assert [one.getMessage() for one in logged] == [
        f"refused a login of the client {LAUNCHER[0]}, with a wrong secret",
        "refused a login of an unknown client",
    ]
    assert [(vars(one)["client"], vars(one)["count"]) for one in logged] == [(LAUNCHER[0], 1), (None, 1)]
    assert "wrong-one" not in caplog.text
    assert "secret-as-an-id" not in caplog.text


def test_requests_beyond_the_rate_limit_are_logged_once(tmp_path, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "architrave"),
        serving(EXAMPLE, tmp_path / "kept.db", rate_limit=2) as served,
    ):
        served.log_in()
        answers = [served.http.get("/api/v2/flows") for _ in range(4)]
        answers += [served.launch(ORDER_SYNC) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429, 429, 429, 429, 429]
    logged = [one for one in caplog.records if "rate limit" in one.getMessage()]
    assert [one.getMessage() for one in logged] == [
        f"refused a request of the client {LAUNCHER[0]} beyond its rate limit of 2 a minute"
    ]
    assert (vars(logged[0])["status"], vars(logged[0])["client"]) == (429, LAUNCHER[0])


def test_the_correlation_id_of_a_rejected_launch_is_a_field(tmp_path, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "architrave"),
        serving(EXAMPLE, tmp_path / "kept.db") as served,
    ):
        answer = served.log_in().launch("not-there")
    (logged,) = [one for one in caplog.records if "rejected a launch" in one.getMessage()]
    assert vars(logged)["correlation_id"] == answer.headers["ININ-Correlation-Id"] == answer.json()["contextId"]
    assert vars(logged)["status"] == answer.status_code
    assert vars(logged)["rule"] == vars(logged)["problems"][0]["rule"] == "bad-flow-id"
