"""What goes to a worker process and comes back: frames of MessagePack, each behind its length."""

import struct
from typing import Literal

import msgspec

LENGTH = struct.Struct(">I")


class Organization(msgspec.Struct, tag=True, frozen=True):
    """From now on executions look entities up in this directory, which is pickled: both ends are one program's."""

    directory: bytes


class Program(msgspec.Struct, tag=True, frozen=True):
    """A program that executions will name by its hash: the name and text of its file."""

    hash: str
    file: str
    text: str


class Task(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An execution to compute from where its journal ends; see `Launch`. `inputs` is JSON, `journal` from `encode`.

    `is_long`: it is known to compute for long, so others are not to wait for it.
    """

    id: str
    program: str
    flow_id: str
    flow_version: str
    launched_at: int
    inputs: bytes
    journal: bytes = b""
    is_long: bool = False


class Batch(msgspec.Struct, tag=True, frozen=True):
    """Executions to compute, in this order. `now` is the engine's time, in milliseconds since the epoch."""

    tasks: list[Task]
    now: int


Kind = Literal["ended", "waiting", "calling", "interrupted", "over limit", "failed", "unknown program"]


class Done(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What came of a task.

    `kind` is the kind of a `Result`; `interrupted` is a call whose intent was in the journal. `data` is what belongs to
    it: the outcome, the effect, a traceback, or the hash of the program that it needs, as JSON. `journal` holds the
    entries that are new, `sequence` is the number of the next effect, `at` the time of the last.
    `seconds` is the CPU that a long task took.
    """

    id: str
    kind: Kind
    data: bytes = b""
    journal: bytes = b""
    sequence: int = 0
    at: int = 0
    seconds: float = 0.0


Message = Organization | Program | Batch

_encode = msgspec.msgpack.Encoder().encode
_decode_message = msgspec.msgpack.Decoder(Message).decode
_decode_done = msgspec.msgpack.Decoder(list[Done]).decode


def frame(content: Message | list[Done]) -> bytes:
    """A message, or a list of results, as it is sent."""
    data = _encode(content)
    return LENGTH.pack(len(data)) + data


def read_message(data: bytes) -> Message:
    """The message of a frame's data."""
    return _decode_message(data)


def read_done(data: bytes) -> list[Done]:
    """What a worker has sent back."""
    return _decode_done(data)
