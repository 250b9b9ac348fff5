"""The process: reads messages from its input, runs executions, writes what became of them. Ends with its input.

Run as `python -m architrave.engine.embedded.forerun.process`. Whatever it cannot do, for whatever reason, it leaves to
the engine, which begins that execution again.
"""

import contextlib
import pickle
import secrets
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from architrave.diagnostics import Source
from architrave.engine.embedded.forerun.messages import (
    LENGTH,
    Batch,
    Fresh,
    Message,
    Organization,
    Program,
    Ran,
    read_message,
)
from architrave.engine.embedded.forerun.messages import frame as framed
from architrave.engine.embedded.live import Live
from architrave.engine.execution import Launch
from architrave.engine.handlers import Directory, look_ups
from architrave.engine.records import start_of
from architrave.engine.retention import clock
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import DrawRandom, Effect, Json, LookUp, ReadClock, Search
from architrave.interpreter.journal import encode
from architrave.interpreter.machine import run

if TYPE_CHECKING:
    from architrave.flows import program as flows

_ANSWERS_A_FRAME = 16
_to_json = msgspec.json.Encoder().encode
_inputs_of = msgspec.json.Decoder(dict[str, Any]).decode


class Beyond(Exception):  # noqa: N818 - where this process's part ends is no error
    """An execution asks for what only the engine can answer."""


class Forerunner:
    """Runs executions as far as it can."""

    def __init__(self) -> None:
        self._directory: Directory | None = None
        self._programs: dict[str, flows.Program] = {}

    def take(self, message: Organization | Program) -> None:
        """Know an organization's entities, or a program, from now on."""
        if isinstance(message, Organization):
            self._directory = pickle.loads(message.directory)  # noqa: S301 - from the process that started this one
            return
        program, _ = read_flow(Source(message.file, message.text))
        if program is not None:
            self._programs[message.hash] = program

    def run(self, fresh: Fresh) -> Ran:
        """Run one execution to its outcome, or to the first effect that is not ours to answer."""
        try:
            return self._run(fresh)
        except Exception:  # noqa: BLE001 - the engine begins it again, and tells what is wrong
            return Ran(fresh.id, b"", None, fresh.launched_at)

    def _run(self, fresh: Fresh) -> Ran:
        launch = Launch(
            fresh.id, fresh.program, fresh.flow_id, fresh.flow_version, "", fresh.launched_at, _inputs_of(fresh.inputs)
        )
        live = Live(launch)
        try:
            machine = run(self._programs[fresh.program], start_of(launch), self._programs.__getitem__)
            effect = next(machine)
            while True:
                effect = machine.send(live.reply(effect, self._answer(effect), clock()))
        except StopIteration as end:
            outcome, at = _to_json(end.value), max(clock(), live.at)
        except Beyond:
            outcome, at = None, live.at
        return Ran(fresh.id, encode(live.unsaved) if live.unsaved else b"", outcome, at)

    def _answer(self, effect: Effect) -> Json:
        kind = type(effect)
        if kind is ReadClock:
            return None
        if kind is DrawRandom:
            return secrets.randbits(53)
        if self._directory is not None:
            if isinstance(effect, LookUp) and effect.noun != "commonModule":
                return look_ups.look_up(self._directory, effect)
            if isinstance(effect, Search):
                return look_ups.search(self._directory, effect)
        raise Beyond


def serve(messages: BinaryIO, answers: BinaryIO) -> None:
    """Answer messages until there are no more."""
    forerunner = Forerunner()
    while (message := _read(messages)) is not None:
        if not isinstance(message, Batch):
            forerunner.take(message)
            continue
        for start in range(0, len(message.executions), _ANSWERS_A_FRAME):
            part = message.executions[start : start + _ANSWERS_A_FRAME]
            answers.write(framed([forerunner.run(fresh) for fresh in part]))
            answers.flush()


def _read(messages: BinaryIO) -> Message | None:
    head = messages.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = messages.read(size)
    return read_message(data) if len(data) == size else None


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError):  # the engine has gone
        serve(sys.stdin.buffer, sys.stdout.buffer)
