"""Random worlds: they answer everything that a flow asks, so that some of them take each of its paths."""

import random
import re
from typing import Any

from architrave.engine.handlers import Handlers
from architrave.engine.world import Call
from architrave.expressions.types import Type
from architrave.flows.actions.data_actions import CallData
from architrave.flows.program import Action, Program
from architrave.flows.slots import slots_of
from architrave.interpreter.effects import CallDataAction, Effect, Json, LookUp, ReadData, Search, Start, WriteData

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PROPERTY = re.compile(r"""[."]([A-Za-z_]\w*)""")
_NUMBER = re.compile(r"\b\d{1,6}\b")

KINDS = ["success", "failure", "timeout"]


class ChanceWorld(Handlers):
    """Answers at random, with texts and numbers from the flow's expressions."""

    def __init__(self, program: Program, seed: int, module: str | None = None) -> None:
        super().__init__()
        self.module = module
        self.random = random.Random(seed)
        texts = [slot.text for slot in slots_of(program) if slot.text]
        self.strings = sorted({text for expression in texts for text in _STRING.findall(expression)})
        self.strings += ["", "x", "a@example.com", "+13175550100", "2026-01-01T00:00:00.000Z", "1,2,3"]
        numbers = {int(number) for expression in texts for number in _NUMBER.findall(expression)}
        self.numbers = sorted(numbers | {0, 1, 2})
        self.properties = sorted({name for expression in texts for name in _PROPERTY.findall(expression)} | {"id"})
        self.outputs = {
            (fields.category.name, fields.data_action.name): fields.data_action.item.success_outputs
            for fields in (action.fields for action in data_actions(program))
        }
        self.actions = sorted(self.outputs)
        self.seed = seed
        self.program = program

    def start(self) -> Start:
        inputs = {variable.name: self.value(variable.type) for variable in self.program.inputs if self.chance(0.9)}
        return Start("e-1", inputs, 1_767_225_600_000)

    def is_local(self, effect: Effect) -> bool:
        return True

    def delay(self, effect: Effect) -> int:
        return 0

    def duration(self, effect: Effect) -> int:
        return self.random.choice([0, 1, 60_000])

    def answer(self, effect: Effect, call: Call) -> Json:
        match effect:
            case CallDataAction():
                return self.data_action(effect)
            case LookUp(noun="commonModule"):
                return {"hash": self.module} if self.module and self.chance(0.9) else None
            case LookUp():
                return {name: self.json(0) for name in [*self.properties, "name"]} if self.chance(0.7) else None
            case Search():
                return [{"id": "c-1"}] * self.random.randrange(3)
            case ReadData():
                if self.seed % 10 == 9:
                    return None
                return {name: self.value(Type("str")) for name in effect.names if self.chance(0.7)}
            case WriteData():
                return self.chance(0.7)
            case _:
                return super().answer(effect, call)

    def data_action(self, effect: CallDataAction) -> dict[str, Any]:
        forced = self.actions and self.actions[self.seed // 3 % len(self.actions)] == (effect.category, effect.name)
        kind = KINDS[self.seed % 3] if forced else self.random.choice(["success"] * 8 + KINDS)
        if kind == "timeout":
            return {"timeout": True}
        if kind == "failure":
            return {"failure": {"errorCode": "X", "status": 500, "userMessage": "No.", "details.errorCode": ["a"]}}
        outputs = self.outputs.get((effect.category, effect.name), {})
        return {"success": {name: self.value(target.type) for name, target in outputs.items() if self.chance(0.9)}}

    def chance(self, likelihood: float) -> bool:
        return self.random.random() < likelihood

    def value(self, of: Type) -> Json:
        if of.is_collection:
            return [self.value(of.item) for _ in range(self.random.randrange(4))]
        match of.code:
            case "int":
                return self.random.choice(self.numbers)
            case "dec":
                return self.random.choice(self.numbers) / 2
            case "bln":
                return self.chance(0.5)
            case "dtm":
                return "2026-01-01T00:00:00.000Z"
            case "dur":
                return "PT1M"
            case "jsn":
                return self.json(3)
            case "phn":
                return "+13175550100"
            case _:
                return self.random.choice(self.strings)

    def named(self, name: str, depth: int) -> Json:
        if self.chance(0.5):
            return self.json(depth)
        return (
            "+13175550100" if re.search("ani|phone|number", name, re.IGNORECASE) else self.random.choice(self.strings)
        )

    def json(self, depth: int) -> Json:
        kind = self.random.random()
        if depth and kind < 0.6:
            return {name: self.named(name, depth - 1) for name in self.properties}
        if depth and kind < 0.75:
            return [self.json(depth - 1) for _ in range(self.random.randrange(3))]
        return self.random.choice([*self.strings, *self.numbers, True, False, None])


def data_actions(program: Program) -> list[Action[CallData]]:
    return [action for action in program.actions if isinstance(action.fields, CallData)]
