"""Two servers that want one PostgreSQL database: the called side sees each call from one of them only.

The first is cut from its database, or stopped, and may believe to be the owner for longer than it is.
"""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from architrave.interpreter.journal import REPLY, decode
from tests.crash.called import CalledSide
from tests.crash.serving import FLOW, Ledger, Served, wait_for_all

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.postgres]

EXECUTIONS = 20
PASSES = 12
PATIENCE_SECONDS = 120.0


class Two:
    """Two servers of one database, which is watched."""

    def __init__(self, folder: Path, url: str, side: CalledSide) -> None:
        self.url = url
        self.side = side
        options = ("--database", url, "--allow-host", side.host)
        self.first, self.second = (
            Served(side.organization(folder / name), folder / f"{name}.log", *options) for name in ("first", "second")
        )
        self.ledger = Ledger()
        self._server = psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True)
        self._name = url.rpartition("/")[2]

    def close(self) -> None:
        self._server.close()

    def launch(self, served: Served, token: str) -> None:
        with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
            for _ in range(EXECUTIONS):
                ticket = self.ledger.ticket()
                body = {"flowId": FLOW, "inputData": {"Flow.ticket": ticket, "Flow.passes": PASSES}}
                answer = client.post("/api/v2/flows/executions", json=body)
                assert answer.status_code == 200, answer.text
                self.ledger.acknowledged[answer.json()["id"]] = ticket

    def cut(self) -> None:
        """End every connection to the database."""
        query = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"
        self._server.execute(query, [self._name])

    def replies(self) -> dict[str, Any]:
        """The replies that are on disk, by their calls."""
        with psycopg.connect(self.url) as connection:
            chunks = connection.execute("SELECT execution, entries FROM journals ORDER BY execution, chunk").fetchall()
        return {
            f"{execution}-{entry.sequence}": entry.value
            for execution, entries in chunks
            for entry in decode(bytes(entries))
            if entry.kind == REPLY
        }

    def failures(self) -> list[Any]:
        """The calls that failed."""
        return [value for value in self.replies().values() if isinstance(value, dict) and "success" not in value]

    def wait_for_calls(self, more: int) -> None:
        """Wait until the called side has seen that many more calls."""
        wanted = min(self.side.calls.total() + more, len(self.ledger.acknowledged) * PASSES)
        until(lambda: self.side.calls.total() >= wanted)

    def all_ended_by(self, served: Served, token: str) -> Counter[str]:
        """Wait until every execution has ended; how often each call was asked for."""
        asyncio.run(wait_for_all(served, token, self.ledger))
        assert self.failures() == []
        assert {outcome["outputData"]["Flow.done"] for outcome in self.ledger.outcomes.values()} == {str(PASSES)}
        calls = self.side.calls
        assert len(calls) == len(self.ledger.acknowledged) * PASSES
        return calls


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def first_without(replied: Iterable[str], calls: Iterable[str]) -> set[str]:
    """The calls that were sent, or about to be, when an owner was stopped: of each execution the first without a reply.

    No owner can keep such a call from being made twice: the called side can, by its key.
    """
    last: dict[str, int] = {}
    for key in replied:
        execution, _, number = key.rpartition("-")
        last[execution] = max(last.get(execution, -1), int(number))
    first: dict[str, int] = {}
    for key in calls:
        execution, _, number = key.rpartition("-")
        if int(number) > last.get(execution, -1):
            first[execution] = min(first.get(execution, int(number)), int(number))
    return {f"{execution}-{number}" for execution, number in first.items()}


def status(served: Served, path: str) -> int:
    return httpx.get(f"{served.url}{path}", timeout=60).status_code


@pytest.fixture
def two(tmp_path: Path, postgres_database: Callable[[], str]) -> Iterator[Two]:
    with ExitStack() as stack:
        side = stack.enter_context(CalledSide())
        servers = Two(tmp_path, postgres_database(), side)
        stack.callback(servers.close)
        stack.enter_context(servers.first)
        stack.enter_context(servers.second)
        yield servers


def test_an_owner_whose_connections_are_cut_stays_the_owner_and_repeats_nothing(two: Two) -> None:
    token = two.first.start()
    two.launch(two.first, token)
    for _ in range(3):
        two.wait_for_calls(EXECUTIONS)
        two.cut()
    two.second.start_to_kill()
    assert two.second.wait() == 1, "a second server must not start"
    assert set(two.all_ended_by(two.first, token).values()) == {1}
    assert two.first.stop() == 0


def test_a_stopped_owner_that_was_replaced_calls_nothing_and_later_reads_again(two: Two) -> None:
    token = two.first.start()
    two.launch(two.first, token)
    two.wait_for_calls(2 * EXECUTIONS)
    os.kill(two.first.pid, signal.SIGSTOP)
    two.cut()
    replied = two.replies()
    other_token = two.second.start()
    two.wait_for_calls(EXECUTIONS)
    os.kill(two.first.pid, signal.SIGCONT)
    until(lambda: status(two.first, "/architrave/health") == 503)
    two.launch(two.second, other_token)
    two.wait_for_calls(EXECUTIONS)
    assert status(two.first, "/architrave/ready") == 503
    assert two.second.stop() == 0
    until(lambda: status(two.first, "/architrave/health") == 200)
    two.launch(two.first, token)
    calls = two.all_ended_by(two.first, token)
    repeated = {key: two.side.callers(key) for key, times in calls.items() if times > 1}
    under_way = first_without(replied, calls)
    assert {key: callers for key, callers in repeated.items() if key not in under_way or len(callers) > 2} == {}
    assert two.first.stop() == 0


def test_a_killed_owner_is_replaced_and_its_calls_with_replies_are_not_repeated(two: Two) -> None:
    two.launch(two.first, two.first.start())
    two.wait_for_calls(2 * EXECUTIONS)
    two.first.kill()
    replied = two.replies()
    token = two.second.start()
    calls = two.all_ended_by(two.second, token)
    assert {key for key, times in calls.items() if times > 1} <= first_without(replied, calls)
    assert max(calls.values()) <= 2
    assert two.second.stop() == 0
