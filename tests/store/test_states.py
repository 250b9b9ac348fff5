"""Saved states: whatever the tables hold comes back, all of it or nothing; what does not fit changes nothing."""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

import tests.generating  # noqa: F401
from architrave import __version__
from architrave.store import Store, migrations, open_store, states
from architrave.store.schema import JSON, metadata
from architrave.store.state_reading import read_state
from architrave.store.states import MOST_BYTES, State, TooLargeToSave, WrongState

NOW = 1_767_225_600_000
JSON_TEXTS = {
    "parked": '[{"rule": "program-gone", "message": "It is gone."}]',
    "error": '{"type": "T", "message": "M"}',
}
KILLS = 60 if "ARCHITRAVE_SOAK" in os.environ else 6


def value_of(column: sa.Column[Any], number: int) -> Any:
    """A value that a column takes, different in each row."""
    if JSON in column.info:
        return JSON_TEXTS.get(column.name, '{"a": "{[\\"]}"}')
    if isinstance(column.type, sa.LargeBinary):
        return bytes([number % 256, 0, 255])
    if isinstance(column.type, sa.Integer):
        return number
    text = f'{number} ü\\"{{}}[],:\n\u202e{column.name}'
    return text[: getattr(column.type, "length", None)]


def fill(store: Store, rows: int) -> None:
    with store.write() as connection:
        for table in states.tables():
            columns = states.saved_columns(table)
            values = [{one.name: value_of(one, number) for one in columns} for number in range(rows)]
            for nullable in (one.name for one in columns if one.nullable):
                values[0][nullable] = None
            connection.execute(sa.insert(table), values)


def saved(store: Store) -> bytes:
    with store.read() as connection:
        return states.document(connection, NOW)


def replace(store: Store, state: State | None) -> None:
    with store.write(alone=True) as connection:
        states.replace(connection, state)


def test_whatever_the_tables_hold_comes_back(store: Store) -> None:
    fill(store, states.ROWS_AT_ONCE + 3)
    document = saved(store)
    assert all(len(rows) == states.ROWS_AT_ONCE + 3 for rows in json.loads(document)["tables"].values())
    replace(store, None)
    assert not any(json.loads(saved(store))["tables"].values())
    replace(store, read_state(document))
    assert saved(store) == document


def test_a_state_goes_from_one_kind_of_database_to_the_other(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other, _ = open_store(tmp_path_factory.mktemp("other") / "other.db")
    assert other is not None
    fill(other, 5)
    document = saved(other)
    replace(store, read_state(document))
    assert saved(store) == document
    other.close()


def test_the_document_says_what_it_is_and_has_every_table_of_the_organization(store: Store) -> None:
    found = json.loads(saved(store))
    assert {name: value for name, value in found.items() if name != "tables"} == {
        "format": 1,
        "architrave": __version__,
        "schema": migrations.LATEST,
        "savedAt": "2026-01-01T00:00:00.000Z",
    }
    assert set(found["tables"]) == set(metadata.tables) - states.OF_THE_DATABASE


def test_what_is_the_databases_own_stays(store: Store) -> None:
    with store.write() as connection:
        own = {"digest": "d", "client": "c", "user": None, "expires_at": 1}
        connection.execute(sa.insert(metadata.tables["tokens"]).values(own))
    replace(store, None)
    with store.read() as connection:
        assert connection.scalar(sa.select(metadata.tables["tokens"].c.digest)) == "d"
        assert migrations.current(connection) == migrations.LATEST


def test_new_rows_do_not_take_the_numbers_of_restored_ones(store: Store) -> None:
    fill(store, 3)
    replace(store, read_state(saved(store)))
    executions = metadata.tables["executions"]
    with store.write() as connection:
        row = {one.name: value_of(one, 9) for one in states.saved_columns(executions)}
        connection.execute(sa.insert(executions).values(row))
        numbers = list(connection.scalars(sa.select(executions.c.number).order_by(executions.c.number)))
    assert len(set(numbers)) == 4


def test_a_row_that_the_database_refuses_changes_nothing(store: Store) -> None:
    fill(store, 3)
    before = saved(store)
    content = json.loads(before)
    content["tables"]["executions"][2]["id"] = content["tables"]["executions"][1]["id"]
    state = read_state(json.dumps(content).encode())
    with pytest.raises(WrongState, match='refuses a row of the table "executions": '):
        replace(store, state)
    assert saved(store) == before


def test_a_state_that_is_too_large_is_not_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(saved(store)) < MOST_BYTES
    monkeypatch.setattr(states, "MOST_BYTES", 100)
    with pytest.raises(TooLargeToSave):
        saved(store)


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store, _ = open_store(tmp_path_factory.mktemp("states") / "test.db")
    assert store is not None
    yield store
    store.close()


@pytest.mark.property
@pytest.mark.slow
@given(st.data())
def test_any_values_that_the_columns_take_come_back(one_store: Store, data: Any) -> None:
    store = one_store
    replace(store, None)
    table = data.draw(st.sampled_from(states.tables()))
    columns = states.saved_columns(table)
    row = {one.name: data.draw(any_value(one), label=one.name) for one in columns}
    with store.write() as connection:
        connection.execute(sa.insert(table).values(row))
    document = saved(store)
    replace(store, read_state(document))
    with store.read() as connection:
        assert connection.execute(sa.select(*columns)).one()._asdict() == row
    assert saved(store) == document


def any_value(column: sa.Column[Any]) -> st.SearchStrategy[Any]:
    """Values that a column takes."""
    found: st.SearchStrategy[Any] = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    if JSON in column.info:
        found = st.just(JSON_TEXTS.get(column.name, '{"a": null}'))
    elif isinstance(column.type, sa.LargeBinary):
        found = st.binary(max_size=50)
    elif isinstance(column.type, sa.BigInteger):
        found = st.integers(-(2**63), 2**63 - 1)
    elif isinstance(column.type, sa.Integer):
        found = st.integers(-(2**15), 2**15 - 1)
    return st.none() | found if column.nullable else found


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_process_that_is_killed_has_replaced_everything_or_nothing(
    database: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The process replaces one state by the other, again and again."""
    documents: list[bytes] = []
    for rows in (300, 900):
        store, _ = open_store(tmp_path_factory.mktemp("made") / "made.db")
        assert store is not None
        fill(store, rows)
        documents.append(saved(store))
        store.close()

    def work(told: Callable[[], None]) -> None:
        store, _ = open_store(database)
        assert store is not None
        replace(store, read_state(documents[0]))
        told()
        while True:
            for document in (documents[1], documents[0]):
                replace(store, read_state(document))

    kill_in_the_middle(work, random.Random(seed).uniform(0, 0.3))
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    assert saved(store) in documents
    store.close()


def kill_in_the_middle(work: Callable[[Callable[[], None]], None], seconds: float) -> None:
    """Kill a process some time after it has told that it works."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(lambda: os.write(writing, b"!") and None)
        finally:
            os._exit(1)
    os.close(writing)
    assert os.read(reading, 1) == b"!"
    os.close(reading)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
