"""A database and its log: what is said about copies, and that nothing is said about good ones."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from architrave.store import Store
from tests.store.sqlite.opening import launch, launched, opened, said

LOST, MIXED = "store-without-log", "store-mixed"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A server's database with two executions, one of which is in the log."""
    store = opened(path)
    launch(store, "moved")
    store.move_log()
    launch(store, "in the log")
    yield store
    store.close()


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def copied(path: Path, to: Path, *, log: bool) -> Path:
    shutil.copy(path, to)
    if log:
        shutil.copy(log_of(path), log_of(to))
    return to


def by_vacuum(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(to),))


def by_backup(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(to)) as copy:
        connection.backup(copy)


def test_a_copy_without_the_log_is_betrayed(store: Store, path: Path, tmp_path: Path) -> None:
    copy = copied(path, tmp_path / "copy.db", log=False)
    assert launched(copy) == {"moved"}
    assert said(copy) == (True, LOST)
    assert said(copy) == (True, None)  # it is said once; from then on this is the database


def test_a_log_that_was_deleted_after_a_crash_is_betrayed(store: Store, path: Path, tmp_path: Path) -> None:
    crashed = copied(path, tmp_path / "crashed.db", log=True)
    log_of(crashed).unlink()
    assert said(crashed) == (True, LOST)


def test_what_a_killed_server_leaves_is_whole(store: Store, path: Path, tmp_path: Path) -> None:
    crashed = copied(path, tmp_path / "crashed.db", log=True)
    assert said(crashed) == (True, None)
    assert launched(crashed) == {"moved", "in the log"}


@pytest.mark.parametrize("backup", [by_vacuum, by_backup])
@pytest.mark.parametrize("moves_before", [False, True])
def test_a_backup_of_a_database_in_use_is_whole(
    store: Store, path: Path, tmp_path: Path, backup: Callable[[Path, Path], None], moves_before: bool
) -> None:
    if moves_before:
        store.move_log()
    backup(path, tmp_path / "copy.db")
    assert launched(tmp_path / "copy.db") == {"moved", "in the log"}
    assert said(tmp_path / "copy.db") == (True, None)


def test_a_database_that_was_closed_has_no_log_and_is_whole(store: Store, path: Path, tmp_path: Path) -> None:
    store.close()
    assert not log_of(path).exists()
    copy = copied(path, tmp_path / "copy.db", log=False)
    assert launched(copy) == {"moved", "in the log"}
    assert said(copy) == (True, None)


def test_a_log_of_another_moment_is_refused_and_nothing_is_changed(store: Store, path: Path, tmp_path: Path) -> None:
    copy = copied(path, tmp_path / "copy.db", log=False)
    store.move_log()
    launch(store, "later")
    shutil.copy(log_of(path), log_of(copy))
    before = copy.read_bytes(), log_of(copy).read_bytes()
    assert said(copy) == (False, MIXED)
    assert (copy.read_bytes(), log_of(copy).read_bytes()) == before


def test_a_backup_beside_the_log_of_the_database_that_it_replaces_is_refused(
    store: Store, path: Path, tmp_path: Path
) -> None:
    by_vacuum(path, backup := tmp_path / "backup.db")
    store.move_log()
    launch(store, "later")
    crashed = copied(path, tmp_path / "crashed.db", log=True)
    shutil.copy(backup, crashed)
    assert said(crashed) == (False, MIXED)
    log_of(crashed).unlink()
    assert said(crashed) == (True, None)
    assert launched(crashed) == {"moved", "in the log"}


def test_the_log_of_another_database_is_refused(store: Store, path: Path, tmp_path: Path) -> None:
    other = opened(tmp_path / "other.db")
    launch(other, "other")
    copy = copied(path, tmp_path / "copy.db", log=False)
    shutil.copy(log_of(tmp_path / "other.db"), log_of(copy))
    other.close()
    assert said(copy) == (False, MIXED)


def test_a_reader_that_holds_up_the_log_spoils_no_backup(store: Store, path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM executions").fetchone()
        launch(store, "later")
        store.move_log()
        by_backup(path, tmp_path / "copy.db")
        assert said(tmp_path / "copy.db") == (True, None)
        crashed = copied(path, tmp_path / "crashed.db", log=True)
        assert said(crashed) == (True, None)
        assert launched(crashed) == {"moved", "in the log", "later"}
        reader.execute("COMMIT")
    store.move_log()
    assert said(copied(path, tmp_path / "alone.db", log=False)) == (True, LOST)


def test_the_log_is_moved_after_many_rows(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.store.sqlite.files.ROWS_PER_MOVE", 3)
    launch(store, "one more")
    launch(store, "and another")
    assert launched(copied(path, path.with_name("copy.db"), log=False)) == {
        "moved",
        "in the log",
        "one more",
        "and another",
    }
