"""Fields of the extended contract that are objects: their type and their keys."""

from architrave.contract.body.nodes import Member, Node
from architrave.contract.case import Case
from architrave.contract.rules import UNKNOWN_FIELD, WRONG_TYPE
from architrave.contract.wording import join, kind, quote
from architrave.diagnostics import did_you_mean


def object_field(case: Case, name: str) -> Member | None:
    """A field that must be an object, if it is present and is one; null counts as omitted."""
    member = case.fields.roles.get(name)
    if member is None or member.node.value is None:
        return None
    if not member.node.is_object:
        case.at_value(
            WRONG_TYPE,
            f"The field {quote(member.key)} must be an object, not {kind(member.node.value)}.",
            (member.key,),
            member,
            "Send an object, or omit the field.",
        )
        return None
    return member


def check_keys(case: Case, node: Node, path: tuple[str | int, ...], known: tuple[str, ...]) -> None:
    """Report every key of an object that the contract does not have there."""
    for entry in node.fields():
        if entry.key in known:
            continue
        near = did_you_mean(entry.key, known)
        where = ".".join(str(step) for step in path)
        case.at_key(
            UNKNOWN_FIELD,
            f"{quote(where)} has no field {quote(entry.key)}." + (f" Did you mean {quote(near)}?" if near else ""),
            (*path, entry.key),
            entry,
            f"Its fields are {join([quote(name) for name in known])}.",
        )


def text_entry(case: Case, node: Node, path: tuple[str | int, ...], key: str) -> Member | None:
    """An entry of an object that must be a string, if it is present and is one; null counts as omitted."""
    entry = node.member(key)
    if entry is None or entry.node.value is None:
        return None
    if not isinstance(entry.node.value, str):
        where = ".".join(map(str, (*path, key)))
        message = f"{quote(where)} must be a string, not {kind(entry.node.value)}."
        case.at_value(WRONG_TYPE, message, (*path, key), entry, "Put it in double quotes.")
        return None
    return entry
