"""More launches than the server can handle: it refuses the excess at once, and keeps everything that it accepted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partialmethod
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

import architrave
from architrave.contract import LAUNCH_PATH
from architrave.server.app import Application
from architrave.server.http import Request, RequestHeaders
from architrave.server.http.body import RequestBody
from architrave.server.http.targets import Target
from architrave.server.rates import RateLimits
from architrave.server.services import Services
from architrave.store import Store, executions
from tests.crash.serving import CLIENT, FLOW
from tests.crash.serving import ORGANIZATION as HARNESS
from tests.server.in_process import InProcess
from tests.store.counting import counts

ROOM = 40
CLIENTS = 400


@contextmanager
def busy_disk(store: Store) -> Iterator[Event]:
    """Nothing is written until the event is set, as with a slow disk."""
    taken, free = Event(), Event()

    def hold() -> None:
        with store.write():
            taken.set()
            free.wait()

    holder = Thread(target=hold)
    holder.start()
    taken.wait()
    try:
        yield free
    finally:
        free.set()
        holder.join()


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Services]:
    """The services of a server that accepts launches."""
    async with architrave.open(HARNESS, database=folder / "kept.db", environment={}) as platform:
        await platform.start()
        yield platform.services


def store_of(served: Services) -> Store:
    return served.organization.flows.store


@asynccontextmanager
async def logged_in(served: Services) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server."""
    client = httpx.AsyncClient(transport=InProcess(Application(served)), base_url="http://127.0.0.1", timeout=60)
    async with client:
        answer = await client.post("/oauth/token", auth=CLIENT, data={"grant_type": "client_credentials"})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


async def launch(client: httpx.AsyncClient, number: int) -> httpx.Response:
    body = {"flowId": FLOW, "inputData": {"Flow.ticket": f"T-{number}", "Flow.passes": 1}}
    return await client.post("/api/v2/flows/executions", json=body)


def assert_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["retry-after"]) >= 1
    body = answer.json()
    assert (body["code"], body["status"]) == ("service.unavailable", 503)
    assert "The launch was not accepted: " in body["message"]


async def until_ended(client: httpx.AsyncClient, count: int) -> None:
    async with asyncio.timeout(60):
        while (await client.get("/architrave/health")).json()["engine"]["finished"] < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("bound", ["of writes", "of launches"])
def test_launches_that_the_disk_cannot_keep_up_with_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    if bound == "of writes":
        monkeypatch.setattr(Store, "writer", partialmethod(Store.writer, limit=ROOM))
    else:
        monkeypatch.setattr("architrave.engine.embedded.engine.ARRIVING_LIMIT", ROOM + 1)

    async def scenario() -> None:
        async with started(tmp_path) as served, logged_in(served) as client:
            with busy_disk(store_of(served)) as free:
                first = asyncio.create_task(launch(client, 0))  # the writer takes it, and waits for the disk
                while served.engine.health().queued or not first_was_queued(served):  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
                others = [asyncio.create_task(launch(client, number)) for number in range(1, CLIENTS)]
                while sum(task.done() for task in others) < CLIENTS - 1 - ROOM:  # noqa: ASYNC110  they do not wait for the disk
                    await asyncio.sleep(0)
                refused = [task.result() for task in others if task.done()]
                assert served.engine.health().queued == ROOM
                assert not first.done()
                assert (await client.get("/architrave/health")).status_code == 200  # it is busy, not unwell
                free.set()
            answers = await asyncio.gather(first, *others)
            for answer in refused:
                assert_refused(answer)
            assert Counter(answer.status_code for answer in answers) == {200: ROOM + 1, 503: CLIENTS - ROOM - 1}
            await until_ended(client, ROOM + 1)  # their outcomes are writes too
            assert (await launch(client, CLIENTS)).status_code == 200
            kept = {answer.json()["id"] for answer in answers if answer.status_code == 200}
            await until_ended(client, ROOM + 2)
            with store_of(served).read() as connection:
                assert counts(connection) == {"COMPLETED": ROOM + 2}
                assert all(executions.find(connection, execution_id) for execution_id in kept)

    def first_was_queued(served: Services) -> bool:
        return served.engine._journal.arriving == 1  # type: ignore[attr-defined]

    asyncio.run(scenario())


@pytest.mark.slow
def test_launches_beyond_what_can_be_run_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.engine.embedded.engine.READY_LIMIT", ROOM)

    async def scenario() -> None:
        async with started(tmp_path) as served, logged_in(served) as client:
            queue = served.engine._runner._queue  # type: ignore[attr-defined]
            monkeypatch.setattr(queue, "_slice", lambda: None)  # as if each execution took forever
            answers = [await launch(client, number) for number in range(ROOM + 20)]
            assert [answer.status_code for answer in answers] == [200] * ROOM + [503] * 20
            for answer in answers[ROOM:]:
                assert_refused(answer)
            monkeypatch.undo()
            queue._slice()
            await until_ended(client, ROOM)
            assert (await launch(client, 99)).status_code == 200
            await until_ended(client, ROOM + 1)
            with store_of(served).read() as connection:
                assert counts(connection) == {"COMPLETED": ROOM + 1}

    asyncio.run(scenario())


def test_a_client_over_its_rate_limit_is_told_when_to_retry_and_others_are_served(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with started(tmp_path) as served, logged_in(served) as client:
            served.rates = RateLimits(20, clock=lambda: 0)  # all in one minute
            answers = await asyncio.gather(*(launch(client, number) for number in range(50)))
            assert Counter(answer.status_code for answer in answers) == {200: 20, 429: 30}
            for answer in answers:
                if answer.status_code == 429:
                    assert 1 <= int(answer.headers["retry-after"]) <= 60
                    assert answer.json()["code"] == "too.many.requests"
            await until_ended(client, 20)
            with store_of(served).read() as connection:
                assert counts(connection) == {"COMPLETED": 20}

    asyncio.run(scenario())


def test_a_launch_to_a_full_engine_is_refused_before_its_body_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.engine.embedded.engine.ARRIVING_LIMIT", 0)

    async def scenario() -> None:
        never_sent = RequestBody(None, 100)
        request = Request("POST", LAUNCH_PATH.encode(), Target(LAUNCH_PATH), RequestHeaders([]), never_sent)
        async with started(tmp_path) as served:
            answer = await Application(served)(request)
        assert answer is not None
        headers = {name.decode(): value.decode() for name, value in answer.headers}
        assert_refused(httpx.Response(answer.status, headers=headers, content=answer.content))

    asyncio.run(scenario())
