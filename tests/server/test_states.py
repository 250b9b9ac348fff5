"""The state over HTTP: saved, reset, restored; what runs is stopped first, and what was unfinished continues."""

import asyncio
import contextlib
import gc
import json
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

import architrave
from architrave.server import gate as gates
from architrave.server.routes import states as routes
from architrave.store import NotKept
from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.measured_loop import MeasuredLoop

JSON = {"Content-Type": "application/json"}
INPUTS = {"batchId": "B-1", "sourceSystem": "erp"}
MANY = 20_000
HELD = 0.05
"""For how long the loop may answer nobody, in seconds of CPU."""


def own_token(served: Served) -> dict[str, str]:
    own = served.platform.server.client
    return {"Authorization": f"Bearer {served.token((own.id, own.secret))}"}


@pytest.fixture
def alone(tmp_path: Path):
    with serving(EXAMPLE, tmp_path / "kept.db") as served:
        served.http.headers.update(own_token(served))
        yield served


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path):
    """A server on either kind of database."""
    database = tmp_path / "kept.db" if request.param == "sqlite" else request.getfixturevalue("postgres_database")()
    with serving(EXAMPLE, database) as served:
        served.http.headers.update(own_token(served))
        yield served


def listed(served: Served) -> dict[str, str]:
    found = served.http.get("/architrave/executions").json()["entities"]
    return {one["id"]: one["status"] for one in found}


def launched(served: Served) -> str:
    response = served.launch(inputData={f"Flow.{name}": value for name, value in INPUTS.items()})
    assert response.status_code == 200, response.text
    return response.json()["id"]


def test_a_state_is_saved_reset_and_restored(anywhere: Served) -> None:
    done = launched(anywhere)
    ended = anywhere.ended(done)
    document = anywhere.http.get("/architrave/state")
    assert (document.status_code, document.headers["Content-Type"]) == (200, "application/json")
    other = launched(anywhere)
    assert anywhere.http.post("/architrave/reset").status_code == 204
    assert listed(anywhere) == {}
    assert anywhere.http.get(f"/api/v2/flows/executions/{done}").status_code == 404
    assert len(anywhere.http.get("/api/v2/flows").json()["entities"]) == 4
    assert anywhere.http.put("/architrave/state", content=document.content).status_code == 204
    assert anywhere.http.get(f"/api/v2/flows/executions/{done}").json() == ended
    assert anywhere.http.get(f"/api/v2/flows/executions/{other}").status_code == 404
    again = launched(anywhere)
    assert anywhere.ended(again)["status"] == "COMPLETED"
    assert set(listed(anywhere)) == {done, again}


def test_a_saved_state_has_no_secrets(alone: Served) -> None:
    text = alone.http.get("/architrave/state").text
    assert "dev-only" not in text
    assert "tokens" not in json.loads(text)["tables"]
    assert alone.http.headers["Authorization"].partition(" ")[2] not in text


def test_a_document_that_does_not_fit_is_refused_and_changes_nothing(alone: Served) -> None:
    done = launched(alone)
    alone.ended(done)
    for content, said in (
        (b"{}", '"format", which is missing'),
        (b"", "byte 0"),
        (b'{"format": 2, "schema": 1}', "format 2"),
    ):
        response = alone.http.put("/architrave/state", content=content)
        assert response.status_code == 400
        assert said in response.json()["message"]
    content = alone.http.get("/architrave/state").json()
    content["tables"]["flows"].append(content["tables"]["flows"][0])
    response = alone.http.put("/architrave/state", json=content)
    assert (response.status_code, listed(alone)) == (400, {done: "COMPLETED"})
    assert 'The database refuses a row of the table "flows": ' in response.json()["message"]
    assert alone.ended(launched(alone))["status"] == "COMPLETED"


