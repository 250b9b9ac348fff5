"""The initiator of the extended contract: who requested the launch, looked up in the organization."""

from dataclasses import dataclass
from typing import Any

from architrave.contract.body.nodes import Member
from architrave.contract.case import Case
from architrave.contract.field_stage import conflict
from architrave.contract.fields import fold
from architrave.contract.object_fields import check_keys, object_field, text_entry
from architrave.contract.rules import (
    CONFLICTING_FIELDS,
    INACTIVE_INITIATOR,
    MISSING_FIELD,
    UNKNOWN_INITIATOR,
    WRONG_TYPE,
)
from architrave.contract.wording import join, quote
from architrave.diagnostics import did_you_mean

TYPES = ("user", "externalContact", "system", "email")
_KEYS = ("id", "userId", "email", "type")


@dataclass(slots=True)
class _Named:
    """A member that describes the initiator, and its path."""

    member: Member
    path: tuple[str | int, ...]

    @property
    def text(self) -> str:
        return str(self.member.node.value)


def check_initiator(case: Case) -> dict[str, Any] | None:
    """Check `initiator`, `type` and `user`.

    Returns the initiator as the organization knows it, None if the body has no initiator.
    """
    initiator, user = object_field(case, "initiator"), object_field(case, "user")
    said = _collect(case, initiator, user)
    kind = _kind(case, said)
    if kind == "system":
        return {"type": "system", **({"id": said["id"].text} if "id" in said else {})}
    if "id" in said or "email" in said:
        return _look_up(case, kind, said)
    container = initiator or user
    if kind is not None and container is not None and not _is_explained(container):
        case.findings.field(
            MISSING_FIELD,
            f'{quote(container.key)} does not identify anyone: its "id" is missing.',
            (container.key,),
            (container.node.start, container.node.start + 1),
            f'Add "id" (or "userId" or "email"), or omit {quote(container.key)} to use the owner of the token.',
            missing="id",
        )
    elif kind in ("externalContact", "email") and container is None and not _names_somebody(case):
        node = case.fields.node
        case.findings.field(
            MISSING_FIELD,
            f'The "type" is {kind}, but nothing identifies one: the owner of the token is a user or a client.',
            (),
            (node.start, node.start + 1),
            f'Add "initiator": {{"{"email" if kind == "email" else "id"}": …}}, or omit "type".',
            missing="initiator",
        )
    return None


def _names_somebody(case: Case) -> bool:
    """Whether there is an initiator that is not an object, which has already been reported."""
    return any(
        name in case.fields.roles and case.fields.roles[name].node.value is not None for name in ("initiator", "user")
    )


def _is_explained(container: Member) -> bool:
    """Whether another diagnostic already explains the missing id: it is misspelled or not a string."""
    return any(
        entry.node.value is not None and (fold(entry.key) in ("id", "userid", "email"))
        for entry in container.node.fields()
    )


def _collect(case: Case, initiator: Member | None, user: Member | None) -> dict[str, _Named]:
    """What the body says about the initiator: `id`, `email`, `type`. Anything said twice must agree."""
    said: dict[str, _Named] = {}

    def note(what: str, named: _Named | None) -> None:
        if named is None:
            return
        before = said.setdefault(what, named)
        if before.member.node.value != named.member.node.value:
            conflict(case, named.member, named.path, ".".join(map(str, before.path)))

    if initiator is not None:
        check_keys(case, initiator.node, (initiator.key,), _KEYS)
        for key in _KEYS:
            note("id" if key == "userId" else key, _entry(case, initiator, key))
    if user is not None:
        check_keys(case, user.node, (user.key,), ("id", "email"))
        for key in ("id", "email"):
            note(key, _entry(case, user, key))
    note("type", _type_field(case))
    return said


def _entry(case: Case, container: Member, key: str) -> _Named | None:
    entry = text_entry(case, container.node, (container.key,), key)
    return None if entry is None else _Named(entry, (container.key, key))


def _type_field(case: Case) -> _Named | None:
    if "type" not in case.fields.roles:
        return None
    entry = text_entry(case, case.fields.node, (), case.fields.roles["type"].key)
    return None if entry is None else _Named(entry, (entry.key,))


def _kind(case: Case, said: dict[str, _Named]) -> str | None:
    """The type of the initiator; None for one that does not exist, which is reported."""
    if "type" not in said:
        return "email" if "email" in said and "id" not in said else "user"
    named = said["type"]
    if named.text in TYPES:
        return named.text
    near = did_you_mean(named.text, TYPES)
    case.at_value(
        WRONG_TYPE,
        f"The initiator type {quote(named.text)} does not exist." + (f" Did you mean {quote(near)}?" if near else ""),
        named.path,
        named.member,
        f"Use {join([quote(name) for name in TYPES], 'or')}.",
    )
    return None


def _look_up(case: Case, kind: str | None, said: dict[str, _Named]) -> dict[str, Any] | None:
    by_email = kind == "email" or "id" not in said
    named = said["email"] if "email" in said and by_email else said.get("id") or said["email"]
    if kind is None or case.entities is None:
        return {"type": kind or "user", "email" if by_email else "id": named.text}
    noun = "externalContact" if kind == "externalContact" else "user"
    entity = case.entities.look_up(noun, "email" if by_email else "id", named.text)
    if entity is None:
        what = "external contact" if noun == "externalContact" else "user"
        how = "with the email address" if by_email else "with the id"
        case.at_value(
            UNKNOWN_INITIATOR,
            f"The organization has no {what} {how} {quote(named.text)}.",
            named.path,
            named.member,
            "Check it with GET /api/v2/users/ID, or omit the initiator to use the owner of the token."
            if noun == "user"
            else "Check the contact's id, or omit the initiator to use the owner of the token.",
        )
        return None
    if noun == "user" and not by_email and "email" in said:
        other = case.entities.look_up(noun, "email", said["email"].text)
        if other is None or other.get("id") != entity.get("id"):
            email = said["email"]
            message = f"{quote('.'.join(map(str, email.path)))} and {quote('.'.join(map(str, named.path)))} do not name"
            help_ = "Remove one of them: either is enough."
            case.at_key(CONFLICTING_FIELDS, f"{message} the same user.", email.path, email.member, help_)
    if noun == "user" and str(entity.get("state", "active")).lower() != "active":
        case.at_value(
            INACTIVE_INITIATOR,
            f"The user {quote(named.text)} is not active (state: {entity.get('state')}).",
            named.path,
            named.member,
            "Use an active user.",
        )
    return {"type": kind, **entity}
