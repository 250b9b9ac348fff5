"""The folder of a database: a new `.architrave` is ignored by Git."""

import shutil
import subprocess
from pathlib import Path

import pytest

import architrave
from architrave.client import local_servers
from architrave.store.folders import make_folder

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"


@pytest.mark.parametrize("by", ["database", "server"])
def test_a_new_hidden_folder_is_ignored_by_git(tmp_path: Path, monkeypatch, by) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "org"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".architrave"))
    hidden = folder / ".architrave"
    if by == "database":
        with architrave.open(folder, database=hidden / "architrave.db") as platform:
            platform.start()
    else:
        local_servers.announce(local_servers.Running("http://127.0.0.1:1", 1, str(folder), "a", "s"), hidden)
    assert len(list(hidden.iterdir())) > 1
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "-q", folder], check=True)
    seen = subprocess.run(
        ["git", "-C", folder, "status", "--porcelain", "-uall"], check=True, capture_output=True, text=True
    ).stdout
    assert "org.yaml" in seen
    assert ".architrave" not in seen


def test_only_a_new_hidden_folder_gets_a_gitignore(tmp_path: Path) -> None:
    make_folder(tmp_path / "data" / "other")
    assert list((tmp_path / "data" / "other").iterdir()) == []
    own = tmp_path / ".architrave"
    own.mkdir()
    make_folder(own)
    assert list(own.iterdir()) == []
