"""The page on backups does what it says, with a database in use: its own commands are run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from architrave.store import Store
from tests.store.sqlite.opening import launch, launched, opened, said

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "many-teams.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Backup")[1].split("\n## ")[0]
(BACKUP,) = re.findall(r"^\$ (.+)$", SECTION, re.MULTILINE)
(RESTORE,) = re.findall(r"^```sh restore\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
(SHELL,) = re.findall(r"`(sqlite3 [^`]+)`", SECTION)
DATABASE = Path("examples/order-sync/.architrave/architrave.db")

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The database of a running server, with an execution in its log."""
    (tmp_path / DATABASE.parent).mkdir(parents=True)
    store = opened(tmp_path / DATABASE)
    launch(store, "moved")
    store.move_log()
    launch(store, "in the log")
    yield store
    store.close()


def run(command: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", "-ec", command], cwd=folder, env={**os.environ, "PATH": path}, check=True)


def test_the_command_makes_a_whole_and_private_backup_of_a_database_in_use(store: Store, tmp_path: Path) -> None:
    run(BACKUP, tmp_path)
    assert launched(tmp_path / "backup.db") == {"moved", "in the log"}
    assert (tmp_path / "backup.db").stat().st_mode & 0o077 == 0
    assert said(tmp_path / "backup.db") == (True, None)


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="SQLite's shell is not installed")
def test_so_does_the_shell_of_sqlite(store: Store, tmp_path: Path) -> None:
    run(SHELL, (tmp_path / DATABASE).parent)
    copy = (tmp_path / DATABASE).with_name("backup.db")
    assert launched(copy) == {"moved", "in the log"}
    assert said(copy) == (True, None)


def test_the_commands_restore_it_after_a_crash(store: Store, tmp_path: Path) -> None:
    run(BACKUP, tmp_path)
    launch(store, "after the backup")
    crashed = tmp_path / "crashed"
    shutil.copytree(tmp_path / DATABASE.parent, crashed / DATABASE.parent)
    shutil.copy(tmp_path / "backup.db", crashed)
    run(RESTORE, crashed)
    assert said(crashed / DATABASE) == (True, None)
    assert launched(crashed / DATABASE) == {"moved", "in the log"}


def test_what_the_page_warns_of_is_noticed(store: Store, tmp_path: Path) -> None:
    run(BACKUP, tmp_path)
    store.move_log()
    launch(store, "after the backup")
    crashed = tmp_path / "crashed" / DATABASE.parent
    shutil.copytree(tmp_path / DATABASE.parent, crashed)
    shutil.copy(crashed / DATABASE.name, alone := tmp_path / "alone.db")
    assert said(alone) == (True, "store-without-log")
    shutil.copy(tmp_path / "backup.db", crashed / DATABASE.name)
    assert said(crashed / DATABASE.name) == (False, "store-mixed")
    assert all(f"`{rule}`" in SECTION for rule in ("store-without-log", "store-mixed"))
