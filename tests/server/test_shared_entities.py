"""Servers and workers of one cluster: what one changes, the others see."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import architrave
from tests.engine.data_actions.loopback import Answer, loopback
from tests.engine.data_actions.test_flows import OUTPUTS, SCHEMA, write
from tests.server.conftest import serving
from tests.server.test_entities import as_owner
from tests.server.test_flow_editing import yaml

pytest.importorskip("temporalio", reason="temporalio is not installed")
pytestmark = [pytest.mark.temporal, pytest.mark.postgres, pytest.mark.slow]

ORG = "queues: [{id: q-1, name: Support}]\nexternalContacts: [{id: c-1, firstName: Grace}]\n"
FLOW = """
workflow:
  name: Find
  division: Home
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.name, initialValue: {noValue: true}, isInput: true, isOutput: false}
    - stringVariable: {name: Flow.id, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - queueVariable: {name: Flow.queue, initialValue: {noValue: true}, isInput: false, isOutput: false}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - findQueue:
              name: Find the queue
              findName: {exp: Flow.name}
              findResult: {var: Flow.queue}
              outputs:
                found:
                  actions:
                    - updateData:
                        name: Remember it
                        statements:
                          - string: {variable: Flow.id, value: {exp: Flow.queue.id}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""


@contextmanager
def worker(folder: Path, **settings: Any) -> Iterator[None]:
    """A worker in a thread, ready to run executions."""
    ready, loops = threading.Event(), list[asyncio.AbstractEventLoop]()
    stops = list[asyncio.Event]()

    async def work() -> None:
        loops.append(asyncio.get_running_loop())
        stops.append(asyncio.Event())
        opened = architrave.open(folder, environment={}, **settings)
        async with opened as platform:
            await platform.work(stops[0], None, lambda _address: ready.set())

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    try:
        assert ready.wait(60)
        yield
    finally:
        loops[0].call_soon_threadsafe(stops[0].set)
        thread.join(60)


def test_what_one_process_changes_the_others_see(
    tmp_path: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "org.yaml").write_text(ORG, encoding="utf-8")
    (tmp_path / "flows" / "find.yaml").write_text(FLOW, encoding="utf-8")
    database, engine = postgres_database(), f"temporal://{temporal_server}/default"
    with serving(tmp_path, database, engine=engine) as one, serving(tmp_path, database, engine=engine) as two:
        first, second = as_owner(one).http, as_owner(two).http
        made = first.post("/api/v2/routing/queues", json={"name": "Made"}).json()
        assert second.get(f"/api/v2/routing/queues/{made['id']}").json() == made
        assert second.post("/api/v2/routing/queues", json={"name": "made"}).status_code == 409
        second.put(f"/api/v2/routing/queues/{made['id']}", json={"name": "Changed"})
        assert first.get(f"/api/v2/routing/queues/{made['id']}").json()["name"] == "Changed"
        with worker(tmp_path, database=database, engine=engine):
            (flow,) = first.get("/api/v2/flows").json()["entities"]
            for name in ("Changed", "Later"):
                if name == "Later":
                    made = second.post("/api/v2/routing/queues", json={"name": "Later"}).json()
                launched = first.post(
                    "/api/v2/flows/executions", json={"flowId": flow["id"], "inputData": {"Flow.name": name}}
                )
                assert one.ended(launched.json()["id"])["outputData"] == {"Flow.id": made["id"]}


def test_a_row_that_one_server_writes_is_found_by_another_and_by_a_worker(
    copied: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    database, engine = postgres_database(), f"temporal://{temporal_server}/default"
    with serving(copied, database, engine=engine) as one, serving(copied, database, engine=engine) as two:
        first, second = as_owner(one).http, as_owner(two).http
        (table,) = first.get("/api/v2/flows/datatables", params={"name": "Source systems"}).json()["entities"]
        rows = f"/api/v2/flows/datatables/{table['id']}/rows"
        first.put(f"{rows}/erp", json={"Label": "Changed"})
        assert second.get(f"{rows}/erp", params={"showbrief": "false"}).json()["Label"] == "Changed"
        job = second.post(f"{table['selfUri']}/import/jobs", json={"importMode": "Append"}).json()
        path = job["uploadURI"].partition("/architrave/")[2]
        assert first.put(f"/architrave/{path}", content="key,Label\nnew,New\n").json()["status"] == "Succeeded"
        with worker(copied, database=database, engine=engine):
            (flow,) = first.get("/api/v2/flows", params={"name": "Key lookup"}).json()["entities"]
            for key, label in (("erp", "Changed"), ("new", "New")):
                launched = one.launch(flow["id"], inputData={"Flow.key": key})
                assert one.ended(launched.json()["id"])["outputData"] == {"Flow.value": label}


def test_a_data_action_that_one_server_changes_is_called_so_by_another_and_by_a_worker(
    tmp_path: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    with loopback(Answer(b'{"state": "open", "lines": []}')) as other:
        write(tmp_path, f"{other.url}/file", OUTPUTS, SCHEMA)
        database = postgres_database()
        settings: dict[str, Any] = {"engine": f"temporal://{temporal_server}/default", "allow_hosts": (other.host,)}
        with serving(tmp_path, database, **settings) as one, serving(tmp_path, database, **settings) as two:
            first, second = as_owner(one).http, as_owner(two).http
            (ask,) = first.get("/api/v2/integrations/actions").json()["entities"]
            config = {"request": {"requestUrlTemplate": f"{other.url}/api", "requestType": "GET"}, "response": {}}
            changed = first.patch(ask["selfUri"], json={"config": config, "version": 1})
            assert changed.status_code == 200, changed.text
            assert second.post(f"{ask['selfUri']}/execute", json={"id": "7"}).json()["state"] == "open"
            with worker(tmp_path, database=database, **settings):
                (flow,) = first.get("/api/v2/flows").json()["entities"]
                launched = one.launch(flow["id"])
                assert one.ended(launched.json()["id"])["outputData"]["Flow.state"] == "open"
        assert [got.path for got in other.received] == ["/api", "/api"]


def test_flows_that_one_process_changes_the_others_see(
    tmp_path: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "made.yaml").write_text(yaml(reason="file"), encoding="utf-8")
    database, engine = postgres_database(), f"temporal://{temporal_server}/default"
    with serving(tmp_path, database, engine=engine) as one, serving(tmp_path, database, engine=engine) as two:
        first, second = as_owner(one).http, as_owner(two).http
        (flow,) = first.get("/api/v2/flows").json()["entities"]

        def act(action: str) -> Any:
            return first.post(f"/api/v2/flows/actions/{action}", params={"flow": flow["id"]})

        def launch() -> Any:
            return second.post("/api/v2/flows/executions", json={"flowId": flow["id"]})

        act("checkout")
        assert "lockedClient" in second.get(flow["selfUri"]).json()
        first.post(f"/api/v2/flows/{flow['id']}/versions", json={"yaml": yaml(reason="api")})
        with worker(tmp_path, database=database, engine=engine):
            act("publish")
            assert two.ended(launch().json()["id"])["completionReason"] == "api"
            act("deactivate")
            assert launch().status_code == 404
        made = second.post("/api/v2/flows", json={"name": "Other", "type": "WORKFLOW"}).json()
        assert first.post("/api/v2/flows", json={"name": "other", "type": "WORKFLOW"}).status_code == 409
        assert first.delete(made["selfUri"]).status_code == 204
        assert second.get(made["selfUri"]).status_code == 410
        before = one.platform.state()
        first.delete(flow["selfUri"])
        assert second.get(flow["selfUri"]).status_code == 410
        one.platform.restore(before)
        assert second.get(flow["selfUri"]).json()["active"] is False


def test_a_reset_of_one_server_reaches_the_others(
    tmp_path: Path, temporal_server: str, postgres_database: Callable[[], str]
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "org.yaml").write_text(ORG, encoding="utf-8")
    (tmp_path / "flows" / "find.yaml").write_text(FLOW, encoding="utf-8")
    database, engine = postgres_database(), f"temporal://{temporal_server}/default"
    with serving(tmp_path, database, engine=engine) as one, serving(tmp_path, database, engine=engine) as two:
        first, second = as_owner(one).http, as_owner(two).http
        made = first.post("/api/v2/routing/queues", json={"name": "Made"}).json()
        saved = first.get("/architrave/state").json()
        (before,) = second.get("/api/v2/flows").json()["entities"]
        for http, other in ((first, second), (second, first)):
            assert http.post("/architrave/reset", json={}).status_code == 204
            (now,) = http.get("/api/v2/flows").json()["entities"]
            assert now["publishedVersion"]["datePublished"] != before["publishedVersion"]["datePublished"]
            assert other.get("/api/v2/flows").json()["entities"] == [now]
            assert other.get(f"/api/v2/routing/queues/{made['id']}").status_code == 404
            before = now
        assert first.put("/architrave/state", json=saved).status_code == 204
        assert second.get(f"/api/v2/routing/queues/{made['id']}").json() == made
        assert second.get("/api/v2/flows").json() == first.get("/api/v2/flows").json()
