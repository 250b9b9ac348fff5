"""The fields that the extended contract adds to the platform's: initiator, context, routingData, executionConfig.

The cloud does not have them; their meaning is Architrave's design (provenance: assumed throughout).
"""

from typing import Any, cast

from architrave.contract.body.nodes import Member
from architrave.contract.case import Case
from architrave.contract.field_stage import conflict
from architrave.contract.initiator import check_initiator
from architrave.contract.launch_inputs import Given, check_value
from architrave.contract.object_fields import check_keys, object_field
from architrave.contract.repair import as_object, resolve, same_json
from architrave.contract.request import Extended
from architrave.contract.routing import check_routing
from architrave.contract.rules import UNKNOWN_QUEUE, WRONG_TYPE
from architrave.contract.wording import kind, quote

_CONTEXT_FIELDS = ("context", "customData")


def check_extended(case: Case, given: Given) -> Extended:
    """Check the extended fields; give the flow's inputs their values from the context."""
    context = _check_context(case, given)
    initiator = check_initiator(case)
    routing = check_routing(case)
    queue = _check_queue(case)
    return Extended(initiator, context, routing, queue)


def _check_context(case: Case, given: Given) -> dict[str, Any]:
    members = [member for name in _CONTEXT_FIELDS if (member := object_field(case, name)) is not None]
    if len(members) == 2 and not same_json(members[0].node.value, members[1].node.value):
        later = max(members, key=lambda member: member.start)
        conflict(case, later, (later.key,), next(member.key for member in members if member is not later))
    for member in members[:1]:
        _give_inputs(case, member, given)
    return cast("dict[str, Any]", members[0].node.value) if members else {}


def _give_inputs(case: Case, member: Member, given: Given) -> None:
    """Set inputs from keys that name them, with or without the prefix, unless `inputData` already sets them."""
    if case.table is None:
        return
    for entry in member.node.fields():
        found = case.table.find(entry.key) or case.table.find_bare(entry.key)
        if found is None or found.name in given.values:
            continue
        check_value(case, entry, (member.key, entry.key), found, repairable=True)
        given.values[found.name] = entry.node.value
        given.keys[found.name] = entry


def _check_queue(case: Case) -> dict[str, Any] | None:
    member = object_field(case, "executionConfig")
    if member is None:
        return None
    check_keys(case, member.node, (member.key,), ("queueName",))
    entry = member.node.member("queueName")
    if entry is None or entry.node.value is None:
        return None
    name = entry.node.value
    path = (member.key, "queueName")
    if not isinstance(name, str):
        case.at_value(
            WRONG_TYPE,
            f"The queue's name must be a string, not {kind(name)}.",
            path,
            entry,
            "Put it in double quotes.",
        )
        return None
    if case.entities is None:
        return {"name": name}
    queue = case.entities.look_up("queue", "name", name)
    if queue is None:
        message = f"The organization has no queue {quote(name)}."
        help_ = "Check the spelling. GET /api/v2/routing/queues lists the queues."
        case.at_value(UNKNOWN_QUEUE, message, path, entry, help_)
    return queue


def check_inputs_agree(case: Case, members: list[Member]) -> None:
    """Check that `inputData` and its synonyms, as objects or encoded as strings, have the same values."""
    if len(members) < 2:
        return
    first = _by_name(case, members[0])
    for member in members[1:]:
        if not same_json(_by_name(case, member), first):
            conflict(case, member, (member.key,), members[0].key)


def _by_name(case: Case, member: Member) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for key, value in (as_object(member.node.value) or {}).items():
        found = resolve(key, case.table) if case.table is not None else None
        named[found.input.name if found else key.lower().removeprefix("flow.")] = value
    return named
