"""Opening a database: what is created, what is refused, and how that is reported."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from architrave.store import NotKept, Store, migrations, open_store
from architrave.store.postgresql import ownership
from architrave.store.postgresql.connections import connect
from architrave.store.postgresql.urls import read_url
from architrave.store.schema import metadata, schema_version
from tests.logs import secret


def refused(path: Path | str) -> tuple[str, str]:
    store, diagnostics = open_store(path)
    assert store is None
    (diagnostic,) = diagnostics
    assert diagnostic.help
    return diagnostic.rule.slug, diagnostic.message


def test_a_new_database_is_created_with_its_folder_and_private(tmp_path: Path) -> None:
    path = tmp_path / "org" / ".architrave" / "architrave.db"
    store, diagnostics = open_store(f"sqlite:///{path}")
    assert store is not None
    assert diagnostics == ()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.close()


@pytest.mark.parametrize("named", ["nosuch/dir/x.db", "nosuch/x.db"])
def test_no_other_folder_is_created(tmp_path: Path, named: str) -> None:
    slug, message = refused(tmp_path / named)
    assert slug == "store-unusable"
    assert f"the folder {(tmp_path / named).parent} does not exist" in message
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert f"the folder {tmp_path / 'file'} is a file" in refused(tmp_path / "file" / "x.db")[1]


def test_a_database_that_others_can_read_is_made_private_with_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "copy.db"
    path.touch(0o644)
    path.chmod(0o644)
    for warnings in (1, 0):
        caplog.clear()
        store, _ = open_store(path)
        assert store is not None
        files = sorted(each.name for each in tmp_path.iterdir() if each.suffix != ".lock")
        assert files == ["copy.db", "copy.db-shm", "copy.db-wal"]
        assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in files} == {0o600}
        assert len([one for one in caplog.records if "other users" in one.getMessage()]) == warnings
        store.close()


def test_the_steps_build_the_schema_in_the_code(store: Store) -> None:
    with store.read() as connection:
        found = sa.MetaData()
        found.reflect(connection)
        assert migrations.current(connection) == migrations.LATEST
        indexes = _index_names(connection)
    assert set(found.tables) == set(metadata.tables)
    for name, table in metadata.tables.items():
        assert [(c.name, c.nullable, c.primary_key) for c in found.tables[name].columns] == [
            (c.name, c.nullable, c.primary_key) for c in table.columns
        ], name
        assert {index.name for index in table.indexes} <= indexes, name


def _index_names(connection: sa.Connection) -> set[str]:
    """The names of all indexes, also of those on expressions, which a dialect may not reflect."""
    of_sqlite = "SELECT name FROM sqlite_master WHERE type = 'index'"
    query = of_sqlite if connection.dialect.name == "sqlite" else "SELECT indexname FROM pg_indexes"
    return set(connection.scalars(sa.text(query)))


def test_commits_are_synced_to_disk(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path / "test.db")
    assert store is not None
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    store.close()


@pytest.mark.slow
def test_a_second_owner_is_refused_and_the_first_is_named(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    script = f"""
import sys
from architrave.store import open_store
store, diagnostics = open_store({str(path)!r})
print("open" if store else diagnostics[0].message, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        slug, message = refused(path)
        assert slug == "store-in-use"
        assert f"(process {process.pid})" in message
        process.kill()
        process.wait()
    store, _ = open_store(path)
    assert store is not None
    store.close()


def test_a_newer_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    store, _ = open_store(path)
    assert store is not None
    with store.write() as connection:
        connection.execute(sa.insert(schema_version).values(number=migrations.LATEST + 7))
    store.close()
    slug, message = refused(path)
    assert slug == "store-newer"
    assert str(migrations.LATEST + 7) in message


def test_a_file_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes\n" * 100)
    slug, _ = refused(path)
    assert slug == "store-unusable"
    assert path.read_text().startswith("not a database")


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path)[0] == "store-unusable"


