"""Reads what a command was given in place of a file: a pipe such as `<(command)`, or /dev/stdin."""

import os
import select
import stat
from pathlib import Path

from architrave.definitions.regular_files import CannotReadFileError, check_size

WRITER_MILLISECONDS = 5_000
"""How long to wait for somebody to write into a named pipe. A pipe of the shell has its writer from the start."""

_PIECE = 65_536


def is_pipe(path: Path) -> bool:
    """Whether this is a pipe, or a terminal or other device that is read like one."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def read_pipe(path: Path, what: str) -> bytes:
    """All that is written into a pipe until it is closed.

    Raises CannotReadFileError if that is more than a file may have, or if no process opens the pipe for writing.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            return _read(descriptor, path, what)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise CannotReadFileError(f"Cannot read {path} ({what}): {error.strerror or error}.", "") from None


def _read(descriptor: int, path: Path, what: str) -> bytes:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    data = bytearray()
    has_writer = False
    while True:
        try:
            piece = os.read(descriptor, _PIECE)
        except BlockingIOError:
            has_writer = True
            poller.poll()
            continue
        if not piece:
            if has_writer:
                return bytes(data)
            # Without a writer, a named pipe reads as empty, and the system reports nothing about it.
            if not poller.poll(WRITER_MILLISECONDS):
                raise CannotReadFileError(
                    f"Nothing is written into the pipe {path} ({what}).", "Start its writer first."
                )
            has_writer = True
        data += piece
        has_writer = has_writer or bool(piece)
        check_size(path, len(data), what)
