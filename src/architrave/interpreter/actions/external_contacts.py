"""External contacts and organizations."""

from collections.abc import Callable
from typing import Any

from architrave.flows.program import Action
from architrave.interpreter.effects import Change, LookUp, Search
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value


def _getter(noun: str) -> Callable[[Machine, Action], Effects]:
    def get(machine: Machine, action: Action) -> Effects:
        identity: str | None = machine.evaluate(action.fields["id"])
        machine.seen = {"id": identity}
        entity: dict[str, Any] | None = machine.take((yield LookUp(noun, "id", identity))) if identity else None
        target = action.fields.get("result")
        if entity is None:
            machine.assign(target, None)
            return "notFound"
        if target is not None:
            machine.assign(target, world_value(target.type, entity, "The", noun))
        return "found"

    return get


performs("getExternalContact")(_getter("externalContact"))
performs("getExternalOrganization")(_getter("externalOrganization"))


@performs("searchExternalContacts")
def search_external_contacts(machine: Machine, action: Action) -> Effects:
    """Finds contacts by a text: MatchExact for one, MatchMultiple for several (documented)."""
    term: str | None = machine.evaluate(action.fields["term"])
    machine.seen = {"searchTerm": term}
    found: list[dict[str, Any]] = machine.take((yield Search("externalContact", term))) if term else []
    target = action.fields.get("results")
    if target is not None:
        machine.assign(target, world_value(target.type, found, "The external contacts"))
    if not found:
        return "notFound"
    return "matchExact" if len(found) == 1 else "matchMultiple"


@performs("promoteExternalContact", failure=True)
def promote_external_contact(machine: Machine, action: Action) -> Effects:
    """Makes an identified contact a curated one; here it is only looked up."""
    identity: str | None = machine.evaluate(action.fields["id"])
    machine.seen = {"id": identity}
    if not identity:
        return machine.fail(action, "NotSet", "The external contact's id is NOT_SET.")
    reply = machine.take((yield Change("externalContact", "promote", identity)))
    if "failure" in reply:
        return machine.fail(action, reply["failure"]["errorType"], reply["failure"]["errorMessage"])
    target = action.fields.get("result")
    if target is not None:
        machine.assign(target, world_value(target.type, reply["success"], "The external contact"))
    return "success"
