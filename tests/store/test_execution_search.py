"""Searching executions: every page is what a plain filter of all rows gives, and none costs more for a larger table."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from architrave.store import Store, execution_search
from architrave.store.execution_search import Search, page
from architrave.store.executions import execution_context, executions
from architrave.store.schema import metadata

ROWS = 400
NAMES = ("nightly", "Nightly", "n" * 64 + "a", "n" * 64 + "b", "Übung 100%", "a_b")
STATUSES = (None, "COMPLETED", "COMPLETED", "ERROR", "FAILED", "TERMINATED")


def row(number: int, choose: random.Random) -> dict[str, Any]:
    status = choose.choice(STATUSES)
    return {
        "id": f"id-{number:05}",
        "flow_id": choose.choice(["f-1", "f-2"]),
        "flow_version": "1.0",
        "program": "p",
        "semantics": "s",
        "name": choose.choice(NAMES),
        "launched_at": number,
        "inputs": json.dumps({"Flow.batch": choose.choice(['B-1 "x"', "B-2"])}),
        "status": status,
        "completed_at": None if status is None else number,
        "completion_reason": None if status is None else choose.choice(["Done", "Failed"]),
        "parked": "[]" if status is None and choose.random() < 0.3 else None,
    }


@pytest.fixture
def filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    choose = random.Random(1)
    rows = [row(number, choose) for number in range(ROWS)]
    with store.write() as connection:
        connection.execute(sa.insert(executions), rows)
        context = [{"key": "k", "value": choose.choice(["1", "2"]), "execution": one["id"]} for one in rows[::2]]
        connection.execute(sa.insert(execution_context), context)
    monkeypatch.setattr(execution_search, "LOOKED_AT", 50)
    return store


def expected(connection: sa.Connection, search: Search) -> list[str]:
    """What a plain filter of all rows gives."""
    contexts: dict[str, dict[str, str]] = {}
    for one in connection.execute(sa.select(execution_context)):
        contexts.setdefault(one.execution, {})[one.key] = one.value

    def fits(one: Any) -> bool:
        texts = (one.name, one.id, one.completion_reason or "", str(json.loads(one.inputs)).replace("'", '"'))
        return (
            search.name in (None, one.name)
            and search.flow_id in (None, one.flow_id)
            and (not search.statuses or (one.status or "RUNNING") in search.statuses)
            and (search.text is None or any(search.text.lower() in text.lower() for text in texts))
            and all(contexts.get(one.id, {}).get(key) == value for key, value in search.context.items())
            and (not search.parked or (one.completed_at is None and one.parked is not None))
        )

    query = sa.select(executions).order_by(executions.c.number.desc())
    return [one.id for one in connection.execute(query) if fits(one)]


def searches(choose: random.Random) -> Search:
    maybe = [
        ("name", choose.choice(NAMES)),
        ("flow_id", choose.choice(["f-1", "f-3"])),
        (
            "statuses",
            frozenset(choose.sample(["RUNNING", "COMPLETED", "ERROR", "FAILED", "TERMINATED"], choose.randint(1, 2))),
        ),
        ("text", choose.choice(["NIGHT", "b-2", "100%", "a_b", "id-0001", "done", "no such", "%"])),
        ("context", {"k": choose.choice(["1", "2", "3"])}),
        ("parked", True),
    ]
    return Search(limit=choose.choice([1, 7, 100]), **dict(choose.sample(maybe, choose.randint(0, 3))))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(40))
def test_the_pages_together_are_what_a_plain_filter_gives(filled: Store, seed: int) -> None:
    search = searches(random.Random(seed))
    with filled.read() as connection:
        found: list[str] = []
        before: int | None = None
        for _ in range(ROWS + 20):
            one = page(connection, replace(search, before=before))
            assert len(one.rows) <= search.limit
            found += [row.id for row in one.rows]
            before = one.rest
            if before is None:
                break
        assert found == expected(connection, search)
        assert before is None


def test_new_executions_do_not_move_the_pages(filled: Store) -> None:
    with filled.write() as connection:
        first = page(connection, Search(limit=10))
        connection.execute(sa.insert(executions), [row(number, random.Random(2)) for number in range(ROWS, ROWS + 5)])
        second = page(connection, Search(limit=10, before=first.rest))
        assert [one.id for one in (*first.rows, *second.rows)] == [f"id-{ROWS - 1 - number:05}" for number in range(20)]


LED = {
    "nothing": (Search(), ""),
    "name": (Search(name="nightly"), "ix_executions_name"),
    "flow": (Search(flow_id="f-1"), "ix_executions_flow"),
    "flow and text": (Search(flow_id="f-1", text="x"), "ix_executions_flow"),
    "running": (Search(statuses=frozenset({"RUNNING"})), "INDEX ix_executions_"),
    "parked": (Search(parked=True), "INDEX ix_executions_"),
    "failed": (Search(statuses=frozenset({"ERROR", "FAILED"})), "ix_executions_failed"),
    "context": (Search(context={"k": "1"}), "execution_context"),
}


@pytest.mark.parametrize("case", LED)
def test_an_index_leads_to_a_page(tmp_path_factory: pytest.TempPathFactory, case: str) -> None:
    """In SQLite's plan of each statement: no sorting of what was found, no scan of a whole table."""
    from architrave.store import open_store

    store, _ = open_store(tmp_path_factory.mktemp("plans") / "test.db")
    assert store is not None
    search, index = LED[case]
    plans: list[str] = []
    with store.read() as connection:

        def explain(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            if statement.startswith("SELECT"):
                raw = connection.connection.driver_connection
                assert raw is not None
                plans.append(" | ".join(one[3] for one in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values)))

        sa.event.listen(connection, "before_cursor_execute", explain)
        page(connection, replace(search, before=10_000))
    store.close()
    assert plans
    for plan in plans:
        assert index in plan
        if case != "context":
            assert "TEMP B-TREE" not in plan
        assert "SCAN executions" not in plan


def test_the_indexes_are_those_of_the_declared_tables(filled: Store) -> None:
    declared = {str(index.name) for index in metadata.tables["executions"].indexes}
    with filled.read() as connection:
        if filled.dialect == "sqlite":
            found = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars())
        else:
            found = set(connection.exec_driver_sql("SELECT indexname FROM pg_indexes").scalars())
    assert declared <= found
