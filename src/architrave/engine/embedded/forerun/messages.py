"""What goes to the process and comes back: frames of MessagePack, each behind its length."""

import struct
from typing import Any

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


class Fresh(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An execution to run from its start; see `Launch`. `inputs` is JSON."""

    id: str
    program: str
    flow_id: str
    flow_version: str
    launched_at: int
    inputs: bytes


class Batch(msgspec.Struct, tag=True, frozen=True):
    """Executions to run, in this order."""

    executions: list[Fresh]


class Ran(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How far an execution came: its journal so far, and its outcome with the time of it, as JSON; None without one."""

    id: str
    journal: bytes
    outcome: bytes | None
    at: int


Message = Organization | Program | Batch

_encode = msgspec.msgpack.Encoder().encode
_decode_message = msgspec.msgpack.Decoder(Message).decode
_decode_ran = msgspec.msgpack.Decoder(list[Ran]).decode


def frame(content: Any) -> bytes:
    """A message, or a list of `Ran`, as it is sent."""
    data = _encode(content)
    return LENGTH.pack(len(data)) + data


def read_message(data: bytes) -> Message:
    """The message of a frame's data."""
    return _decode_message(data)


def read_ran(data: bytes) -> list[Ran]:
    """What the process has sent back."""
    return _decode_ran(data)
