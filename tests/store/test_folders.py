"""The folder beside an organization's files: who may read it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from architrave.store.folders import make_folder


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("existing", [None, 0o700, 0o755, 0o777])
def test_the_hidden_folder_is_for_its_owner_alone(tmp_path: Path, existing: int | None):
    folder = tmp_path / ".architrave"
    if existing is not None:
        folder.mkdir()
        folder.chmod(existing)
    make_folder(folder)
    assert mode(folder) == 0o700
    ignored = folder / ".gitignore"
    assert ignored.exists() == (existing is None)
    if ignored.exists():
        ignored.chmod(ignored.stat().st_mode | 0o400)  # a umask may even take the owner's own right
        assert mode(ignored) & 0o077 == 0
        assert ignored.read_text(encoding="utf-8").endswith("\n*\n")


def test_other_folders_stay_as_they_are(tmp_path: Path):
    tmp_path.chmod(0o755)
    make_folder(tmp_path)
    assert mode(tmp_path) == 0o755
