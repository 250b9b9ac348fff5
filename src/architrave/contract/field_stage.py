"""Checks a body against the contract: fields that are missing, misnamed, unknown or of the wrong type."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from architrave.cloud.permissions import invented_permissions
from architrave.contract.body.nodes import Member
from architrave.contract.case import Case
from architrave.contract.fields import INPUT_SYNONYMS, Misnamed, fold
from architrave.contract.findings import Patch
from architrave.contract.flow_id import check_flow_id
from architrave.contract.forum_fields import help_for, is_known
from architrave.contract.repair import INPUT_DATA, InputPlan, as_object, repair_inputs, resolve, same_json
from architrave.contract.rules import (
    BAD_FLOW_ID,
    CONFLICTING_FIELDS,
    INVENTED_PERMISSION,
    MISNAMED_FIELD,
    MISSING_FIELD,
    UNKNOWN_FIELD,
    WRONG_TYPE,
)
from architrave.contract.wording import kind, quote
from architrave.diagnostics import join_pointer

_EXPECTED = {
    "flowId": "a string with the flow's id",
    "flowVersion": 'a string such as "1.0"',
    "inputData": "an object with the flow's inputs",
    "name": "a string",
}


def check_fields(case: Case) -> frozenset[str]:
    """Report every problem with the body's fields, which are already sorted by role.

    Returns the names, in lower case, that `inputData` has after the fixes.
    """
    fields = case.fields
    if "flowId" not in fields.roles:
        case.findings.field(
            MISSING_FIELD,
            'The field "flowId" is missing: the body does not say which flow to launch.',
            (),
            (fields.node.start, fields.node.start + 1),
            'Add "flowId" with the id of the flow. GET /api/v2/flows?type=workflow lists the flows with their ids.',
            missing="flowId",
        )
    for role in ("flowId", "flowVersion", "name"):
        if role in fields.roles:
            _check_text_field(case, role, fields.roles[role])
    plan = _plan(case)
    for name in INPUT_SYNONYMS:
        if (synonym := case.fields.roles.get(name)) is not None and not isinstance(synonym.node.value, dict | None):
            _check_input_object(case, synonym)
    # In the order in which the fixes will be made: each builds on what earlier ones put into `inputData`.
    own = fields.roles.get(INPUT_DATA)
    wrong = [own] if own is not None and own.key == INPUT_DATA and not isinstance(own.node.value, dict | None) else []
    later = _once_renamed(case, plan)
    for item in sorted([*fields.misnamed, *fields.unknown, *wrong], key=_start):
        if isinstance(item, Misnamed):
            _check_misnamed(case, item, plan)
        elif item is own:
            _check_input_object(case, item, plan.decode())
        else:
            _check_unknown(case, item, plan, later)
    return frozenset(name.lower() for name in plan.held or ())


def _start(item: Misnamed | Member) -> int:
    return item.member.start if isinstance(item, Misnamed) else item.start


def _once_renamed(case: Case, plan: InputPlan) -> InputPlan | None:
    """What `inputData` holds under the extended contract once the misnamed input fields are moved into it.

    It is closed if one of them cannot be moved, since that field would disagree with anything added later. None: it
    does not matter.
    """
    if case.contract == "platform":
        return None
    trial = replace(plan)
    for item in case.fields.misnamed:
        if item.role == INPUT_DATA and as_object(item.member.node.value) is not None:
            taken = trial.take(item.member.key, item.member.node.value, all_must_fit=False) if item.certain else None
            trial.is_open = trial.is_open and taken is not None
    return trial


def _check_text_field(case: Case, role: str, member: Member) -> None:
    value = member.node.value
    path = (member.key,)
    repaired = repaired_text(case, role, value)
    fix: Patch | None = None
    if repaired is not None and not case.fields.is_misnamed(role):
        fix = [{"op": "replace", "path": join_pointer(path), "value": repaired}]
    if isinstance(value, str):
        if role == "flowId" and (bad := check_flow_id(value, case.flows)) is not None:
            case.at_value(BAD_FLOW_ID, bad.message, path, member, bad.help, fix)
    elif value is not None or role == "flowId":
        case.at_value(
            WRONG_TYPE,
            f"The field {quote(member.key)} must be {_EXPECTED[role]}, not {kind(value)}.",
            path,
            member,
            f"Send {quote(repaired)}." if repaired is not None else _help_for_type(role, value),
            fix,
        )


def _help_for_type(role: str, value: Any) -> str:
    if role == "flowVersion":
        return 'Versions are strings, such as "1.0". Omit the field to launch the latest published version.'
    if role == "flowId" and isinstance(value, dict) and "id" in value:
        return "Send the id itself, not an object that contains it."
    return f"Send {_EXPECTED[role]}" + (", or omit the field." if role == "name" else ".")


def repaired_text(case: Case, role: str, value: Any) -> str | None:
    """The text that this field was clearly meant to have; None if that is unclear or the value is already right."""
    if role == "flowId" and isinstance(value, str):
        bad = check_flow_id(value, case.flows)
        return bad.meant if bad is not None else None
    if role == "flowId" and isinstance(value, dict):
        entity = cast("dict[str, Any]", value)
        inner = entity.get("id")
        if not isinstance(inner, str) or len(entity) != 1:
            return None
        bad = check_flow_id(inner, case.flows)
        return inner if bad is None else bad.meant
    if role == "flowVersion" and isinstance(value, Decimal):
        return str(value)
    if role == "name" and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return None


def _plan(case: Case) -> InputPlan:
    """What `inputData` holds before the fixes."""
    member = case.fields.roles.get(INPUT_DATA)
    # Under the extended contract its synonyms are separate fields, which must agree with it: no fix adds to it.
    alone = not any(name in case.fields.roles for name in INPUT_SYNONYMS)
    if member is None or member.key != INPUT_DATA:
        return InputPlan(case.table, None, is_open=alone)
    value = member.node.value
    if value is None:
        return InputPlan(case.table, None, is_open=alone)
    if isinstance(value, dict):
        held = repair_inputs(cast("dict[str, Any]", value), case.table, all_must_fit=False)
        return InputPlan(case.table, held, is_open=alone and held is not None)
    inner = as_object(value)
    decoded = None if inner is None else repair_inputs(inner, case.table, all_must_fit=case.table is not None)
    return InputPlan(case.table, decoded, is_open=alone and decoded is not None, encoded=True)


def _check_input_object(case: Case, member: Member, fix: Patch | None = None) -> None:
    """Report a field of inputs that is not an object."""
    value = member.node.value
    case.at_value(
        WRONG_TYPE,
        f"The field {quote(member.key)} must be {_EXPECTED[INPUT_DATA]}, not {kind(value)}.",
        (member.key,),
        member,
        "It is JSON encoded as a string: send the object itself."
        if as_object(value) is not None
        else 'Send {"Flow.NAME": VALUE}, with one entry for each flow input.',
        fix,
    )


def _check_misnamed(case: Case, misnamed: Misnamed, plan: InputPlan) -> None:
    member, role = misnamed.member, misnamed.role
    message = f"The field {quote(member.key)} is called {quote(role)} in a launch request."
    help_ = f"Rename it to {quote(role)}."
    if role == INPUT_DATA:
        if member.node.value is not None and as_object(member.node.value) is None:
            _check_input_object(case, member)
        fix = plan.take(member.key, member.node.value, all_must_fit=False) if misnamed.certain else None
        help_ += ' Use the full name of each input, with its prefix: "Flow.NAME".'
        if fix is None and plan.held is not None:
            help_ = (
                f"The body also has {quote(INPUT_DATA)}: move the values that the flow needs into it, and remove this "
                "field."
            )
    else:
        fix = _rename(case, misnamed)
        other = case.fields.roles[role]
        if fix is None and other is not member:
            help_ = f"The body also has {quote(other.key)}, with a different value: keep one of them."
    if not misnamed.certain:
        message = f"A launch request has no field {quote(member.key)}. Did you mean {quote(role)}?"
    case.at_key(MISNAMED_FIELD, message, (member.key,), member, help_, fix)


def _rename(case: Case, misnamed: Misnamed) -> Patch | None:
    member, role = misnamed.member, misnamed.role
    source = join_pointer([member.key])
    playing = case.fields.roles[role]
    if not misnamed.certain:
        return None
    repaired = _repaired_value(case, role, member)
    if playing is not member:
        return [{"op": "remove", "path": source}] if same_json(_repaired_value(case, role, playing), repaired) else None
    if same_json(repaired, member.node.value):
        return [{"op": "move", "from": source, "path": f"/{role}"}]
    return [{"op": "add", "path": f"/{role}", "value": repaired}, {"op": "remove", "path": source}]


def _repaired_value(case: Case, role: str, member: Member) -> Any:
    """The value that a member in this role will have after the fixes."""
    value = member.node.value
    if role in INPUT_SYNONYMS and isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        inputs = repair_inputs(given, case.table, all_must_fit=False)
        return given if inputs is None else inputs
    repaired = repaired_text(case, role, value)
    return value if repaired is None else repaired


def _check_unknown(case: Case, member: Member, plan: InputPlan, later: InputPlan | None) -> None:
    value = member.node.value
    source = join_pointer([member.key])
    permissions = invented_permissions(_text_of(value)) if _may_name_permissions(member.key) else []
    for name in permissions:
        case.at_value(
            INVENTED_PERMISSION,
            f"The permission {name} does not exist; a launch needs architect:flow:launch.",
            (member.key,),
            member,
            "A token gets its permissions from the roles of its OAuth client or user, never from the request body.",
        )
    fix: Patch | None = None
    help_ = help_for(member.key, case.contract)
    if value is None or as_object(value) == {} or permissions:
        fix = [{"op": "remove", "path": source}]
        help_ = "Remove it: " + ("it is empty." if not permissions else "a request body cannot grant permissions.")
    elif (fix := _move(case, member, plan, later)) is not None:
        help_ = (
            f"These keys are flow inputs. Move them into {quote(INPUT_DATA)} and use their full names."
            if as_object(value)
            else f"This is a flow input. Move it into {quote(INPUT_DATA)} and use its full name."
        )
    elif isinstance(value, dict) and any(fold(key) == "flowid" for key in cast("dict[str, Any]", value)):
        help_ = f"Send only the content of {quote(member.key)}: the fields belong at the top level of the body."
    elif case.table is not None and isinstance(value, dict) and plan.is_open:
        help_ = _what_to_decide(case, cast("dict[str, Any]", value), help_)
    case.at_key(UNKNOWN_FIELD, f"A launch request has no field {quote(member.key)}.", (member.key,), member, help_, fix)


def _move(case: Case, member: Member, plan: InputPlan, later: InputPlan | None) -> Patch | None:
    """The patch that moves an unknown field into `inputData`, if it agrees with what will be there."""
    inputs = _inputs_in(case, member)
    if later is not None and replace(later).take(member.key, inputs, all_must_fit=True) is None:
        return None
    return plan.take(member.key, inputs, all_must_fit=True)


def _inputs_in(case: Case, member: Member) -> Any:
    """What an unknown field gives to the flow: its content, or the field itself if its key names an input."""
    value = member.node.value
    is_input = case.table is not None and resolve(member.key, case.table) is not None and not is_known(member.key)
    return {member.key: value} if is_input and as_object(value) is None else value


def _what_to_decide(case: Case, value: dict[str, Any], help_: str) -> str:
    table = case.table
    names = [item.name for item in table.all] if table is not None else []
    if table is None or not any(resolve(key, table) is not None for key in value):
        return help_
    shown = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return f"{help_} Not everything in it matches the flow's inputs: {shown}. Decide which value goes to which input."


def _may_name_permissions(key: str) -> bool:
    return any(word in key.lower() for word in ("scope", "permission", "role", "auth"))


def _text_of(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else " ".join(map(str, cast("list[Any]", value)))
        if isinstance(value, list)
        else ""
    )


def conflict(case: Case, member: Member, path: tuple[str | int, ...], other: str) -> None:
    """Report two fields with the same meaning and different values, under the extended contract."""
    case.at_key(
        CONFLICTING_FIELDS,
        f"{quote('.'.join(map(str, path)))} and {quote(other)} mean the same thing but have different values.",
        path,
        member,
        "Remove one of them, or give both the same value.",
    )
