"""Reads a file: the one way in which Architrave reads what a person wrote.

Only regular files are read, and only up to a size: a pipe could wait forever, and a device could fill the memory. What
cannot be read is a `CannotReadFileError`, which says why and what to do.
"""

import errno
import os
import stat
from pathlib import Path

from architrave.diagnostics.source import written_name

LARGEST = 32 * 1024 * 1024
"""The largest file that is read, in bytes. The cloud takes flows of 6 MiB; only a browser's recording (HAR) is larger.
What is made of a file takes many times its size in memory."""

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# A pipe that takes the place of the file after it was looked at must not wait for somebody who writes into it.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class CannotReadFileError(ValueError):
    """A file cannot be read. The message names it and says why; `reason` is the same without `help`, what to do.

    `is_missing` is whether there is no such file.
    """

    def __init__(self, reason: str, help_text: str, *, is_missing: bool = False) -> None:
        self.reason = reason
        self.help = help_text
        self.is_missing = is_missing
        super().__init__(f"{reason} {help_text}".rstrip())


def read_file(path: str | Path, what: str = "") -> bytes:
    """The content of a regular file.

    Args:
        path: the file; a link to it is followed.
        what: what the file is, for messages: `the flow`, `--mocks`.

    Raises CannotReadFileError.
    """
    try:
        check_kind(path, Path(path).stat().st_mode, what)
        descriptor = os.open(path, _OPEN)
        with os.fdopen(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            check_kind(path, state.st_mode, what)
            data = b"" if state.st_size > LARGEST else file.read(LARGEST + 1)
            check_size(path, max(state.st_size, len(data)), what)
            return data
    except OSError as error:
        raise _of_the_system(path, what, error) from None
    except CannotReadFileError:
        raise
    except ValueError as error:
        raise CannotReadFileError(f"{str(path)!r} is not the path of a file: {error}.", "") from None


def read_text(path: str | Path, what: str = "") -> str:
    """The text of a file, without a byte order mark. Raises CannotReadFileError, also if it is not UTF-8."""
    return text_of(read_file(path, what), str(path))


def text_of(data: bytes, name: str) -> str:
    """The text in the bytes of a file that is called `name`. Raises CannotReadFileError if they are not UTF-8."""
    name = written_name(name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.startswith(_UTF_16):
            reason = f"{name} is UTF-16 text, not UTF-8."
        else:
            reason = f"{name} is not UTF-8 text: invalid byte at offset {error.start}."
        raise CannotReadFileError(reason, _save_as(name)) from None
    if "\0" in text[:4] and data[:4].count(0) > 1:
        raise CannotReadFileError(f"{name} is UTF-16 or UTF-32 text, not UTF-8.", _save_as(name))
    return text.removeprefix(BOM)


def check_kind(path: str | Path, mode: int, what: str = "") -> None:
    """Raises CannotReadFileError for what is not a regular file, by its mode."""
    if stat.S_ISREG(mode):
        return
    name = written_name(str(path))
    if stat.S_ISDIR(mode):
        raise CannotReadFileError(f"{name} is a folder, but {what or 'this'} must be a file.", "")
    kind = next((kind for fits, kind in _KINDS if fits(mode)), "something else")
    reason = f"{_called(name, what)} is not a regular file: it is {kind}."
    raise CannotReadFileError(reason, "Put a file in its place, or remove it.")


def check_size(path: str | Path, size: int, what: str = "") -> None:
    """Raises CannotReadFileError for more bytes than are read."""
    if size > LARGEST:
        limit = f"Files of up to {LARGEST // 1024 // 1024} MiB are read"
        name = _called(written_name(str(path)), what)
        raise CannotReadFileError(f"{name} is too large. {limit}.", "Split it, or remove what is not needed.")


def _called(name: str, what: str) -> str:
    return f"{name} ({what})" if what else name


def _save_as(name: str) -> str:
    if name.lower().endswith(".csv"):
        return "Save it as UTF-8; in Excel, choose the file type “CSV UTF-8”."
    return "Save it as UTF-8."


def _of_the_system(path: str | Path, what: str, error: OSError) -> CannotReadFileError:
    name = _called(written_name(str(path)), what)
    if error.errno == errno.ENOENT and Path(path).is_symlink():
        target = written_name(str(Path(path).readlink()))
        return CannotReadFileError(
            f"{name} is a link to {target}, which does not exist.", "Correct the link, or remove it.", is_missing=True
        )
    if error.errno == errno.ENOENT:
        return CannotReadFileError(f"File not found: {name}.", "", is_missing=True)
    if error.errno == errno.ELOOP:
        return CannotReadFileError(f"{name} is a link that leads back to itself.", "Correct the link, or remove it.")
    help_text = "Check its permissions." if error.errno in (errno.EACCES, errno.EPERM) else ""
    return CannotReadFileError(f"Cannot read {name}: {error.strerror or error}.", help_text)
