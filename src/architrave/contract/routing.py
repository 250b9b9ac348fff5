"""The routing data of the extended contract: the participants of the execution."""

from typing import Any, cast

from architrave.contract.body.nodes import Member
from architrave.contract.case import Case
from architrave.contract.flow_stage import LAUNCHABLE
from architrave.contract.object_fields import check_keys, object_field, text_entry
from architrave.contract.rules import (
    MISSING_ADDRESS,
    MISSING_ROUTING,
    PARTICIPANT_BUSY,
    PARTICIPANT_NOT_READY,
    UNSUPPORTED_LANGUAGE,
    WRONG_TYPE,
)
from architrave.contract.wording import join, kind, quote

_KEYS = ("from", "to", "language", "participantId")
_FROM_KEYS = ("id", "name", "address")
_TO_KEYS = ("id", "name")
_NEED_ADDRESS = ("call", "voice", "sms", "shortmessage")
_STATUS_KEYS = ("status", "presenceDefinition", "systemPresence", "name")
_READY = frozenset({"available", "on queue", "on_queue", "onqueue", "ready", "idle"})


def check_routing(case: Case) -> dict[str, Any] | None:
    """Check `routingData`; return it as sent, with the participant's id, or None without it."""
    member = object_field(case, "routingData")
    interaction = case.flow is not None and case.flow.type not in (LAUNCHABLE, "commonModule")
    if member is None:
        if interaction and case.flow is not None and "routingData" not in case.fields.roles:
            case.findings.field(
                MISSING_ROUTING,
                f"A flow of type {case.flow.type} needs routingData, which names the participants.",
                (),
                (case.fields.node.start, case.fields.node.start + 1),
                'Add "routingData": {"from": {"id": …, "address": …}, "to": {"id": …}}.',
            )
        return None
    check_keys(case, member.node, (member.key,), _KEYS)
    routing: dict[str, Any] = {}
    for key, known in (("from", _FROM_KEYS), ("to", _TO_KEYS)):
        if (party := _party(case, member, key, known)) is not None:
            routing[key] = party
    for key in ("language", "participantId"):
        if (entry := text_entry(case, member.node, (member.key,), key)) is not None:
            routing[key] = entry.node.value
    if interaction:
        _check_address(case, member, routing)
    _check_language(case, member)
    _check_participant(case, member, routing)
    return routing


def _party(case: Case, member: Member, key: str, known: tuple[str, ...]) -> dict[str, Any] | None:
    entry = member.node.member(key)
    if entry is None or entry.node.value is None:
        return None
    path = (member.key, key)
    if not entry.node.is_object:
        message = f"{quote('.'.join(path))} must be an object, not {kind(entry.node.value)}."
        case.at_value(WRONG_TYPE, message, path, entry, 'Send {"id": …}.')
        return None
    check_keys(case, entry.node, path, known)
    found = {name: text_entry(case, entry.node, path, name) for name in known}
    return {name: part.node.value for name, part in found.items() if part is not None}


def _check_address(case: Case, member: Member, routing: dict[str, Any]) -> None:
    flow_type = case.flow.type if case.flow is not None else ""
    if routing.get("from", {}).get("address") or not any(word in flow_type.lower() for word in _NEED_ADDRESS):
        return
    sender = member.node.member("from")
    node, path = (sender.node, (member.key, "from")) if sender is not None else (member.node, (member.key,))
    case.findings.field(
        MISSING_ADDRESS,
        f"A flow of type {flow_type} needs the address that the interaction comes from.",
        path,
        (node.start, node.start + 1),
        'Add "address" to "from", with the number in E.164 format, for example "+13175550100".',
    )


def _check_language(case: Case, member: Member) -> None:
    entry = member.node.member("language")
    program = case.flow.program if case.flow is not None else None
    if entry is None or program is None or not isinstance(entry.node.value, str):
        return
    supported = program.supported_languages
    if not supported or _tag(entry.node.value) in {_tag(language) for language in supported}:
        return
    case.at_value(
        UNSUPPORTED_LANGUAGE,
        f"The flow does not support the language {quote(entry.node.value)}.",
        (member.key, "language"),
        entry,
        f'It supports {join(supported)}. Omit "language" to use the flow\'s default.',
    )


def _tag(language: str) -> str:
    return language.lower().replace("_", "-")


def _check_participant(case: Case, member: Member, routing: dict[str, Any]) -> None:
    sender = routing.get("from", {}).get("id")
    participant = routing.get("participantId") or sender
    if case.entities is None or participant is None:
        return
    running = case.entities.running_with(participant)
    entry, path = _participant_entry(member)
    if running is not None:
        case.at_value(
            PARTICIPANT_BUSY,
            f"The participant {quote(participant)} is in execution {running}, which is still running.",
            path,
            entry,
            "Wait until it ends, or use a different participantId for each launch (a new UUID).",
        )
    user = case.entities.look_up("user", "id", sender) if sender is not None else None
    if user is not None and (status := _status(user)) is not None and status.lower() not in _READY:
        case.at_value(
            PARTICIPANT_NOT_READY,
            f"The user {quote(str(sender))} is not ready to take part (status: {status}).",
            (member.key, "from", "id"),
            _inner(member, "from", "id"),
            "Have the user go on queue, or use a participant that is not a user (a new UUID).",
        )


def _participant_entry(member: Member) -> tuple[Member, tuple[str | int, ...]]:
    own = member.node.member("participantId")
    if own is not None and own.node.value:
        return own, (member.key, "participantId")
    return _inner(member, "from", "id"), (member.key, "from", "id")


def _inner(member: Member, *keys: str) -> Member:
    for key in keys:
        member = member.node.member(key) or member
    return member


def _status(user: dict[str, Any]) -> str | None:
    """The status of a user as the organization shows it: the `status`, the routing status or the presence."""
    status: Any = user.get("status") or user.get("routingStatus") or user.get("presence")
    while isinstance(status, dict):
        values = cast("dict[str, Any]", status)
        status = next((values[key] for key in _STATUS_KEYS if key in values), None)
    return status if isinstance(status, str) and status else None
