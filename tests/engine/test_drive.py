"""The drive loop alone: what it answers, where it stops, and what it journals."""

from collections.abc import Generator
from typing import Any

import pytest

from architrave.engine.drive import Calling, Ended, Paused, RunningExecution, Waiting, drive
from architrave.engine.world import Call
from architrave.interpreter.effects import (
    CallDataAction,
    DrawRandom,
    Effect,
    LookUp,
    Outcome,
    ReadClock,
    Reply,
    Wait,
)
from tests.engine.scripts import launch

NOW = 5_000
LOOK_UP = LookUp("queue", "name", "Support")
CALL = CallDataAction("ERP", "Post", {}, 1000)


class Answers:
    """A clock that does not advance, a number, and look-ups; `asked` are the calls."""

    def __init__(self, now: int = NOW) -> None:
        self.time = now
        self.asked: list[Call] = []

    def clock(self) -> int:
        return self.time

    def random(self) -> int:
        return 7

    def is_local(self, effect: Effect) -> bool:
        assert not isinstance(effect, ReadClock | DrawRandom | Wait)
        return isinstance(effect, LookUp)

    def answer(self, effect: Effect, call: Call) -> Any:
        self.asked.append(call)
        if len(self.asked) == 3:
            raise OSError("away")
        return {"id": "q-1"}


def asks(*effects: Effect) -> Generator[Effect, Reply, Outcome]:
    replies: list[Reply] = []
    for effect in effects:
        reply = yield effect
        replies.append(reply)
    return Outcome("COMPLETED", "Success", {"replies": [[reply.value, reply.at] for reply in replies]})


def execution() -> RunningExecution:
    return RunningExecution(launch("plain"))


STOPS: dict[str, tuple[list[Effect], Any, int]] = {
    "at once": ([], Ended(Outcome("COMPLETED", "Success", {"replies": []})), 0),
    "clock, chance, look-up": (
        [ReadClock(), DrawRandom(), LOOK_UP],
        Ended(Outcome("COMPLETED", "Success", {"replies": [[None, NOW], [7, NOW], [{"id": "q-1"}, NOW]]})),
        3,
    ),
    "a wait that is over": ([Wait(NOW)], Ended(Outcome("COMPLETED", "Success", {"replies": [[None, NOW]]})), 1),
    "a wait that is not": ([ReadClock(), Wait(NOW + 1)], Waiting(Wait(NOW + 1)), 1),
    "a call": ([DrawRandom(), CALL], Calling(CALL), 1),
}


@pytest.mark.parametrize("name", STOPS)
def test_where_it_stops(name: str) -> None:
    effects, expected, answered = STOPS[name]
    one = execution()
    stop = drive(asks(*effects), one, Answers())
    assert stop == expected
    assert [entry.effect for entry in one.journal] == [type(effect).__name__ for effect in effects[:answered]]
    assert [entry.sequence for entry in one.journal] == list(range(answered))
    assert (one.sequence, one.asked) == (answered, None if isinstance(stop, Ended) else stop.effect)


def test_it_continues_with_a_reply() -> None:
    machine, one, answers = asks(ReadClock(), CALL, ReadClock()), execution(), Answers()
    assert drive(machine, one, answers) == Calling(CALL)
    one.intend(CALL, NOW)
    reply = one.reply(CALL, {"success": {}}, NOW + 10)
    assert not one.intended
    stop = drive(machine, one, answers, reply)
    assert isinstance(stop, Ended)
    assert stop.outcome.output_data["replies"] == [[None, NOW], [{"success": {}}, NOW + 10], [None, NOW + 10]]
    assert [(entry.kind, entry.sequence) for entry in one.journal] == [("r", 0), ("i", 1), ("r", 1), ("r", 2)]


def test_time_never_goes_back() -> None:
    one, answers = execution(), Answers(now=-1)
    drive(asks(ReadClock()), one, answers)
    assert [entry.at for entry in one.journal] == [one.launch.launched_at]


def test_an_answer_that_fails_can_be_retried() -> None:
    machine, one, answers = asks(LOOK_UP, LOOK_UP, LOOK_UP), execution(), Answers()
    with pytest.raises(OSError, match="away"):
        drive(machine, one, answers)
    assert (one.sequence, one.asked) == (2, LOOK_UP)
    assert isinstance(drive(machine, one, answers), Ended)
    assert [call.sequence for call in answers.asked] == [0, 1, 2, 2]


def test_an_intent_without_a_reply_is_a_call_that_may_have_happened() -> None:
    one = execution()
    one.asked, one.intended = LOOK_UP, True
    assert drive(asks(), one, Answers()) == Calling(LOOK_UP, interrupted=True)
    assert one.journal == []


def test_it_pauses_after_the_given_number_of_answers() -> None:
    machine, one, answers = asks(*[ReadClock()] * 5), execution(), Answers()
    assert [drive(machine, one, answers, at_most=2) for _ in range(2)] == [Paused(), Paused()]
    assert one.sequence == 4
    assert isinstance(drive(machine, one, answers, at_most=2), Ended)