def test_an_unknown_kind_of_database_is_refused() -> None:
    slug, message = refused("mysql://host/db")
    assert slug == "store-unusable"
    assert "mysql" in message


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become a user without rights")
@pytest.mark.parametrize("exists", [True, False])
def test_a_read_only_folder_is_refused(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "sub" / "test.db"
    path.parent.mkdir()
    store, _ = open_store(path if exists else tmp_path / "other.db")  # so that everything is imported by now
    assert store is not None
    store.close()
    path.parent.chmod(0o555)
    for parent in path.parents[1:4]:
        parent.chmod(parent.stat().st_mode | 0o055)
    slug, message = _as_nobody(path)
    assert slug == "store-read-only"
    assert str(path) in message


def _as_nobody(path: Path) -> tuple[str, str]:
    """Opens the path in a process of another user, who might not have permission to read modules."""
    reader, teller = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setuid(65534)
            _, diagnostics = open_store(path)
            os.write(teller, f"{diagnostics[0].rule.slug}\n{diagnostics[0].message}".encode())
        finally:
            os._exit(0)
    os.close(teller)
    os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        slug, message = told.read().split("\n", 1)
    return slug, message


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    from architrave.store import sqlite

    problem = OSError(28, "No space left on device")
    diagnostic = sqlite.fault_of(problem, tmp_path / "test.db")
    assert diagnostic.rule.slug == "store-full"


def test_an_interrupted_step_is_run_again_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "test.db"

    def half(connection: sa.Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half_made (a INTEGER)")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setitem(migrations.STEPS, 1, half)
        with pytest.raises(KeyboardInterrupt):
            open_store(path)
    store, diagnostics = open_store(path)
    assert store is not None, diagnostics
    with store.read() as connection:
        assert not sa.inspect(connection).has_table("half_made")
    store.close()


def test_closing_waits_for_the_threads_that_still_use_it(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path / "kept.db")
    assert store is not None
    writing, done = threading.Event(), threading.Event()
    seen: list[bool] = []

    def write() -> None:
        with store.write() as connection:
            writing.set()
            done.wait(60)
            seen.append(connection.exec_driver_sql("SELECT COUNT(*) FROM executions").scalar() == 0)

    writer, closer = threading.Thread(target=write), threading.Thread(target=store.close)
    writer.start()
    assert writing.wait(60)
    closer.start()
    done.set()
    for thread in (closer, writer):
        thread.join(60)
    assert seen == [True]
    with pytest.raises(NotKept, match="closed"), store.read():
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) in (["kept.db"], ["kept.db", "kept.db.lock"])


@pytest.mark.postgres
def test_a_database_has_one_owner_or_any_number_of_sharers(
    postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_database()
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 0.0)
    owner, _ = open_store(url)
    assert owner is not None
    slug, message = refused(url)
    assert slug == "store-in-use"
    assert "pid" in message
    sharer, diagnostics = open_store(url, owner=False)
    assert sharer is not None, diagnostics
    sharer.close()
    owner.close()
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 60.0)
    again, diagnostics = open_store(url)
    assert again is not None, diagnostics
    again.close()


@pytest.mark.postgres
def test_writes_of_a_killed_owner_are_committed_or_lost_before_the_next_owner(
    postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_database()
    owner, _ = open_store(url)
    assert owner is not None
    parsed = read_url(url)
    assert isinstance(parsed, sa.URL)
    late = connect(parsed)  # a writer's connection that outlives its process
    late.execute("BEGIN")
    late.execute("SELECT 1 FROM owners FOR SHARE")
    late.execute("INSERT INTO execution_context VALUES ('sent', 'before', 'the kill')")
    owner.close()
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 0.0)
    assert "lock" in refused(url)[1]
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 60.0)
    ends = threading.Timer(0.2, lambda: (late.execute("COMMIT"), late.close()))
    ends.start()
    again, diagnostics = open_store(url)
    assert again is not None, diagnostics
    with again.read() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM execution_context").scalar() == 1
    again.close()
    ends.join()


@pytest.mark.postgres
def test_an_unreachable_server_is_reported_without_its_password() -> None:
    pytest.importorskip("psycopg")
    slug, message = refused(f"postgresql://ada:{secret('secret-word')}@127.0.0.1:1/orders")
    assert slug == "store-unusable"
    assert "secret-word" not in message
    assert "127.0.0.1:1/orders" in message


@pytest.mark.postgres
def test_a_driver_that_is_not_installed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    slug, message = refused("postgresql://ada@127.0.0.1/orders")
    assert slug == "store-unusable"
    assert "psycopg" in message


@pytest.mark.postgres
def test_an_invalid_url_is_refused() -> None:
    pytest.importorskip("psycopg")
    assert refused("postgresql://ada@host:port:5/x")[0] == "store-unusable"
