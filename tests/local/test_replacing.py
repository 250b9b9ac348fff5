"""Replacing a file of the user: whole or not at all."""

import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from architrave.local.replacing import replace_file


@contextmanager
def limited_files() -> Iterator[None]:
    """Files cannot become larger than 4 KiB, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_does_not_fit_on_the_disk_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"old")
    with limited_files(), pytest.raises(OSError, match=r"flow\.yaml"):
        replace_file(path, b"n" * 10_000)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"flow.yaml": b"old"}


def test_the_mode_and_a_link_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "inner" / "target", tmp_path / "link"
    target.parent.mkdir()
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to("inner/target")
    replace_file(link, b"new")
    assert (os.readlink(link), target.read_bytes()) == ("inner/target", b"new")  # noqa: PTH115
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    replace_file(tmp_path / "new", b"new")
    (tmp_path / "usual").write_bytes(b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_device_is_written_to() -> None:
    replace_file(os.devnull, b"new")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("name", ["folder", "loop", "file/x", "missing/x"])
def test_what_cannot_be_written_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match=name):
        replace_file(tmp_path / name, b"new")
    assert len(list(tmp_path.iterdir())) == 3
