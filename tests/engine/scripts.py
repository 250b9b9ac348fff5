"""Small executions written as generators, for tests of the engine only: a program's hash is the script's name."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from architrave.engine import Launch
from architrave.engine.identifiers import new_execution_id
from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, Effect, LookUp, Outcome, ReadClock, Reply, Start, Wait

Script = Callable[[Start], Generator[Effect, Reply, Outcome]]


def plain(start: Start) -> Generator[Effect, Reply, Outcome]:
    reply = yield ReadClock()
    entity = yield LookUp("queue", "name", "Support")
    return Outcome("COMPLETED", "Success", {"Flow.at": reply.at > 0, "Flow.queue": entity.value, **start.inputs})


def waits(start: Start) -> Generator[Effect, Reply, Outcome]:
    began = yield ReadClock()
    delay: Any = start.inputs["delay"]
    woke = yield Wait(began.at + delay)
    return Outcome("COMPLETED", "Success", {"began": began.at, "late": woke.at - began.at})


def waits_twice(start: Start) -> Generator[Effect, Reply, Outcome]:
    delay: Any = start.inputs["delay"]
    for _ in range(2):
        began = yield ReadClock()
        yield Wait(began.at + delay)
    return Outcome("COMPLETED", "Success", {})


def waits_longer_first(start: Start) -> Generator[Effect, Reply, Outcome]:
    delay: Any = start.inputs["delay"]
    for span in (3_600_000, delay):
        began = yield ReadClock()
        yield Wait(began.at + span)
    return Outcome("COMPLETED", "Success", {})


def calls(start: Start) -> Generator[Effect, Reply, Outcome]:
    seen = []
    for turn in range(3):
        reply = yield CallDataAction("ERP", "Post", {"turn": turn}, 1000)
        seen.append(reply.value)
    return Outcome("COMPLETED", "Success", {"seen": seen})


def looks_far(start: Start) -> Generator[Effect, Reply, Outcome]:
    reply = yield LookUp("user", "id", "far")
    return Outcome("COMPLETED", "Success", {"user": reply.value})


def breaks(start: Start) -> Generator[Effect, Reply, Outcome]:
    yield ReadClock()
    raise RuntimeError("a bug in an action")


def says_the_unsayable(start: Start) -> Generator[Effect, Reply, Outcome]:
    yield ReadClock()
    return Outcome("COMPLETED", "Success", {"half a character": "\ud800"})


def looks_up_numbers(start: Start) -> Generator[Effect, Reply, Outcome]:
    reply = yield LookUp("queue", "large", 2**70)
    yield ReadClock()
    return Outcome("COMPLETED", "Success", {"same": reply.value})


SCRIPTS: dict[str, Script] = {
    script.__name__: script
    for script in (
        plain,
        waits,
        waits_twice,
        waits_longer_first,
        calls,
        looks_far,
        breaks,
        says_the_unsayable,
        looks_up_numbers,
    )
}


def programs(content_hash: str) -> Any:
    return SCRIPTS[content_hash]


def launch(script: str, **inputs: Any) -> Launch:
    return Launch(new_execution_id(), script, "flow-1", "1.0", f"a run of {script}", 1_000, inputs)


class RecordingWorld:
    """Answers look-ups at once, data actions after awaiting `during`, and records every call."""

    def __init__(self, during: Callable[[CallDataAction, Call], Any] | None = None) -> None:
        self.calls: list[tuple[Effect, Call]] = []
        self._during = during

    def is_local(self, effect: Effect) -> bool:
        return isinstance(effect, LookUp) and effect.value != "far"

    def answer(self, effect: Effect, call: Call) -> Any:
        return {"name": "Support"} if effect.value != 2**70 else effect.value  # type: ignore[attr-defined]

    async def perform(self, effect: Effect, call: Call) -> Any:
        self.calls.append((effect, call))
        if self._during is not None:
            await self._during(effect, call)  # type: ignore[arg-type]
        return {"success": {"key": call.idempotency_key, "interrupted": call.interrupted}}


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(
        program: Script, start: Start, modules: object, checkpoint: object = None
    ) -> Generator[Effect, Reply, Outcome]:
        return program(start)

    monkeypatch.setattr("architrave.engine.durable.recovery.run", run)
