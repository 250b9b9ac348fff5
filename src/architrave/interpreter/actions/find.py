"""The Find actions: an entity of the organization, by its name or its id."""

from architrave.flows.actions.find import FindById, FindByIds, FindByName
from architrave.flows.program import Action, Target
from architrave.interpreter.effects import Entity, LookUp
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, performs
from architrave.interpreter.plain import world_value

NOUNS = {
    "findEmergencyGroup": "emergencyGroup",
    "findGrammar": "grammar",
    "findGrammarById": "grammar",
    "findGroup": "group",
    "findKnowledgeBaseDocumentById": "knowledgeBaseDocument",
    "findLanguageSkill": "languageSkill",
    "findQueue": "queue",
    "findQueueById": "queue",
    "findSchedule": "schedule",
    "findScheduleGroup": "scheduleGroup",
    "findSkill": "skill",
    "findSystemPrompt": "systemPrompt",
    "findUser": "user",
    "findUserById": "user",
    "findUserPrompt": "userPrompt",
    "findUtilizationLabel": "utilizationLabel",
}
"""The noun that each action finds."""


@performs(FindByName)
def find_by_name(machine: Machine, action: Action[FindByName]) -> Effects:
    """The entity with this name."""
    noun = NOUNS[action.kind]
    wanted = machine.evaluate(action.fields.name)
    machine.seen = {"name": wanted}
    entity: Entity | None = None
    if wanted is not None and wanted.strip():
        entity = machine.take(asked := LookUp(noun, "name", wanted), (yield asked))
    return found_or_not(machine, action.fields.result, entity, noun)


@performs(FindById)
def find_by_id(machine: Machine, action: Action[FindById]) -> Effects:
    """The entity with this id."""
    noun = NOUNS[action.kind]
    wanted = machine.evaluate(action.fields.id)
    machine.seen = {"id": wanted}
    entity: Entity | None = None
    if wanted is not None and wanted.strip():
        entity = machine.take(asked := LookUp(noun, "id", wanted), (yield asked))
    return found_or_not(machine, action.fields.result, entity, noun)


def found_or_not(machine: Machine, target: Target | None, entity: Entity | None, noun: str) -> Path:
    """Assigns the entity, or NOT_SET if there is none, and returns the path."""
    if entity is None:
        machine.assign(target, None)
        return "notFound"
    if target is not None:
        machine.assign(target, world_value(target.type, entity, "The", noun))
    return "found"


@performs(FindByIds)
def find_users_by_id(machine: Machine, action: Action[FindByIds]) -> Effects:
    """The users with these ids: Found if all exist, PartiallyFound if some do (documented)."""
    wanted = machine.evaluate(action.fields.ids) or ()
    machine.seen = {"ids": wanted}
    found: list[Entity] = []
    for identity in wanted:
        entity: Entity | None = None
        if identity:
            entity = machine.take(asked := LookUp("user", "id", identity), (yield asked))
        if entity is not None:
            found.append(entity)
    target = action.fields.result
    if target is not None:
        machine.assign(target, world_value(target.type, found, "The users"))
    if not found:
        return "notFound"
    return "found" if len(found) == len(wanted) else "partiallyFound"