def test_a_state_that_is_too_large_is_refused(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    document = alone.http.get("/architrave/state").content
    monkeypatch.setattr(routes, "MOST_BYTES", 100)
    assert alone.http.put("/architrave/state", content=document).status_code == 413
    monkeypatch.setattr("architrave.store.states.MOST_BYTES", 100)
    assert alone.http.get("/architrave/state").status_code == 409


def test_other_requests_wait_until_everything_is_replaced(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes do not wait."""
    going, seen = threading.Event(), dict[str, int]()
    replace = architrave.store.states.replace

    def slowly(*arguments: Any) -> None:
        assert going.wait(30)
        replace(*arguments)

    monkeypatch.setattr("architrave.store.states.replace", slowly)

    def ask(method: str, path: str) -> threading.Thread:
        def work() -> None:
            with httpx.Client(base_url=alone.http.base_url, headers=alone.http.headers, timeout=60) as http:
                seen[path] = http.request(method, path).status_code

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    resetting = ask("POST", "/architrave/reset")
    while not alone.services.gate.is_closed:
        sleep(0.01)
    assert alone.http.get("/architrave/health").status_code == 200
    assert alone.http.get("/architrave/ready").status_code == 503
    others = [ask("GET", "/api/v2/flows"), ask("GET", "/architrave/executions")]
    sleep(0.1)
    assert seen == {}
    going.set()
    for thread in (resetting, *others):
        thread.join()
    assert seen == {"/architrave/reset": 204, "/api/v2/flows": 200, "/architrave/executions": 200}
    assert alone.http.get("/architrave/ready").status_code == 200


def test_whoever_waits_too_long_is_told_when_to_retry(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "CLOSED_SECONDS", 0.01)
    monkeypatch.setattr(alone.services.gate, "is_closed", True)
    response = alone.http.get("/api/v2/flows")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    monkeypatch.setattr(alone.services.gate, "is_closed", False)
    assert alone.http.get("/api/v2/flows").status_code == 200


def test_resets_at_the_same_time_take_turns(alone: Served) -> None:
    statuses: list[int] = []

    def reset() -> None:
        with httpx.Client(base_url=alone.http.base_url, headers=JSON, timeout=60) as http:
            statuses.append(http.post("/architrave/reset").status_code)

    threads = [threading.Thread(target=reset) for _ in range(6)]
    began = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 6
    assert monotonic() - began < gates.OTHERS_SECONDS, "they wait for each other"
    assert alone.services.gate.inside == 0
    assert alone.ended(launched(alone))["status"] == "COMPLETED"


def test_a_client_that_disconnects_does_not_leave_it_half_done(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, going = threading.Event(), threading.Event()
    replace = architrave.store.states.replace

    def slowly(*arguments: Any) -> None:
        begun.set()
        assert going.wait(30)
        replace(*arguments)

    monkeypatch.setattr("architrave.store.states.replace", slowly)
    done = launched(alone)
    alone.ended(done)
    with (
        httpx.Client(base_url=alone.http.base_url, headers=alone.http.headers, timeout=0.2) as http,
        pytest.raises(httpx.ReadTimeout),
    ):
        http.post("/architrave/reset")
    assert begun.wait(30)
    going.set()
    assert listed(alone) == {}
    assert alone.ended(launched(alone))["status"] == "COMPLETED"


def test_a_database_that_fails_keeps_what_it_had(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise NotKept("The disk is full.")

    done = launched(alone)
    alone.ended(done)
    monkeypatch.setattr("architrave.store.states.replace", fails)
    response = alone.http.post("/architrave/reset")
    assert (response.status_code, "The disk is full." in response.text) == (503, True)
    assert listed(alone) == {done: "COMPLETED"}
    assert alone.ended(launched(alone))["status"] == "COMPLETED"


@pytest.mark.slow
def test_a_large_state_does_not_hold_the_loop(tmp_path: Path) -> None:
    """Neither while it is saved and sent, nor while it is checked and restored."""

    async def scenario(loop: MeasuredLoop) -> None:
        async with architrave.open(EXAMPLE, database=tmp_path / "kept.db", workers=0, environment={}) as platform:
            server = await platform.serve()
            state = await platform.state()
            rows = state["tables"]["executions"]
            one = await platform.result(await platform.launch("Order sync", INPUTS))
            row = (await platform.state())["tables"]["executions"][0] | {"inputs": json.dumps({"x": "y" * 500})}
            rows += [row | {"id": f"{one.id[:26]}{number:010}"} for number in range(MANY)]
            document = json.dumps(state).encode()
            del state, rows
            gc.collect()
            gc.freeze()  # as a server's process does: the objects of other tests are not looked through again
            async with httpx.AsyncClient(base_url=server.url, headers=JSON, timeout=120) as http:
                await asyncio.sleep(0)  # the turn that made the document is over
                loop.measure()
                assert (await asyncio.to_thread(put, server.url, document)) == 204
                assert (await asyncio.to_thread(got, server.url)) > MANY * 500
                assert (await http.post("/architrave/reset")).status_code == 204
                assert loop.longest < HELD

    with contextlib.ExitStack() as stack, asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        stack.callback(gc.unfreeze)
        runner.run(scenario(runner.get_loop()))  # type: ignore[arg-type]


def put(url: str, document: bytes) -> int:
    return httpx.put(f"{url}/architrave/state", content=document, headers=JSON, timeout=120).status_code


def got(url: str) -> int:
    return len(httpx.get(f"{url}/architrave/state", timeout=120).content)
