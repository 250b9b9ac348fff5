"""Every way to write a value, in every place that takes one: it is read or reported, and nothing raises."""

import json
import re
from typing import Any

import pytest

from architrave.diagnostics import Source, guarding
from architrave.expressions.values import Audio, Communication
from architrave.flows.program import Program, Slot
from architrave.flows.reader import read_flow
from tests.flows.every_action import flows

FORMS: list[dict[str, Any]] = [
    {"lit": "text"},
    {"lit": -1},
    {"lit": True},
    {"lit": None},
    {"lit": []},
    {"lit": {"days": 90}},
    {"lit": "{{placeholder}}"},
    {"tts": "spoken"},
    {"prompt": "Prompt.x"},
    {"exp": "NOT_SET"},
    {"noValue": True},
    {},
]


@pytest.fixture(autouse=True)
def _without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "CAUGHT", ())


@pytest.mark.parametrize("form", FORMS, ids=json.dumps)
@pytest.mark.parametrize("family", list(flows()))
def test_a_value_is_read_or_reported(family: str, form: dict[str, Any]) -> None:
    written = re.sub(r'\{"exp": "Flow\.\w+"\}', json.dumps(form).replace("\\", r"\\"), json.dumps(flows()[family]))
    program, _ = read_flow(Source("flow.yaml", written), allow_placeholders=True)
    assert program is None or spoken_elsewhere(program) == []


def spoken_elsewhere(program: Program) -> list[str]:
    """The places of slots whose value is speech, although their type is another."""
    found = [value for action in program.actions for value in slots(action.fields)]
    spoken = [slot for slot in found if slot.is_constant and slot.type.code not in ("aud", "com", "pmt")]
    return [slot.pointer for slot in spoken if isinstance(slot.evaluate({}, lambda _: None), Audio | Communication)]


def slots(fields: Any) -> list[Slot[Any]]:
    values = (getattr(fields, name) for name in getattr(fields, "__dataclass_fields__", ()))
    return [value for value in values if isinstance(value, Slot)]
