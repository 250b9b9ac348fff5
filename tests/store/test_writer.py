"""The group-commit writer: grouping, order, refusals, and bad rows."""

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from architrave.store import NotKept, Overloaded, Store, Writer, executions, journals, open_store, sqlite
from architrave.store.execution_search import Search, page
from architrave.store.writer import Driver, Write
from tests.store.counting import counts


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    writer = store.writer(lambda told: told())
    writer.start()
    yield writer
    writer.close()


class Told:
    """Collects the results of writes."""

    def __init__(self) -> None:
        self.faults: list[NotKept | None] = []

    def __call__(self, write: Write, fault: NotKept | None) -> None:
        self.faults.append(fault)

    def wait(self, count: int) -> list[NotKept | None]:
        end = time.monotonic() + 60
        while len(self.faults) < count:
            assert time.monotonic() < end, f"told {len(self.faults)} of {count}"
            time.sleep(0.001)
        return self.faults


def launch(number: int, **changes: Any) -> tuple[Any, ...]:
    row = {
        "id": f"e-{number}", "flow_id": "f", "flow_version": "1.0", "program": "h", "semantics": "1", "name": "n",
        "launched_at": number, "inputs": "{}", "caller": None,
    }  # fmt: skip
    return tuple((row | changes).values())


def finish(number: int, status: str = "COMPLETED", at: int = 5) -> tuple[Any, ...]:
    return (f"e-{number}", status, at, "Success", '{"Flow.a":1}', None)


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 200])
def test_any_number_of_rows_is_written(store: Store, writer: Writer, count: int) -> None:
    told = Told()
    for number in range(count):
        writer.submit(Write(told, launch=launch(number), context=(("batch", str(number), f"e-{number}"),)))
    for number in range(count):
        writer.submit(Write(told, chunk=(f"e-{number}", 0, b"journal"), finish=finish(number)))
    assert set(told.wait(2 * count)) == {None}
    with store.read() as connection:
        assert counts(connection) == {"COMPLETED": count}
        assert executions.unfinished(connection) == []
        row = executions.find(connection, f"e-{count - 1}")
        assert row is not None
        assert (row.completed_at, row.completion_reason, row.output_data) == (5, "Success", '{"Flow.a":1}')
        assert journals.read(connection, f"e-{count - 1}") == [b"journal"]
        assert [row.id for row in page(connection, Search(context={"batch": "0"})).rows] == ["e-0"]


def test_writes_queued_while_the_disk_is_busy_share_a_commit(store: Store, writer: Writer) -> None:
    told = Told()
    with store.write():
        for number in range(500):
            writer.submit(Write(told, launch=launch(number)))
    told.wait(500)
    assert writer.commits <= 3


def test_the_first_outcome_is_kept(store: Store, writer: Writer) -> None:
    told = Told()
    writer.submit(Write(told, launch=launch(1)))
    writer.submit(Write(told, finish=finish(1)))
    told.wait(2)
    writer.submit(Write(told, launch=launch(1, name="again")))
    writer.submit(Write(told, finish=finish(1, "FAILED", 9)))
    assert told.wait(4) == [None] * 4
    with store.read() as connection:
        row = executions.find(connection, "e-1")
    assert row is not None
    assert (row.name, row.status, row.completed_at) == ("n", "COMPLETED", 5)


def test_a_bad_row_does_not_affect_the_others(store: Store, writer: Writer) -> None:
    told, bad = Told(), Told()
    with store.write():
        for number in range(20):
            writer.submit(Write(told, launch=launch(number)))
        writer.submit(Write(bad, launch=launch(99, name=None)))
    assert told.wait(20) == [None] * 20
    (fault,) = bad.wait(1)
    assert isinstance(fault, NotKept)
    assert "name" in str(fault)
    with store.read() as connection:
        assert counts(connection) == {"RUNNING": 20}


def test_beyond_the_limit_launches_are_refused_and_outcomes_are_not(store: Store) -> None:
    writer, told = store.writer(lambda tell: tell(), limit=3), Told()
    for number in range(3):
        writer.submit(Write(told, launch=launch(number)))
    with pytest.raises(Overloaded):
        writer.submit(Write(told, launch=launch(3)))
    writer.submit(Write(told, finish=finish(0)))
    writer.start()
    assert told.wait(4) == [None] * 4
    writer.close()


def test_closing_writes_what_is_queued(store: Store) -> None:
    writer, told = store.writer(lambda tell: tell()), Told()
    for number in range(10):
        writer.submit(Write(told, launch=launch(number)))
    writer.start()
    writer.close()
    assert told.faults == [None] * 10


class Failing:
    """A connection that fails at a given statement, like a driver whose disk was removed."""

    def __init__(self, inner: sqlite3.Connection, fails: Callable[[str], Exception | None]) -> None:
        self._inner = inner
        self._fails = fails

    def cursor(self) -> "Failing":
        return self

    def execute(self, statement: str, values: Any = ()) -> Any:
        if (problem := self._fails(statement)) is not None:
            raise problem
        return self._inner.execute(statement, values)

    def rollback(self) -> None:
        self._inner.rollback()

    def close(self) -> None:
        self._inner.close()


def sqlite_fault(name: str, text: str) -> sqlite3.OperationalError:
    problem = sqlite3.OperationalError(text)
    problem.sqlite_errorname = name  # type: ignore[attr-defined]
    return problem


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (sqlite_fault("SQLITE_FULL", "database or disk is full"), "full"),
        (sqlite_fault("SQLITE_IOERR_FSYNC", "disk I/O error"), "disk I/O error"),
        (sqlite_fault("SQLITE_READONLY", "attempt to write a readonly database"), "read-only"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
@pytest.mark.parametrize("at", ["INSERT", "COMMIT"])
def test_a_failing_disk_is_reported_and_nothing_is_stored(
    tmp_path: Path, problem: Exception, says: str, at: str
) -> None:
    store, _ = open_store(tmp_path / "test.db")
    assert store is not None
    broken = threading.Event()
    broken.set()
    path = tmp_path / "test.db"

    def connect() -> Any:
        return Failing(sqlite.connect(path), lambda text: problem if broken.is_set() and text.startswith(at) else None)

    driver = Driver(connect, "?", "BEGIN IMMEDIATE", sqlite.explain)
    writer, told = Writer(driver, lambda tell: tell()), Told()
    writer.start()
    writer.submit(Write(told, launch=launch(1)))
    (fault,) = told.wait(1)
    assert isinstance(fault, NotKept)
    assert says in str(fault)
    assert fault.retry_after > 0
    with store.read() as connection:
        assert counts(connection) == {}
    broken.clear()
    writer.submit(Write(told, launch=launch(2)))
    assert told.wait(2)[1] is None
    writer.close()
    with store.read() as connection:
        assert counts(connection) == {"RUNNING": 1}
    store.close()
