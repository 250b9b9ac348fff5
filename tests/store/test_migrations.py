"""A process is killed during a migration: the schema is either the old or the new one, and nothing is lost."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from architrave.store import migrations, open_store

LONG = "ARCHITRAVE_SOAK" in os.environ
ROWS = 500
KILLS = 100 if LONG else 5

LAUNCHED = (
    "INSERT INTO executions (number, id, flow_id, flow_version, program, semantics, name, launched_at, inputs)"
    " VALUES ({0}, 'e-{0}', 'f', '1.0', 'h', '1', 'run {0}', {0}, '{{}}')"
)
STEP_2 = (
    "CREATE TABLE archive (id VARCHAR(36) PRIMARY KEY, title TEXT NOT NULL)",
    "INSERT INTO archive SELECT id, name FROM executions",
    "ALTER TABLE executions ADD COLUMN priority INTEGER",
    "UPDATE executions SET priority = number",
    "CREATE INDEX ix_executions_priority ON executions (priority)",
)
STEP_3 = (
    "ALTER TABLE participant_data RENAME TO attributes",
    "UPDATE archive SET title = title || '!'",
    "DELETE FROM executions WHERE priority > 250",
    "DROP TABLE execution_context",
)

RELEASED = migrations.LATEST
LAST = RELEASED + 2
"""The test's steps come after those of the last release."""

Moment = Callable[[], None]


def step(statements: tuple[str, ...]) -> migrations.Step:
    def upgrade(connection: sa.Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return upgrade


@pytest.fixture
def kept(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with the first schema and some executions, which two steps will change."""
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    with store.write() as connection:
        for number in range(ROWS):
            connection.exec_driver_sql(LAUNCHED.format(number))
    store.close()
    add_steps(monkeypatch)
    return database


def add_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(migrations.STEPS, RELEASED + 1, step(STEP_2))
    monkeypatch.setitem(migrations.STEPS, RELEASED + 2, step(STEP_3))
    monkeypatch.setattr(migrations, "LATEST", RELEASED + 2)
    monkeypatch.setattr("architrave.store.postgresql.opening.try_writing", lambda *_: None)  # they drop real tables


@contextmanager
def looking_at(database: str) -> Iterator[sa.Connection]:
    """A connection that migrates nothing."""
    engine = sa.create_engine(database.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            wait_until_alone(connection)
        yield connection


def wait_until_alone(connection: sa.Connection) -> None:
    """Wait until the server has finished the work of a killed process: it may be in the middle of a commit."""
    others = (
        "SELECT COUNT(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    end = time.monotonic() + 60
    while connection.exec_driver_sql(others).scalar():
        assert time.monotonic() < end, "somebody is still connected"
        connection.rollback()  # so that the next query sees new data
        time.sleep(0.01)
    connection.rollback()


def check(database: str, rows: int) -> int:
    """Check that the tables and rows match the schema's number, wherever it was interrupted. Returns the number."""
    with looking_at(database) as connection:
        number = migrations.current(connection)
        tables = set(sa.inspect(connection).get_table_names())
        if number == 0:
            assert tables == set()
            return 0

        def count(query: str) -> object:
            return connection.exec_driver_sql(f"SELECT COUNT(*) FROM {query}").scalar()

        columns = {column["name"] for column in sa.inspect(connection).get_columns("executions")}
        assert ("archive" in tables, "priority" in columns) == (number > RELEASED, number > RELEASED)
        assert ("attributes" in tables, "execution_context" in tables) == (number == LAST, number < LAST)
        assert count("schema_version") == len([step for step in migrations.STEPS if step <= number])
        assert count("executions") == (min(rows, 251) if number == LAST else rows)
        if number > RELEASED:
            assert count("archive") == rows
            assert count("archive WHERE substr(title, length(title)) = '!'") == (rows if number == LAST else 0)
            assert count("executions WHERE priority = number") == count("executions")
    return number


def migrate_in_a_process(database: str, prepare: Callable[[], None]) -> int:
    """Start a process that calls `prepare` and opens the database. Returns its process id."""
    child = os.fork()
    if child == 0:
        try:
            prepare()
            open_store(database)
        finally:
            os._exit(0)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def stop_at(number: int, here: int) -> Moment:
    """Makes a process stop before its statement or commit with this number, and report that with a byte."""

    def prepare() -> None:
        passed = 0

        def moment(*_: object) -> None:
            nonlocal passed
            passed += 1
            if passed > number:
                os.write(here, b".")
                time.sleep(3600)

        for name in ("before_cursor_execute", "commit"):
            event.listen(sa.Engine, name, moment)

    return prepare


def killed_at(database: str, number: int) -> bool:
    """Kill a process at the moment with this number; False if it finished before."""
    reader, here = os.pipe()
    child = migrate_in_a_process(database, stop_at(number, here))
    os.close(here)
    halted = os.read(reader, 1) == b"."
    os.close(reader)
    kill(child)
    return halted


def assert_brought_up_to_date(database: str, rows: int) -> None:
    """The next start finishes what was interrupted."""
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    store.close()
    assert check(database, rows) == LAST


@pytest.mark.slow
def test_killed_at_any_statement_the_schema_is_old_or_new(kept: str) -> None:
    """Each process continues from the state that the previous one left, and gets one moment further."""
    seen: list[int] = []
    number = 0
    while killed_at(kept, number):
        seen.append(check(kept, ROWS))
        number = number + 1 if seen[-2:].count(seen[-1]) == len(seen[-2:]) else 0
    assert seen == sorted(seen)
    assert seen.count(RELEASED) > len(STEP_2)
    assert seen.count(RELEASED + 1) > len(STEP_3)
    assert_brought_up_to_date(kept, ROWS)


def test_killed_while_the_first_schema_is_made(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_steps(monkeypatch)
    seen: set[int] = set()
    for number in range(0, 80, 1 if LONG else 7):
        if not killed_at(database, number):
            break
        seen.add(check(database, 0))
    assert 0 in seen
    assert seen & set(range(1, RELEASED + 1))
    assert_brought_up_to_date(database, 0)


@pytest.mark.slow
def test_killed_in_the_middle_of_a_commit_the_schema_is_old_or_new(kept: str) -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    print(f"seed {seed}")

    def say_commit(here: int) -> Moment:
        return lambda: event.listen(sa.Engine, "commit", lambda _: os.write(here, b"."))

    for _ in range(KILLS):
        reader, here = os.pipe()
        child = migrate_in_a_process(kept, say_commit(here))
        os.close(here)
        os.read(reader, 1)
        time.sleep(chance.uniform(0, 0.002))
        kill(child)
        os.close(reader)
        if check(kept, ROWS) == LAST:
            break
    assert_brought_up_to_date(kept, ROWS)
