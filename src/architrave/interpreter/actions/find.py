"""The Find actions: one entity of the organization, by its name or its id."""

from collections.abc import Callable
from typing import Any

from architrave.flows.program import Action
from architrave.interpreter.effects import LookUp
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value

FINDS = {
    "findEmergencyGroup": ("emergencyGroup", "name"),
    "findGrammar": ("grammar", "name"),
    "findGrammarById": ("grammar", "id"),
    "findGroup": ("group", "name"),
    "findKnowledgeBaseDocumentById": ("knowledgeBaseDocument", "id"),
    "findLanguageSkill": ("languageSkill", "name"),
    "findQueue": ("queue", "name"),
    "findQueueById": ("queue", "id"),
    "findSchedule": ("schedule", "name"),
    "findScheduleGroup": ("scheduleGroup", "name"),
    "findSkill": ("skill", "name"),
    "findSystemPrompt": ("systemPrompt", "name"),
    "findUser": ("user", "name"),
    "findUserById": ("user", "id"),
    "findUserPrompt": ("userPrompt", "name"),
    "findUtilizationLabel": ("utilizationLabel", "name"),
}
"""The noun that each action finds, and the property that it finds it by."""


def _finder(noun: str, by: str) -> Callable[[Machine, Action], Effects]:
    def find(machine: Machine, action: Action) -> Effects:
        wanted: str | None = machine.evaluate(action.fields[by])
        machine.seen = {by: wanted}
        entity: dict[str, Any] | None = None
        if wanted is not None and wanted.strip():
            entity = machine.take((yield LookUp(noun, by, wanted)))
        target = action.fields.get("result")
        if entity is None:
            machine.assign(target, None)
            return "notFound"
        if target is not None:
            machine.assign(target, world_value(target.type, entity, "The", noun))
        return "found"

    return find


for _kind, (_noun, _by) in FINDS.items():
    performs(_kind)(_finder(_noun, _by))


@performs("findUsersById")
def find_users_by_id(machine: Machine, action: Action) -> Effects:
    """The users of several ids: Found where all are there, PartiallyFound where some are (documented)."""
    wanted: tuple[str | None, ...] = machine.evaluate(action.fields["ids"]) or ()
    machine.seen = {"ids": wanted}
    found: list[Any] = []
    for identity in wanted:
        entity = machine.take((yield LookUp("user", "id", identity))) if identity else None
        if entity is not None:
            found.append(entity)
    target = action.fields.get("result")
    if target is not None:
        machine.assign(target, world_value(target.type, found, "The users"))
    if not found:
        return "notFound"
    return "found" if len(found) == len(wanted) else "partiallyFound"
