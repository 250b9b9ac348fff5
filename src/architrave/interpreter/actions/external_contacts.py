"""External contacts and organizations."""

from architrave.flows.actions.external_contacts import GetExternal, PromoteExternalContact, SearchExternalContacts
from architrave.flows.program import Action
from architrave.interpreter.actions.find import found_or_not
from architrave.interpreter.effects import Change, Entity, LookUp, Search
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value

NOUNS = {"getExternalContact": "externalContact", "getExternalOrganization": "externalOrganization"}
"""The noun that each action gets."""


@performs(GetExternal)
def get_external(machine: Machine, action: Action[GetExternal]) -> Effects:
    """Gets a contact or organization by its id."""
    noun = NOUNS[action.kind]
    identity = machine.evaluate(action.fields.id)
    machine.seen = {"id": identity}
    entity: Entity | None = None
    if identity:
        entity = machine.take(asked := LookUp(noun, "id", identity), (yield asked))
    return found_or_not(machine, action.fields.result, entity, noun)


@performs(SearchExternalContacts)
def search_external_contacts(machine: Machine, action: Action[SearchExternalContacts]) -> Effects:
    """Finds contacts by a text: MatchExact for one, MatchMultiple for several (documented)."""
    term = machine.evaluate(action.fields.term)
    machine.seen = {"searchTerm": term}
    found: list[Entity] = []
    if term:
        found = machine.take(asked := Search("externalContact", term), (yield asked))
    target = action.fields.results
    if target is not None:
        machine.assign(target, world_value(target.type, found, "The external contacts"))
    if not found:
        return "notFound"
    return "matchExact" if len(found) == 1 else "matchMultiple"


@performs(PromoteExternalContact)
def promote_external_contact(machine: Machine, action: Action[PromoteExternalContact]) -> Effects:
    """Promotes an identified contact to a curated one."""
    identity = machine.evaluate(action.fields.id)
    machine.seen = {"id": identity}
    if not identity:
        return machine.fail(action, "NotSet", "The external contact's id is NOT_SET.")
    reply = machine.take(asked := Change("externalContact", "promote", identity), (yield asked))
    if "failure" in reply:
        return machine.fail(action, reply["failure"]["errorType"], reply["failure"]["errorMessage"])
    target = action.fields.result
    if target is not None:
        machine.assign(target, world_value(target.type, reply["success"], "The external contact"))
    return "success"
