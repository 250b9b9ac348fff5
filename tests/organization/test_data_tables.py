"""Rows that the folder and the API change, on both kinds of database: a model of the rule, driven at random."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from architrave.definitions.data_table_schema import columns_of
from architrave.definitions.values import DataTable
from architrave.organization.data_table import Table
from architrave.organization.data_table_jobs import DataTableJobs
from architrave.organization.data_tables import DataTables, forget_deleted, written_tables
from architrave.organization.entities import Conflict, Entities
from architrave.store import Store, open_store

SCHEMA: dict[str, Any] = {"properties": {"key": {"type": "string"}, "Size": {"type": "integer"}}}
COLUMNS = columns_of(SCHEMA)[0]
KEYS = ["a", "b", "c"]
NONE: frozenset[str] = frozenset()


def written(sizes: dict[str, int], schema: dict[str, Any] = SCHEMA) -> DataTable:
    """A table as a folder has it."""
    rows = {key: {"key": key, "Size": size} for key, size in sizes.items()}
    return DataTable("t-1", "T", "key", tuple(COLUMNS.values()), rows, schema=schema, file="t", rows_file="r")


class Local:
    """The parts of an organization that have tables, over a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.entities = Entities(store, lambda: 7, along=forget_deleted)
        self.entities.refresh()
        self.tables = DataTables(store, self.entities)
        self.jobs = DataTableJobs(store, self.tables, lambda: 7)

    def read(self, table: DataTable, broken: frozenset[str] = NONE) -> list[str]:
        """Reads the folder, and returns the keys whose changes are lost."""
        self.entities.seed(written_tables([table]))
        return sorted(key for lost in self.tables.seed([table], broken) for key in lost.keys)

    @property
    def table(self) -> Table:
        found = self.tables.table("t")
        assert found is not None
        return found

    @property
    def sizes(self) -> dict[str, Any]:
        total, rows = self.tables.page(self.table, 0, 100)
        assert total == len(rows)
        return {row["key"]: row["Size"] for row in rows}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def local(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    is_sqlite = request.param == "sqlite"
    url = str(tmp_path / "kept.db") if is_sqlite else request.getfixturevalue("postgres_database")()
    store, diagnostics = open_store(url)
    assert store is not None, diagnostics
    yield Local(store)
    store.close()


def row(key: str, size: int) -> dict[str, Any]:
    return {"key": key, "Size": size}


def test_rows_from_create_to_delete(local: Local) -> None:
    local.read(written({"b": 2}))
    assert local.tables.create_row(local.table, "é€😀", row("é€😀", 1)) == row("é€😀", 1)
    assert local.tables.create_row(local.table, "B", row("B", 3)) == row("B", 3)
    assert list(local.sizes) == ["B", "b", "é€😀"], "in the order of code points"
    again = local.tables.create_row(local.table, "b", row("b", 3))
    assert isinstance(again, Conflict)
    assert again.reason == "duplicate"
    assert local.tables.change_row(local.table, "b", row("b", 3)) == row("b", 3)
    assert local.tables.row(local.table, "b") == row("b", 3)
    for key in ("nothing", "b\0", "\ud800", "x" * 300):
        assert local.tables.row(local.table, key) is None
    assert local.tables.delete_row(local.table, "b") == row("b", 3)
    assert isinstance(local.tables.delete_row(local.table, "b"), Conflict)
    assert local.tables.create_row(local.table, "b", row("b", 9)) == row("b", 9)
    assert local.read(written({"b": 2})) == [], "its line is unchanged"
    assert local.sizes["b"] == 9


def test_a_file_with_an_error_takes_nothing_away(local: Local) -> None:
    local.read(written({"a": 1, "b": 2}), frozenset({"r"}))
    assert local.sizes == {"a": 1, "b": 2}, "at first, what can be read counts"
    local.read(written({"a": 1, "b": 2}))
    assert local.read(written({"a": 5}), frozenset({"r"})) == []
    assert local.sizes == {"a": 1, "b": 2}


def test_another_process_sees_everything(local: Local) -> None:
    local.read(written({"a": 1}))
    other = Local(local.store)
    other.tables.change_row(other.table, "a", row("a", 5))
    assert local.sizes == {"a": 5}
    other.entities.delete("dataTable", "t-1", None)
    done = local.tables.create_row(local.table, "b", row("b", 1))
    assert isinstance(done, Conflict)
    assert done.reason == "gone"


def test_ten_thousands_of_rows(local: Local) -> None:
    many = {f"k{number:05}": number for number in range(20_000)}
    local.read(written(many))
    assert local.read(written(many | {"k00007": -1})) == []
    assert local.tables.row(local.table, "k00007") == row("k00007", -1)
    total, page = local.tables.page(local.table, 19_998, 10)
    assert (total, [one["key"] for one in page]) == (20_000, ["k19998", "k19999"])


class Rows(RuleBasedStateMachine):
    """Edits of a file and calls of the API, in any order; `model` is what the rule says of each row."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        store, _ = open_store(Path(self._folder.name) / "kept.db")
        assert store is not None
        self._store = store
        self.local = Local(store)
        self.file: dict[str, int] = {}
        self.model: dict[str, int] = {}
        self.edited: set[str] = set()

    def teardown(self) -> None:
        self._store.close()
        self._folder.cleanup()

    @initialize()
    def start(self) -> None:
        self.local.read(written({}))

    @rule(file=st.dictionaries(st.sampled_from(KEYS), st.integers(0, 2)))
    def save_the_file(self, file: dict[str, int]) -> None:
        lost: list[str] = []
        for key in KEYS:
            before, after = self.file.get(key), file.get(key)
            if before == after:
                continue
            if key in self.edited and self.model.get(key) != after and not (after is None and key not in self.model):
                lost.append(key)
            if after is None:
                self.model.pop(key, None)
            else:
                self.model[key] = after
            self.edited.discard(key)
        self.file = file
        assert self.local.read(written(file)) == lost

    @rule()
    def restart(self) -> None:
        self.local = Local(self._store)
        assert self.local.read(written(self.file)) == []

    @rule(key=st.sampled_from(KEYS), size=st.integers(0, 2))
    def write(self, key: str, size: int) -> None:
        write = self.local.tables.change_row if key in self.model else self.local.tables.create_row
        assert not isinstance(write(self.local.table, key, row(key, size)), Conflict)
        self._set(key, size)

    @rule(key=st.sampled_from(KEYS))
    def delete(self, key: str) -> None:
        done = self.local.tables.delete_row(self.local.table, key)
        assert isinstance(done, Conflict) == (key not in self.model)
        self._set(key, None)

    @rule(file=st.dictionaries(st.sampled_from(KEYS), st.integers(0, 2)), replaces_all=st.booleans())
    def import_a_file(self, file: dict[str, int], replaces_all: bool) -> None:
        job = self.local.jobs.start_import(self.local.table, "ReplaceAll" if replaces_all else "Append", None)
        text = "key,Size\n" + "".join(f"{key},{size}\n" for key, size in file.items())
        done = self.local.jobs.receive(job.id, text.encode())
        assert not isinstance(done, Conflict)
        assert done.status == "Succeeded"
        for key in KEYS if replaces_all else file:
            self._set(key, file.get(key))

    def _set(self, key: str, size: int | None) -> None:
        if self.model.get(key) == size:
            return
        if size is None:
            del self.model[key]
        else:
            self.model[key] = size
        if size is not None or key in self.file:
            self.edited.add(key)
        else:
            self.edited.discard(key)

    @invariant()
    def rows_are_those_of_the_model(self) -> None:
        if self.local.tables.table("t") is not None:
            assert self.local.sizes == self.model


Rows.TestCase.settings = settings(
    max_examples=30, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestRows = pytest.mark.property(Rows.TestCase)
