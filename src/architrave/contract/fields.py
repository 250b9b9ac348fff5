"""Which member of a body plays which part: the contract's fields by their own and by other names."""

from dataclasses import dataclass, field

from architrave.contract.body.nodes import Member, Node
from architrave.contract.request import Contract
from architrave.diagnostics import did_you_mean

PLATFORM_FIELDS = ("flowId", "flowVersion", "inputData", "name")
EXTENDED_FIELDS = ("initiator", "type", "user", "context", "customData", "routingData", "executionConfig")
INPUT_SYNONYMS = ("inputs", "parameters", "variables")
"""Names that people give `inputData`; the extended contract takes them."""

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
    """A key without what people vary: case, `_`, `-`, spaces."""
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A member under another name. `certain` tells a synonym or respelling from what may be a slip of typing."""

    member: Member
    role: str
    certain: bool


@dataclass(slots=True)
class Fields:
    """The members of a body by the part that they play.

    `roles` has for each contract field the member that plays it, `misnamed` those under another name (also those whose
    field is there besides), `unknown` the rest.
    """

    node: Node
    roles: dict[str, Member] = field(default_factory=dict[str, Member])
    misnamed: list[Misnamed] = field(default_factory=list[Misnamed])
    unknown: list[Member] = field(default_factory=list[Member])

    def is_misnamed(self, role: str) -> bool:
        """Whether the member that plays a part has another name than the field."""
        member = self.roles.get(role)
        return member is not None and member.key != role


def sort_fields(node: Node, contract: Contract) -> Fields:
    """Find out which member is meant as which field."""
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
    # What may be a slip of typing plays a part only where nothing else does: it is never renamed.
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
