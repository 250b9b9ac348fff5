"""What is read, and what is only reported: pipes, devices, folders, links that lead nowhere, large files."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from architrave.definitions import regular_files
from architrave.definitions.files import FolderFiles
from architrave.definitions.regular_files import LARGEST, CannotReadFileError, read_file, read_text
from architrave.diagnostics import Diagnostic


def make(kind: str, path: Path) -> None:
    """Puts something that is not a readable text file in a place."""
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as listening:
                os.chdir(path.parent)  # the path of a socket must be short
                listening.bind(path.name)
        case "link to a device":
            path.symlink_to("/dev/zero")
        case "link to a pipe":
            os.mkfifo(path.parent / "pipe")
            path.symlink_to("pipe")
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to(path.name)
        case "nowhere":
            path.symlink_to("nowhere")
        case "large":
            with path.open("wb") as file:
                file.truncate(LARGEST + 1)
        case "UTF-16":
            path.write_bytes("name: Köln\n".encode("utf-16"))
        case "UTF-16 without a mark":
            path.write_bytes("name: x\n".encode("utf-16-le"))
        case _:
            path.write_bytes("name: Köln\n".encode("latin-1"))


KINDS = {
    "pipe": "is not a regular file: it is a pipe",
    "socket": "is not a regular file: it is a socket",
    "link to a device": "is not a regular file: it is a device",
    "link to a pipe": "is not a regular file: it is a pipe",
    "folder": "is a folder, but this must be a file",
    "loop": "is a link that leads back to itself",
    "nowhere": "is a link to nowhere, which does not exist",
    "large": "is too large",
    "UTF-16": "is UTF-16 text, not UTF-8",
    "UTF-16 without a mark": "UTF-16",
    "latin-1": "is not UTF-8 text: invalid byte at offset 7",
}


@pytest.fixture(autouse=True)
def _stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_read_is_a_diagnostic(kind: str, tmp_path: Path) -> None:
    make(kind, tmp_path / "x.yaml")
    found = FolderFiles(tmp_path).read("x.yaml")
    assert isinstance(found, Diagnostic)
    assert f"x.yaml {KINDS[kind]}" in found.message or KINDS[kind] in found.message
    only = FolderFiles(tmp_path, only="x.yaml").read("x.yaml")
    assert only == found


def test_a_good_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbfK\xc3\xb6ln\r\n")
    (tmp_path / "link").symlink_to("x")
    assert read_text(tmp_path / "link") == "Köln\r\n"
    assert read_file(Path("/proc/self/status")).startswith(b"Name:")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").touch()
    opened = os.open

    def refused(path: Any, *more: Any) -> int:
        if Path(path).name == "x.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *more)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(CannotReadFileError, match=r"x.yaml \(the flow\): Permission denied. Check its permissions."):
        read_file(tmp_path / "x.yaml", "the flow")


def test_a_file_that_is_exchanged_for_a_pipe_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.yaml").touch()
    check = regular_files.check_kind

    def exchange(path: Path, mode: int, what: str) -> None:
        check(path, mode, what)
        path.unlink()
        os.mkfifo(path)

    monkeypatch.setattr(regular_files, "check_kind", exchange)
    monkeypatch.setattr(os, "fdopen", lambda *_: pytest.fail("the pipe was read"))
    opened = os.open

    def restore(path: Any, *more: Any) -> int:
        monkeypatch.undo()
        return opened(path, *more)

    monkeypatch.setattr(os, "open", restore)
    with pytest.raises(CannotReadFileError, match="it is a pipe"):
        read_file(tmp_path / "x.yaml")


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_bytes(b"12345")
    monkeypatch.setattr(regular_files, "LARGEST", 4)
    state = os.fstat

    def smaller(descriptor: int) -> os.stat_result:
        found = list(state(descriptor))
        found[6] = 0
        return os.stat_result(found)

    monkeypatch.setattr(os, "fstat", smaller)
    with pytest.raises(CannotReadFileError, match="too large"):
        read_file(tmp_path / "x.yaml")
