"""A cache of what was read of an organization's flows, so that a server with thousands of flows starts quickly.

It is a file in the organization's `.architrave`, if there is such a folder. It has data and no code, and only saves
time: without it, or if it is damaged or of another version, the flows are read. Nothing is said about either.
"""

import logging
import os
import platform
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

import architrave
from architrave.client.local_servers import HIDDEN_FOLDER
from architrave.definitions.flow_records import FlowRecord, FlowRecords
from architrave.definitions.regular_files import LARGEST, CannotReadFileError, read_file
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.local.replacing import replace_file

FILE = "flows.cache"
FORM = 1
"""The form of the file: what `Records` are, and how they are written."""

_READING = ("cloud", "definitions", "diagnostics", "expressions", "flows", "templates")
"""The packages whose code decides what is read of a flow."""

log = logging.getLogger(__name__)


class Content(msgspec.Struct, frozen=True, array_like=True):
    """The content of the file: what it is made with, and the records with their digest."""

    made_with: str
    digest: bytes
    records: bytes


class FlowCache:
    """The cache of the organization in a folder."""

    def __init__(self, folder: Path) -> None:
        self._hidden = folder / HIDDEN_FOLDER

    def records(self) -> FlowRecords:
        """The records in the cache; empty if there are none that can be used."""
        try:
            content = msgspec.msgpack.decode(read_file(self._hidden / FILE), type=Content)
            if content.made_with != made_with() or content.digest != sha256(content.records).digest():
                return FlowRecords()
            return FlowRecords(msgspec.msgpack.decode(content.records, type=dict[str, FlowRecord]))
        except (CannotReadFileError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
            log.debug("the cache of flows is not used: %s", problem)
            return FlowRecords()

    def keep(self, records: FlowRecords) -> None:
        """Replace the cache by the records that were used, whole or not at all."""
        if not self._hidden.is_dir():
            return
        data = msgspec.msgpack.encode(records.used)
        content = msgspec.msgpack.encode(Content(made_with(), sha256(data).digest(), data))
        if len(content) > LARGEST:
            return
        try:
            replace_file(self._hidden / FILE, content)
            (self._hidden / FILE).chmod(0o600)
        except OSError as problem:
            log.debug("the cache of flows is not kept: %s", problem)
        else:
            records.has_new = False


@cache
def made_with() -> str:
    """What a record depends on besides a flow's text: versions, and the code itself, which developers change."""
    return f"{FORM}; architrave {architrave.__version__}; {SEMANTICS_VERSION}; {platform.python_version()}; {_code()}"


def _code() -> str:
    """A digest of the sizes and times of the code that reads flows."""
    states: list[tuple[str, int, int]] = []
    root = Path(architrave.__file__).parent
    for package in _READING:
        for folder, _, names in os.walk(root / package):
            for name in names:
                if name.endswith(".py"):
                    path = Path(folder, name)
                    state = path.stat()
                    states.append((path.relative_to(root).as_posix(), state.st_size, state.st_mtime_ns))
    return sha256(repr(sorted(states)).encode()).hexdigest()
