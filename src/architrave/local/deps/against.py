"""What another organization lacks of an organization, and what differs in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from architrave.cloud.system_prompts import is_system_prompt
from architrave.comparison.comparing import compare
from architrave.comparison.side import read_side
from architrave.definitions.values import Organization
from architrave.diagnostics.summary import counted
from architrave.local.deps.graph import DATA_ACTION, DATA_TABLE, Dependencies, State, Thing
from architrave.local.deps.reading import NamedFlow, ReadFolder

_HAVING = (State.HERE, State.SCRIPTED)


@dataclass(frozen=True, slots=True)
class Different:
    """Something that both organizations have and that differs: how, in words, and its file in the other one."""

    thing: Thing
    how: str
    other_file: str | None


@dataclass(frozen=True, slots=True)
class Against:
    """An organization compared with another one.

    `missing` is what flows here use and the other one does not have; `flows` are the flows that it does not have, and
    `only_there` what only it has.
    """

    missing: tuple[Thing, ...]
    flows: tuple[Thing, ...]
    different: tuple[Different, ...]
    only_there: tuple[Thing, ...]


def compared_with(here: tuple[ReadFolder, Dependencies], there: tuple[ReadFolder, Dependencies]) -> Against:
    """What the organization `there` lacks of the one `here`, and what differs."""
    one, other = here[1], there[1]
    known = {each.key: each for each in other.things.values() if each.state in _HAVING}
    used = one.used_by()
    absent = [each for each in one.things.values() if each.key not in known and each.state is not State.UNKNOWN]
    in_both = [each for each in one.things.values() if each.key in known and each.state is State.HERE]
    have = {each.key for each in one.things.values() if each.state in _HAVING}
    return Against(
        missing=tuple(each for each in absent if not each.is_flow and each.key in used and not _is_built_in(each)),
        flows=tuple(each for each in absent if each.is_flow),
        different=tuple(_differences(here[0], there[0], in_both, known)),
        only_there=tuple(each for key, each in known.items() if key not in have and not _is_built_in(each)),
    )


def _is_built_in(thing: Thing) -> bool:
    return thing.kind == "systemPrompt" and is_system_prompt(thing.name)


def _differences(
    here: ReadFolder, there: ReadFolder, things: list[Thing], known: Mapping[tuple[str, str], Thing]
) -> Iterator[Different]:
    flows = _flows(here), _flows(there)
    definitions = _definitions(here.organization), _definitions(there.organization)
    for thing in things:
        if thing.is_flow:
            how = _flow_differs(flows[0].get(thing.key), flows[1].get(thing.key))
        else:
            how = _definition_differs(definitions[0].get(thing.key), definitions[1].get(thing.key))
        if how:
            yield Different(thing, how, known[thing.key].file)


def _flows(read: ReadFolder) -> dict[tuple[str, str], NamedFlow]:
    return {(flow.program.flow_type, flow.program.name.strip().casefold()): flow for flow in read.flows}


def _flow_differs(here: NamedFlow | None, there: NamedFlow | None) -> str:
    """How much two flows differ: from the other organization's to this one's."""
    if here is None or there is None or here.source.text == there.source.text:
        return ""
    sides = [read_side(each.source, {})[0] for each in (there, here)]
    if sides[0] is None or sides[1] is None:
        return ""
    found = compare(sides[0], sides[1])
    if not found.differences:
        return ""
    breaking = len(found.breaking)
    more = f", {breaking} of them {'breaks' if breaking == 1 else 'break'} callers" if breaking else ""
    return f"{counted(len(found.differences), 'difference')}{more}"


def _definitions(organization: Organization) -> dict[tuple[str, str], dict[str, Any]]:
    """What is defined for each thing, without ids, which differ between organizations."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for action in organization.data_actions:
        name = action.name if action.category is None else f"{action.category}/{action.name}"
        input_schema, output = action.contract["input"], action.contract["output"]
        found[DATA_ACTION, name.strip().casefold()] = {"inputs": input_schema, "outputs": output, **action.config}
    for table in organization.data_tables:
        columns = {f"column {each.name}": (str(each.type), each.default) for each in table.columns}
        found[DATA_TABLE, table.name.strip().casefold()] = {"key": table.key, **columns}
    for entity in organization.entities:
        if entity.name is not None:
            found[entity.noun, entity.name.strip().casefold()] = dict(entity.properties)
    return found


def _definition_differs(here: dict[str, Any] | None, there: dict[str, Any] | None) -> str:
    """The keys in which two definitions differ."""
    if here is None or there is None:
        return ""
    keys = [key for key in dict.fromkeys([*here, *there]) if key not in ("id", "name")]
    different = [key for key in keys if _plain(here.get(key)) != _plain(there.get(key))]
    return f"differs in {', '.join(different)}" if different else ""


def _plain(value: Any) -> Any:
    """A value without ids."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in cast("dict[str, Any]", value).items() if key not in ("id", "$id")}
    return value
