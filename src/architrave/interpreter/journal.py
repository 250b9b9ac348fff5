"""The journal: an execution's replies, in order, and the replay that brings a machine to its end.

An entry carries a fingerprint of the effect that it answers. A replay whose program asks for something other than the
journal answers has diverged: it stops there and never continues. Before an effect that must not be repeated is
performed, its *intent* is journaled; for an intent without a reply, it is unknown whether the effect happened.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import msgspec

from architrave.interpreter.effects import Effect, Json, LookUp, Outcome, Reply

REPLY = "r"
INTENT = "i"


class Entry(Reply, array_like=True, frozen=True, gc=False):
    """One line of a journal: a reply, and what it answers.

    `sequence` counts the execution's effects from 0; `kind` is REPLY or INTENT; `effect` is the effect's name,
    `fingerprint` its checksum.
    """

    sequence: int
    kind: str
    effect: str
    fingerprint: int


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Entry])
_json_decoder = msgspec.json.Decoder(list[Entry])


def fingerprint(effect: Effect) -> int:
    """A checksum of an effect's kind and fields, the same in every process. It detects drift, not tampering."""
    return crc32(_encoded(effect), len(type(effect).__name__))


def _encoded(value: Any) -> bytes:
    """As MessagePack, or as JSON if a number is too large for that; the first byte shows which."""
    try:
        return _encoder.encode(value)
    except OverflowError:
        return msgspec.json.encode(value)


def entry_for(sequence: int, effect: Effect, value: Json, at: int) -> Entry:
    """The entry for the reply to an effect."""
    name = type(effect).__name__
    return Entry(value, at, sequence, REPLY, name, crc32(_encoded(effect), len(name)))


def intent_for(sequence: int, effect: Effect, at: int) -> Entry:
    """The entry for the intent to perform an effect."""
    return Entry(None, at, sequence, INTENT, type(effect).__name__, fingerprint(effect))


def encode(entries: Iterable[Entry]) -> bytes:
    """Entries as compact bytes."""
    return _encoded(list(entries))


def decode(data: bytes) -> list[Entry]:
    """The entries that `encode` wrote. Raises msgspec.DecodeError for anything else."""
    return _json_decoder.decode(data) if data.startswith(b"[") else _decoder.decode(data)


def modules_in(entries: Iterable[Entry]) -> set[str]:
    """The content hashes of the common modules that an execution has looked up."""
    replies = (entry.value for entry in entries if entry.effect == LookUp.__name__)
    return {reply["hash"] for reply in replies if isinstance(reply, dict) and isinstance(reply.get("hash"), str)}


@dataclass(frozen=True, slots=True)
class Divergence:
    """A journal that does not match its program: at `sequence` it answers a different effect than was asked.

    `asked` is None if the program has ended before the journal does.
    """

    sequence: int
    journaled: str
    asked: str | None

    @property
    def message(self) -> str:
        """The message for people, about an execution that cannot continue."""
        return f"{self.mismatch} The execution is parked, so that nothing happens twice."

    @property
    def mismatch(self) -> str:
        """What does not match."""
        other = "another " if self.asked == self.journaled else ""
        now = "ends before it" if self.asked is None else f"asks for {other}{self.asked}"
        return (
            f"The journal does not match the flow: effect {self.sequence} was {self.journaled}, but the flow now {now}."
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a replay ended: at an `outcome`, at the `effect` that has no reply yet, or at a `divergence`.

    `sequence` is the number of the next effect. `intended`: the effect's intent is in the journal, so it may have
    happened already.
    """

    sequence: int
    outcome: Outcome | None = None
    effect: Effect | None = None
    divergence: Divergence | None = None
    intended: bool = False


def replay(machine: Generator[Effect, Reply, Outcome], entries: Iterable[Entry]) -> Replayed:
    """Brings a fresh machine to the end of a journal, without performing anything."""
    sequence = 0
    intended = False
    encode_effect = _encoded
    left = iter(entries)
    try:
        effect = next(machine)
        for entry in left:
            name = type(effect).__name__
            if entry.fingerprint != crc32(encode_effect(effect), len(name)) or entry.effect != name:
                return Replayed(sequence, divergence=Divergence(sequence, entry.effect, name))
            if entry.kind == INTENT:
                intended = True
                continue
            intended = False
            sequence += 1
            effect = machine.send(entry)
    except StopIteration as stop:
        more = next(left, None)
        if more is not None:
            return Replayed(sequence, divergence=Divergence(sequence, more.effect, None))
        return Replayed(sequence, outcome=stop.value)
    return Replayed(sequence, effect=effect, intended=intended)
