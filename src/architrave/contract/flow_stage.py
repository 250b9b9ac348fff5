"""Checks the flow that a request names: does it exist, is it published in that version, can it be launched."""

from architrave.contract.body.nodes import Member
from architrave.contract.case import Case
from architrave.contract.field_stage import repaired_text
from architrave.contract.flow_pins import LAUNCHABLE, pin_help
from architrave.contract.identifiers import is_uuid
from architrave.contract.rules import FLOW_NOT_LAUNCHABLE, UNKNOWN_FLOW, UNKNOWN_VERSION, UNPUBLISHED_FLOW
from architrave.contract.wording import join, quote
from architrave.contract.world import FlowFinder, FoundFlow
from architrave.diagnostics import did_you_mean

_INTERACTIONS = ("call", "chat", "message", "email", "inqueue", "voice")


def find_flow(case: Case) -> FoundFlow | None:
    """The flow that the body means, with its id and version corrected if the fix is certain."""
    if case.flows is None:
        return None
    # In a check against one flow file, even a body without an id means that flow.
    return case.flows.find(meant_text(case, "flowId") or "", meant_text(case, "flowVersion") or None)


def meant_text(case: Case, role: str) -> str | None:
    """The text of the member in a role, corrected if the fix is certain; None if the member or its text is missing."""
    member = case.fields.roles.get(role)
    if member is None:
        return None
    value = member.node.value
    repaired = repaired_text(case, role, value)
    return repaired if repaired is not None else value if isinstance(value, str) else None


def check_flow(case: Case) -> None:
    """Check the flow and its version against the organization."""
    member = case.fields.roles.get("flowId")
    if case.flows is None or member is None or not meant_text(case, "flowId"):
        return
    if case.flow is None:
        if not is_uuid(meant_text(case, "flowId") or ""):
            return  # `bad-flow-id` reports it
        _unknown_flow(case, member, case.flows)
        return
    _check_version(case, case.flow, member)
    if case.flow.type != LAUNCHABLE:
        _not_launchable(case, case.flow, member)


def _unknown_flow(case: Case, member: Member, flows: FlowFinder) -> None:
    wanted = meant_text(case, "flowId") or ""
    known = list(flows.known())
    near = did_you_mean(wanted, [flow_id for flow_id, _ in known], cutoff=0.85)
    file = flows.id_file()
    if near is not None:
        help_ = f"Did you mean {near} ({dict(known)[near]})?"
    elif not known:
        help_ = "The organization has no flows."
    elif file is not None:
        help_ = pin_help(wanted, case.fields, flows, file)
    else:
        more = ["others"] if len(known) > 3 else []
        shown = join([f"{flow_id} ({name})" for flow_id, name in known[:3]] + more)
        help_ = f"The organization has {shown}. Was the id copied from another organization?"
    case.at_value(UNKNOWN_FLOW, f"Could not find flow with specified ID {quote(wanted)}.", (member.key,), member, help_)


def _check_version(case: Case, flow: FoundFlow, member: Member) -> None:
    if flow.program is not None:
        return
    if not flow.versions:
        case.at_value(
            UNPUBLISHED_FLOW,
            f"The flow {quote(flow.name)} has never been published.",
            (member.key,),
            member,
            "Publish it in Architect, or with `archy publish`; a saved draft cannot be launched.",
        )
        return
    asked = case.fields.roles.get("flowVersion", member)
    version = meant_text(case, "flowVersion") or ""
    if not version or version in flow.versions:
        case.at_value(
            UNPUBLISHED_FLOW,
            f"The flow {quote(flow.name)} is not published any more.",
            (member.key,),
            member,
            "It was deactivated. Publish it again.",
        )
        return
    near = did_you_mean(version, flow.versions, cutoff=0.7) or next(
        (known for known in flow.versions if known.partition(".")[0] == version.partition(".")[0]), None
    )
    case.at_value(
        UNKNOWN_VERSION,
        f"The flow {quote(flow.name)} has no version {quote(version)}.",
        (asked.key,),
        asked,
        (f"Did you mean {quote(near)}? " if near else "")
        + f"Published versions: {join([quote(known) for known in flow.versions[-6:]])}. Omit flowVersion to launch the "
        "latest.",
    )


def _not_launchable(case: Case, flow: FoundFlow, member: Member) -> None:
    is_interaction = any(word in flow.type.lower() for word in _INTERACTIONS)
    help_ = (
        "An interaction flow starts with an interaction: place a call or send a message to a number that routes to it. "
        "Architrave does not launch flows of other types."
        if is_interaction
        else "Launch a workflow instead. A common module is called by other flows."
    )
    message = f"The flow {quote(flow.name)} has type {flow.type}; only flows of type workflow can be launched."
    case.at_value(FLOW_NOT_LAUNCHABLE, message, (member.key,), member, help_)
