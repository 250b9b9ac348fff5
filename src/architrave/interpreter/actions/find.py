"""The Find actions: an entity of the organization, by its name or its id."""

from architrave.flows.actions.find import FindById, FindByIds, FindByName
from architrave.flows.program import Action, Target
from architrave.interpreter.effects import Entity, LookUp
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, Work, performs
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

_BY = {"user": "email"}
"""The property by which Find finds an entity, if it is not the name."""

MOST_USERS = 50
"""How many users one action looks up (documented)."""


@performs(FindByName)
def find_by_name(machine: Machine, action: Action[FindByName]) -> Effects:
    """The entity with this name, or the user with this email address. NOT_SET or a blank name is not found.

    Case is ignored, and only the path Found sets the result (documented). Spaces around the name are ignored (assumed).
    """
    noun = NOUNS[action.kind]
    wanted = machine.evaluate(action.fields.name)
    machine.seen = {"name": wanted}
    entity: Entity | None = None
    if wanted is not None and wanted.strip():
        entity = yield from looked_up(machine, noun, _BY.get(noun, "name"), wanted.strip())
    return found_or_not(machine, action.fields.result, entity, noun)


@performs(FindById)
def find_by_id(machine: Machine, action: Action[FindById]) -> Effects:
    """The entity with this id. NOT_SET or a blank id is not found.

    Case and spaces around the id are ignored (documented for queues, assumed for the rest), and only the path Found
    sets the result (documented).
    """
    noun = NOUNS[action.kind]
    wanted = machine.evaluate(action.fields.id)
    machine.seen = {"id": wanted}
    entity: Entity | None = None
    if wanted is not None and wanted.strip():
        entity = yield from looked_up(machine, noun, "id", wanted.strip())
    return found_or_not(machine, action.fields.result, entity, noun)


def looked_up(machine: Machine, noun: str, by: str, value: str) -> Work[Entity | None]:
    """The entity, within the limits on dynamic look-ups."""
    machine.count_look_up(noun, by, value)
    return machine.take(asked := LookUp(noun, by, value), (yield asked))


def found_or_not(machine: Machine, target: Target | None, entity: Entity | None, noun: str) -> Path:
    """Assigns the entity and takes Found. Without an entity, takes Not Found and leaves the variable as it is."""
    if entity is None:
        return "notFound"
    if target is not None:
        machine.assign(target, world_value(target.type, entity, "The", noun))
    return "found"


@performs(FindByIds)
def find_users_by_id(machine: Machine, action: Action[FindByIds]) -> Effects:
    """The users with these ids: Found if all exist, PartiallyFound if some do.

    The results match the ids one to one, with NOT_SET for an id without a user. Only the first 50 ids are looked up,
    the results for the rest are NOT_SET (all documented); that the path is then PartiallyFound is assumed, and so is
    that Not Found leaves the variable as it is.
    """
    wanted = machine.evaluate(action.fields.ids) or ()
    machine.seen = {"ids": wanted}
    users: list[Entity | None] = []
    for identity in wanted[:MOST_USERS]:
        user: Entity | None = None
        if identity is not None and identity.strip():
            user = machine.take(asked := LookUp("user", "id", identity.strip()), (yield asked))
        users.append(user)
    if not any(users):
        return "notFound"
    target = action.fields.result
    if target is not None:
        results = [*users, *[None] * (len(wanted) - len(users))]
        machine.assign(target, world_value(target.type, results, "The users"))
    return "found" if len(users) == len(wanted) and all(users) else "partiallyFound"
