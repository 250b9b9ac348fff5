"""Listing the files of a folder: links, deep folders, and what cannot be read."""

import os
from pathlib import Path
from typing import Any

import pytest

from architrave.definitions.files import FolderFiles
from architrave.definitions.walking import list_files
from architrave.diagnostics import Diagnostic

DEEP = "/".join("abcdefghijklmnop")


def make(folder: Path, *paths: str, **links: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    for name, target in links.items():
        (folder / name.replace("__", "/")).symlink_to(target)
    return folder


CASES: list[tuple[tuple[str, ...], dict[str, str], list[str]]] = [
    ((".hidden/x.yaml", ".x", "b", "a/c"), {}, ["a/c", "b"]),
    ((f"{DEEP}/x.yaml",), {}, [f"{DEEP}/x.yaml"]),
    (("x",), {f"l{number}": "." for number in range(30)}, ["x"]),
    (("a/x", "b/x"), {"a__b": "../b", "b__a": "../a"}, ["a/b/x", "a/x", "b/a/x", "b/x"]),
    (("a/b/x",), {"a__up": "..", "a__b__top": "/"}, ["a/b/x"]),
    (("a/x",), {"one": "a", "two": "a"}, ["a/x", "one/x", "two/x"]),
    (("x",), {"loop": "loop", "broken": "nowhere"}, ["broken", "loop", "x"]),
]


@pytest.mark.parametrize(("paths", "links", "listed"), CASES)
def test_listed(paths: tuple[str, ...], links: dict[str, str], listed: list[str], tmp_path: Path) -> None:
    found = list_files(make(tmp_path, *paths, **links))
    assert (found.files, found.unread) == (listed, [])


def test_folders_that_all_link_to_each_other_end_soon(tmp_path: Path) -> None:
    count = 12
    for number in range(count):
        make(tmp_path, f"f{number}/x", **{f"f{number}__l{other}": f"../f{other}" for other in range(count)})
    assert len(list_files(tmp_path).files) < count**4


def test_a_subfolder_that_cannot_be_read_is_a_diagnostic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(monkeypatch)
    files = FolderFiles(make(tmp_path, "locked/x.yaml", "x.yaml"))
    assert files.paths() == ("x.yaml",)
    (fault,) = files.unread()
    assert (fault.file, fault.is_error) == (str(tmp_path / "locked"), True)
    assert "Permission denied" in fault.message


def lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders named `locked` cannot be listed, not even by root."""
    scandir = os.scandir

    def refused(path: Any) -> Any:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)


def test_a_pipe_in_a_folder_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    source = FolderFiles(tmp_path).read("x.yaml")
    assert isinstance(source, Diagnostic)
    assert "not a regular file" in source.message
