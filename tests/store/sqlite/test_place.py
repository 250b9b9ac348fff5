"""Files that are deleted, moved or replaced under an open database: nothing is acknowledged anymore."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from architrave.store import NotKept, open_store
from architrave.store.sqlite import connections
from tests.store.sqlite.opening import launch, opened


def delete(path: Path) -> None:
    path.unlink()


def move_away(path: Path) -> None:
    path.rename(path.with_name("moved"))


def replace(path: Path) -> None:
    shutil.copy(path, path.with_name("other"))
    path.with_name("other").replace(path)


@pytest.mark.parametrize("name", ["kept.db", "kept.db-wal", "kept.db.lock"])
@pytest.mark.parametrize("happens", [delete, move_away, replace])
def test_a_write_is_refused_once_a_file_is_gone(tmp_path: Path, name: str, happens: Callable[[Path], None]) -> None:
    store = opened(tmp_path / "kept.db")
    launch(store, "before")
    assert store.fault is None
    happens(tmp_path / name)
    assert store.fault is not None
    assert name in str(store.fault)
    assert store.fault.help
    with pytest.raises(NotKept, match="not where it was opened"):
        launch(store, "after")
    store.close()


def test_what_comes_back_is_used_again(tmp_path: Path) -> None:
    (tmp_path / "org").mkdir()
    store = opened(tmp_path / "org" / "kept.db")
    (tmp_path / "org").rename(tmp_path / "moved")
    with pytest.raises(NotKept):
        launch(store, "meanwhile")
    (tmp_path / "moved").rename(tmp_path / "org")
    launch(store, "after")
    store.close()


def test_a_closed_database_can_be_deleted_with_its_folder(tmp_path: Path) -> None:
    store = opened(tmp_path / "org" / ".architrave" / "kept.db")
    shutil.rmtree(tmp_path / "org")
    store.close()
    assert not (tmp_path / "org").exists()


@pytest.mark.parametrize("through", ["file", "folder"])
def test_a_symbolic_link_does_not_pass_the_lock(tmp_path: Path, through: str) -> None:
    (tmp_path / "org").mkdir()
    store = opened(tmp_path / "org" / "kept.db")
    if through == "file":
        (other := tmp_path / "other.db").symlink_to(tmp_path / "org" / "kept.db")
    else:
        (tmp_path / "link").symlink_to(tmp_path / "org")
        other = tmp_path / "link" / "kept.db"
    second, (fault,) = open_store(other)
    assert (second, fault.rule.slug) == (None, "store-in-use")
    store.close()
    opened(other).close()
    assert not other.with_name("other.db-wal").exists()


def test_a_second_name_of_the_file_is_refused(tmp_path: Path) -> None:
    opened(tmp_path / "kept.db").close()
    os.link(tmp_path / "kept.db", tmp_path / "other.db")
    for name in ("kept.db", "other.db"):
        store, (fault,) = open_store(tmp_path / name)
        assert (store, fault.rule.slug) == (None, "store-unusable")
        assert "hard links" in fault.message
    (tmp_path / "other.db").unlink()
    opened(tmp_path / "kept.db").close()


def test_a_connection_that_cannot_have_a_log_is_refused() -> None:
    """SQLite only reports it, as it does for a database in memory, or after a disk fault at that moment."""
    with pytest.raises(sqlite3.OperationalError, match="write-ahead log"):
        connections.connect(Path(":memory:"))
