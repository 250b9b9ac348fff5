"""The messages to and from a worker process: MessagePack frames, each prefixed with its length."""

import struct
from typing import Any, Literal

import msgspec

from architrave.store import Finish

LENGTH = struct.Struct(">I")

RESULTS_A_FRAME = 16
"""How many results a worker sends together, at most."""


class Organization(msgspec.Struct, tag=True, frozen=True):
    """Replaces the directory for entity look-ups. It is pickled: both ends are the same program."""

    directory: bytes


class Edits(msgspec.Struct, tag=True, frozen=True):
    """Changes the directory for entity look-ups: nouns, ids, and the entities, None for those that are gone."""

    edits: list[tuple[str, str, dict[str, Any] | None]]


class Program(msgspec.Struct, tag=True, frozen=True):
    """A program that executions refer to by its hash: the name and text of its file."""

    hash: str
    file: str
    text: str


class Task(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An execution to compute from the end of its journal; see `Launch`. `inputs` is JSON, `journal` chunks of it.

    `is_long`: it is known to compute for long, so others must not wait for it. `continues`: the worker holds its
    machine, and `journal` is only the reply to its effect. `woken`: the wait at the end of the journal is over.
    """

    id: str
    program: str
    flow_id: str
    flow_version: str
    launched_at: int
    inputs: bytes
    journal: list[bytes] = []
    is_long: bool = False
    continues: bool = False
    woken: bool = False


class Batch(msgspec.Struct, tag=True, frozen=True):
    """Executions to compute, in this order. The engine's clock is `ahead` milliseconds ahead of the system clock."""

    tasks: list[Task]
    ahead: int


Kind = Literal[
    "ended",
    "waiting",
    "calling",
    "interrupted",
    "takes long",
    "over limit",
    "failed",
    "unknown program",
    "needs journal",
    "diverged",
]


class TaskResult(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The result of a task.

    `kind` is the kind of a `Result`; `interrupted` is a call whose intent was in the journal; `takes long` is a short
    task that is not short, and has not advanced. `data` depends on the
    kind: the effect, a traceback, the hash of the program that it needs, or how the journal diverged, as JSON; an
    execution that has ended has `finish` instead, its outcome ready to be written. `journal` holds the new entries,
    `sequence` is the number of the next effect, `at` the time of the last. `seconds` is the CPU time of a long task.
    """

    id: str
    kind: Kind
    data: bytes = b""
    journal: bytes = b""
    sequence: int = 0
    at: int = 0
    seconds: float = 0.0
    finish: Finish | None = None


Message = Organization | Edits | Program | Batch

_encode = msgspec.msgpack.Encoder().encode
_decode_message = msgspec.msgpack.Decoder(Message).decode
_decode_results = msgspec.msgpack.Decoder(list[TaskResult]).decode


def frame(content: Message | list[TaskResult]) -> bytes:
    """A message or a list of results as bytes."""
    data = _encode(content)
    return LENGTH.pack(len(data)) + data


def read_message(data: bytes) -> Message:
    """The message in a frame's data."""
    return _decode_message(data)


def read_results(data: bytes) -> list[TaskResult]:
    """The results in a frame's data."""
    return _decode_results(data)
