"""What a box says about its action besides its name: what it decides by, calls, finds, plays or waits for."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from architrave.expressions.faults import ExpressionError
from architrave.expressions.question import Asked, Question
from architrave.expressions.values import Audio, Communication, Record, text_of
from architrave.expressions.values.media import voice_parts
from architrave.flows.actions.bots import CallBotFlow, CallDigitalBotFlow, CallVoiceFlow
from architrave.flows.actions.branching import FirstMatch, Switch
from architrave.flows.actions.data import UpdateData
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.actions.loops import Loop, LoopUntil
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.actions.routing import TransferToFlow, TransferToFlowSecure
from architrave.flows.program import AnyAction, Fields, Slot

_SLOTS = (
    "condition",
    "name",
    "id",
    "duration",
    "exit_reason",
    "schedule_group",
    "target_queue",
    "target_user",
    "target_group",
    "target_number",
    "audio",
    "input_audio",
    "communication",
    "question",
    "message_body",
    "body",
)
"""The slots that say what an action is about, in order of preference."""


_ONE_TEXT = re.compile(r'(?:MakeCommunication|ToCommunication|ToAudioTTS)\(\s*"((?:[^"\\]|\\.)*)"\s*\)', re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


def detail_of(action: AnyAction) -> str:
    """What an action is about, as one text; empty if its fields do not say."""
    match action.fields:
        case CallData(category=category):
            return " / ".join(filter(None, (category.name, category.item.data_action.name)))
        case DataTableLookup(table=table) | CallDecisionTable(table=table):
            return table.name or ""
        case CallCommonModule(module=module):
            return module.name
        case CallBotFlow(bot=bot) | CallDigitalBotFlow(bot=bot) | CallVoiceFlow(bot=bot):
            return bot.name
        case TransferToFlow(target_flow=flow) | TransferToFlowSecure(target_flow=flow):
            return flow.name or ""
        case Loop(count=count):
            times = text_of_slot(count)
            return f"{times} times" if times else ""
        case LoopUntil(cases=cases):
            return "until " + " or ".join(filter(None, (text_of_slot(case.holds) for case in cases))) if cases else ""
        case UpdateData(statements=statements):
            return ", ".join(f"{each.target.name} = {text_of_slot(each.value) or '…'}" for each in statements)
        case Switch(evaluate=FirstMatch(value=value)):
            return text_of_slot(value)
        case _:
            return next(filter(None, _by_slot(action.fields)), "")


def labels_of_cases(action: AnyAction) -> dict[str, str]:
    """What the outputs of a decision or switch stand for, by their names: the condition or value of each case."""
    match action.fields:
        case Switch(evaluate=evaluate):
            return {f"case {n}": text_of_slot(case.value) for n, case in enumerate(evaluate.cases, 1)}
        case _:
            return {}


def text_of_slot(slot: "Slot[object] | None") -> str:
    """What is written in a slot: its expression, or its literal if that can be shown."""
    if slot is None or not slot.is_set:
        return ""
    value = slot.evaluate({}, _ask_nothing) if slot.is_constant else None
    if isinstance(value, Audio | Communication):
        return _said(value)
    if slot.text is not None:
        return _without_call(slot.text)
    return _shown(value) if slot.is_constant else _looked_up(slot)


def _looked_up(slot: "Slot[object]") -> str:
    """The name in a literal that stands for an entity: it is what the literal asks for."""
    asked: list[Question] = []

    def note(question: Question) -> None:
        asked.append(question)

    with suppress(Asked, ExpressionError):
        slot.evaluate({}, note)
    return next((str(each.arguments[-1]) for each in asked if each.name == "lookUp"), "")


def _by_slot(fields: Fields) -> Iterator[str]:
    slots = fields.slots()
    for name in _SLOTS:
        if name in slots:
            yield text_of_slot(slots[name])


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case timedelta():
            return _duration(value)
        case Record():
            name = value.properties.get("name")
            return name if isinstance(name, str) else ""
        case None:
            return ""
        case _:
            return text_of(value)


def _without_call(expression: str) -> str:
    """The text alone of an expression that only makes a message or audio of one text."""
    found = _ONE_TEXT.fullmatch(expression.strip())
    return expression if found is None else f"“{_ESCAPED.sub(_unescaped, found[1])}”"


def _unescaped(escape: "re.Match[str]") -> str:
    return " " if escape[1] in "nrt" else escape[1]


def _said(value: Audio | Communication) -> str:
    """The words of what is played or shown, in quotes."""
    words = " ".join(part.text for part in voice_parts(value.parts) if part.text)
    return f"“{words}”" if words else ""


def _duration(value: timedelta) -> str:
    """A duration in words: `2 h 30 min`."""
    minutes, seconds = divmod(value.total_seconds(), 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    parts = [f"{number:g} {unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))]
    return " ".join(part for part in parts if not part.startswith("0 ")) or "0 s"


def _ask_nothing(_question: Question) -> None:
    """The answer to a constant's question: it has none."""
