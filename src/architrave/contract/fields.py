"""Which member of a body is which field of the contract, under its real name or another."""

from dataclasses import dataclass, field

from architrave.contract.body.nodes import Member, Node
from architrave.contract.request import Contract
from architrave.diagnostics import did_you_mean

PLATFORM_FIELDS = ("flowId", "flowVersion", "inputData", "name")
EXTENDED_FIELDS = ("initiator", "type", "user", "context", "customData", "routingData", "executionConfig")
INPUT_SYNONYMS = ("inputs", "parameters", "variables")
"""Names that people use for `inputData`; the extended contract accepts them."""

_SYNONYMS = {
    **dict.fromkeys(
        (
            *INPUT_SYNONYMS,
            "input",
            "params",
            "args",
            "arguments",
            "inputparameters",
            "inputvariables",
            "inputvalues",
            "flowinputs",
            "flowparameters",
            "flowvariables",
            "inputparams",
        ),
        "inputData",
    ),
    **dict.fromkeys(("version", "flowversionid", "versionid"), "flowVersion"),
    **dict.fromkeys(("flowuuid", "flowguid", "architectflowid", "workflowid"), "flowId"),
    **dict.fromkeys(("executionname", "displayname"), "name"),
}


def fold(key: str) -> str:
    """A key without the variations of spelling: case, `_`, `-`, spaces."""
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A member under another name. `certain` is True for a synonym or respelling, False for a possible typo."""

    member: Member
    role: str
    certain: bool


@dataclass(slots=True)
class Fields:
    """The members of a body by role.

    `roles` maps each contract field to its member. `misnamed` has the members under another name, including those
    whose field is also present. `unknown` has the rest.
    """

    node: Node
    roles: dict[str, Member] = field(default_factory=dict[str, Member])
    misnamed: list[Misnamed] = field(default_factory=list[Misnamed])
    unknown: list[Member] = field(default_factory=list[Member])

    def is_misnamed(self, role: str) -> bool:
        """Whether the member in a role has a name other than the field's."""
        member = self.roles.get(role)
        return member is not None and member.key != role


def sort_fields(node: Node, contract: Contract) -> Fields:
    """Determine which member is meant as which field."""
    fields = Fields(node)
    known = PLATFORM_FIELDS if contract == "platform" else (*PLATFORM_FIELDS, *EXTENDED_FIELDS, *INPUT_SYNONYMS)
    others: list[Member] = []
    for member in node.fields():
        if member.key in known:
            fields.roles[member.key] = member
        else:
            others.append(member)
    for member in others:
        role, certain = _role_of(member.key, known)
        if role is None:
            fields.unknown.append(member)
        else:
            fields.misnamed.append(Misnamed(member, role, certain))
    # A possible typo gets a role only if no other member has it: it is never renamed.
    for misnamed in sorted(fields.misnamed, key=lambda one: not one.certain):
        fields.roles.setdefault(misnamed.role, misnamed.member)
    return fields


def _role_of(key: str, known: tuple[str, ...]) -> tuple[str | None, bool]:
    folded = fold(key)
    for name in known:
        if fold(name) == folded:
            return name, True
    if folded in _SYNONYMS:
        return _SYNONYMS[folded], True
    return (did_you_mean(key, PLATFORM_FIELDS, cutoff=0.83) if 3 < len(key) < 40 else None), False
