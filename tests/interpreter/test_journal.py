"""The journal: its bytes, its replay, and how it detects a changed flow; a run can continue from any prefix of it."""

import json
import random
from typing import Any

import pytest
from msgspec.structs import replace

from architrave.engine.virtual import VirtualEngine
from architrave.interpreter import effects
from architrave.interpreter.effects import (
    Asks,
    CallDataAction,
    Change,
    Cipher,
    Effect,
    LookUp,
    Outcome,
    ReadClock,
    ReadData,
    Reply,
    Search,
    Wait,
    WriteData,
    effect_of,
    plain_effect,
)
from architrave.interpreter.journal import Entry, decode, encode, entry_for, fingerprint, intent_for, replay
from architrave.interpreter.machine import run
from architrave.interpreter.trace import Trace, traced
from tests.interpreter.cases import ALL, Case

VALUES = [None, True, 5, -(2**40), 2.5, "text", "ü", [1, ["a"]], {"a": {"b": None}}]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_entries_come_back_from_their_bytes(value):
    entries = [entry_for(0, ReadClock(), value, 1_700_000_000_000), intent_for(1, LookUp("user", "id", "1"), 5)]
    assert decode(encode(entries)) == entries


def test_a_fingerprint_depends_on_every_field():
    one = CallDataAction("C", "N", {"a": 1}, 1000)
    others = [
        CallDataAction("D", "N", {"a": 1}, 1000),
        CallDataAction("C", "M", {"a": 1}, 1000),
        CallDataAction("C", "N", {"a": 2}, 1000),
        CallDataAction("C", "N", {"a": 1}, 1001),
        CallDataAction("C", "N", {"a": 1}, 1000, (0,)),
    ]
    assert fingerprint(one) == fingerprint(CallDataAction("C", "N", {"a": 1}, 1000))
    assert len({fingerprint(effect) for effect in [one, *others]}) == 6


def asks():
    reply = yield ReadClock()
    yield Wait(reply.at + 10)
    return Outcome("COMPLETED", "Success", {})


def entries_of_asks() -> list[Entry]:
    return [entry_for(0, ReadClock(), None, 100), entry_for(1, Wait(110), None, 110)]


def test_a_replay_ends_at_the_outcome():
    place = replay(asks(), entries_of_asks())
    assert place.outcome == Outcome("COMPLETED", "Success", {})
    assert place.sequence == 2


def test_a_replay_ends_at_the_first_effect_without_a_reply():
    place = replay(asks(), entries_of_asks()[:1])
    assert (place.sequence, place.effect, place.intended) == (1, Wait(110), False)


def test_an_intent_without_a_reply_is_reported():
    place = replay(asks(), [*entries_of_asks()[:1], intent_for(1, Wait(110), 105)])
    assert (place.sequence, place.effect, place.intended) == (1, Wait(110), True)


def test_an_intent_with_its_reply_is_complete():
    entries = entries_of_asks()
    place = replay(asks(), [entries[0], intent_for(1, Wait(110), 105), entries[1]])
    assert place.outcome is not None


@pytest.mark.parametrize(
    "wrong", [entry_for(0, LookUp("user", "id", "1"), None, 100), entry_for(0, Wait(5), None, 100)], ids=str
)
def test_a_journal_of_something_else_diverges_and_stops(wrong):
    place = replay(asks(), [wrong, entries_of_asks()[1]])
    assert place.outcome is None
    assert place.effect is None
    assert place.divergence is not None
    assert (place.divergence.sequence, place.divergence.asked) == (0, "ReadClock")
    assert "parked" in place.divergence.message


def test_the_same_effect_with_other_fields_diverges():
    place = replay(asks(), [entries_of_asks()[0], entry_for(1, Wait(111), None, 111)])
    assert place.divergence is not None
    assert (place.divergence.journaled, place.divergence.asked) == ("Wait", "Wait")


def recorded(case: Case):
    return VirtualEngine(case.handlers(), case.modules.__getitem__).run(case.program, case.start)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_replay_gives_the_same_trace_and_outcome(case):
    done = recorded(case)
    trace, place, _ = traced(case.program, case.start, case.modules.__getitem__, decode(encode(done.journal)))
    assert place.outcome == done.outcome
    assert trace.to_json() == done.trace.to_json()


@pytest.mark.property
@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_run_can_continue_from_any_prefix_of_a_journal(case):
    done = recorded(case)
    for length in range(len(done.journal) + 1):
        trace = Trace()
        machine = run(case.program, case.start, case.modules.__getitem__, trace)
        place = replay(machine, done.journal[:length])
        assert place.divergence is None
        outcome = place.outcome
        for entry in done.journal[length:]:
            try:
                machine.send(Reply(entry.value, entry.at))
            except StopIteration as stop:
                outcome = stop.value
        assert outcome == done.outcome
        assert trace.to_json() == done.trace.to_json()


@pytest.mark.property
@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_journal_with_a_changed_entry_never_runs_on_silently(case):
    """Either an effect no longer matches, or the changed reply leads to a different end; nothing is raised."""
    done = recorded(case)
    chance = random.Random(1)
    for entry in done.journal:
        changed = [*done.journal]
        changed[entry.sequence] = replace(entry, fingerprint=chance.getrandbits(32))
        machine = run(case.program, case.start, case.modules.__getitem__)
        place = replay(machine, changed)
        assert place.divergence is not None
        assert place.divergence.sequence == entry.sequence


def test_every_effect_can_be_sent_to_another_process() -> None:
    kinds = [kind for kind in Asks.__subclasses__() if kind.__module__ == effects.__name__]
    examples: dict[Any, Effect] = {
        Wait: Wait(5),
        LookUp: LookUp("queue", "name", "Support", "a"),
        Search: Search("externalContact", "x"),
        ReadData: ReadData("c", None, ("a", "b")),
        WriteData: WriteData("c", "p", {"a": "b"}),
        CallDataAction: CallDataAction("ERP", "Post", {"a": [1, None]}, 1000, (0, 2)),
        Change: Change("callback", "create", None, {"a": 1}),
        Cipher: Cipher("encrypt", "t"),
    }
    for kind in kinds:
        effect = examples.get(kind) or kind()
        assert effect_of(json.loads(json.dumps(plain_effect(effect)))) == effect
