"""What flows name and their organization does not have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from architrave.definitions.flattening import flattened
from architrave.definitions.mocks import Mocks
from architrave.definitions.nouns import BY_NAME
from architrave.definitions.values import Organization
from architrave.expressions.types import STRING, Type
from architrave.flows.program import LookedUp, Program
from architrave.flows.substitutions import has_placeholder
from architrave.flows.uses import DataActionUse, Uses
from architrave.organization.directory import Directory

EXAMPLE_CONVERSATION = "example-conversation"
"""The conversation in org.yaml that has the attributes that flows read."""

Types = dict[str, Type]


@dataclass(slots=True)
class Called:
    """A data action, a data table or a common module, as all flows together use it. `outputs` are a table's columns.

    `keys` are the literal keys that are looked up in a table.
    """

    name: str
    category: str = ""
    inputs: Types = field(default_factory=dict[str, Type])
    outputs: Types = field(default_factory=dict[str, Type])
    keys: dict[str, None] = field(default_factory=dict[str, None])

    @property
    def full_name(self) -> str:
        """`Category/Name` for a data action."""
        return f"{self.category}/{self.name}" if self.category else self.name

    def add(self, inputs: Mapping[str, Type], outputs: Mapping[str, Type]) -> None:
        """Add another call. Of two types for one name, the narrower one is kept: every value can become a String."""
        for known, more in ((self.inputs, inputs), (self.outputs, outputs)):
            for name, kind in more.items():
                if known.get(name, STRING) == STRING:
                    known[name] = kind


@dataclass(slots=True)
class Needs:
    """What is missing, each in the order in which the flows name it. `unlisted` are names that org.yaml cannot have."""

    entities: list[LookedUp] = field(default_factory=list[LookedUp])
    unlisted: list[LookedUp] = field(default_factory=list[LookedUp])
    data_actions: list[Called] = field(default_factory=list[Called])
    data_tables: list[Called] = field(default_factory=list[Called])
    modules: list[Called] = field(default_factory=list[Called])
    attributes: list[str] = field(default_factory=list[str])
    substitutions: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def in_org_yaml(self) -> bool:
        """Whether org.yaml lacks something."""
        return bool(self.entities or self.attributes or self.substitutions)

    def names(self) -> dict[str, list[str]]:
        """The names by kind: a noun, or what stands in another file."""
        found: dict[str, list[str]] = {}
        for each in self.entities:
            found.setdefault(each.noun, []).append(each.value)
        found["conversationAttribute"] = self.attributes
        found["substitution"] = list(self.substitutions)
        found["dataAction"] = [action.full_name for action in self.data_actions]
        found["dataTable"] = [table.name for table in self.data_tables]
        found["commonModule"] = [module.name for module in self.modules]
        return {kind: names for kind, names in found.items() if names}


def needs_of(
    programs: Iterable[Program], uses: Iterable[Uses], organization: Organization, mocks: Mocks, *, are_mocked: bool
) -> Needs:
    """What the flows name, without what the organization has.

    With `are_mocked`, a data action that has a definition needs no reply, because there is a mocks file already.
    """
    every = list(uses)
    needs = Needs()
    directory = Directory.of(organization)
    for looked_up in _distinct(each for use in every for each in use.entities):
        if looked_up.noun not in BY_NAME:
            needs.unlisted.append(looked_up)
        elif "${" not in looked_up.value and not has_entity(directory, organization, looked_up):
            needs.entities.append(looked_up)
    needs.data_actions = _data_actions(every, organization, mocks, are_mocked=are_mocked)
    needs.data_tables = _data_tables(every, organization)
    needs.modules = _modules(every, programs)
    needs.attributes = _attributes(every, organization)
    return needs


def _distinct(entities: Iterable[LookedUp]) -> list[LookedUp]:
    """Without those that differ only in case."""
    return list({(each.noun, each.by, each.value.casefold()): each for each in reversed(list(entities))}.values())[::-1]


def has_entity(directory: Directory, organization: Organization, wanted: LookedUp) -> bool:
    """Whether an organization has what a flow looks up."""
    if directory.look_up(wanted.noun, wanted.by, wanted.value) is not None:
        return True
    # A look-up by a name that two entities share fails, but adding a third entity would not help.
    named = organization.entities if wanted.by == "name" else ()
    return any(
        each.name is not None and each.name.casefold() == wanted.value.casefold() and each.noun == wanted.noun
        for each in named
    )


def _data_actions(every: list[Uses], organization: Organization, mocks: Mocks, *, are_mocked: bool) -> list[Called]:
    def lacks(use: DataActionUse) -> bool:
        if not use.name or (use.category, use.name) in mocks:
            return False
        return not (are_mocked and any(each.is_called(use.category, use.name) for each in organization.data_actions))

    called = _merged(
        Called(use.name, use.category, dict(use.inputs), dict(use.outputs))
        for of in every
        for use in of.data_actions
        if lacks(use)
    )
    for each in called:
        defined = next((one for one in organization.data_actions if one.is_called(each.category, each.name)), None)
        if defined is not None:
            each.outputs |= flattened(defined.contract["output"]["successSchema"])
    return called


def _data_tables(every: list[Uses], organization: Organization) -> list[Called]:
    names = {table.name.casefold() for table in organization.data_tables}
    return _merged(
        Called(use.name, outputs=dict(use.columns), keys={} if use.key is None else {use.key: None})
        for of in every
        for use in of.data_tables
        if _is_missing(use.name, names)
    )


def _modules(every: list[Uses], programs: Iterable[Program]) -> list[Called]:
    names = {program.name.casefold() for program in programs if program.flow_type == "commonModule"}
    return _merged(
        Called(use.name, inputs=dict(use.inputs), outputs=dict(use.outputs))
        for of in every
        for use in of.modules
        if _is_missing(use.name, names)
    )


def _is_missing(name: str, names: set[str]) -> bool:
    return bool(name) and name.casefold() not in names and not has_placeholder(name)


def _merged(calls: Iterable[Called]) -> list[Called]:
    """One for each name, in any case."""
    found: dict[str, Called] = {}
    for call in calls:
        known = found.setdefault(call.full_name.casefold(), call)
        known.add(call.inputs, call.outputs)
        known.keys |= call.keys
    return list(found.values())


def _attributes(every: list[Uses], organization: Organization) -> list[str]:
    """The attributes that flows read and no conversation of the organization has."""
    known: set[str] = set()
    for entity in organization.entities:
        if entity.noun == "conversation":
            known |= {*(entity.properties.get("attributes") or {})}
            for participant in entity.properties.get("participants") or ():
                known |= {*(participant.get("attributes") or {})}
    return list(
        dict.fromkeys(name for use in every for name in use.attributes if name not in known and "${" not in name)
    )
