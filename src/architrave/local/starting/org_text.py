"""org.yaml for what flows name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from architrave.definitions.flow_files import flow_id
from architrave.definitions.nouns import BY_NAME, BY_SECTION
from architrave.definitions.shapes import Text
from architrave.expressions.types import STRING
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.module_references import is_latest, named_version
from architrave.flows.program import LookedUp, Program
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml.write import inline
from architrave.local.starting.needs import EXAMPLE_CONVERSATION, Needs
from architrave.local.starting.samples import sample

_ALWAYS_OPEN = {"start": "2020-01-01T00:00:00", "end": "2020-01-02T00:00:00", "rrule": "FREQ=DAILY"}
_OPEN_SCHEDULE = "Always open"
_EXTRAS: dict[str, dict[str, Any]] = {
    "user": {"state": "active", "status": "Available"},
    "schedule": _ALWAYS_OPEN,
    "scheduleGroup": {"openSchedules": [_OPEN_SCHEDULE]},
    "emergencyGroup": {"enabled": False},
}
"""What an entity has beside its name: schedules are open, users are available, and there is no emergency."""

_HEADER = """\
# Everything that the flows in this folder name. Ids are derived from the names, unless you add `id: …`.
# The values are examples: schedules are always open, and users are available.
"""


_FLOWS = """\
flows:
  # An exported flow does not contain its id: these are derived from the names. Your service launches by id, so replace
  # each one by the id of the flow in your organization."""
_MODULES = "  # The version that a common module's file is: the one that flows call."


def org_yaml(
    name: str, language: str, needs: Needs, flows: Iterable[Program] = (), versions: Mapping[str, int] | None = None
) -> str:
    """The text of a whole org.yaml. `language` is the default language; `versions` are those of common modules."""
    lines = [f"name: {inline(name)}"]
    if language != "en-us":
        lines.append(f"defaultLanguage: {inline(language)}")
    ids = flow_ids(flows)
    pins: dict[str, int] = {} if versions is None else dict(versions)
    numbered = {name.casefold(): name for name in pins}
    if ids:
        lines.append(_FLOWS)
    elif pins:
        lines.append("flows:")
    for flow, known in ids.items():
        module = numbered.get(flow.casefold())
        version = {} if module is None else {"version": pins.pop(module)}
        lines.append(f"  {inline(flow)}: {inline({'id': known, **version})}")
    if pins:
        lines += [_MODULES, *(f"  {inline(flow)}: {inline({'version': pin})}" for flow, pin in pins.items())]
    return "\n".join([_HEADER + lines[0], *lines[1:], *org_sections(needs)]) + "\n"


def flow_ids(flows: Iterable[Program]) -> Mapping[str, str]:
    """The ids of flows by name, as they are without an entry in org.yaml.

    Without names that flows of several types have: an entry would give them all the same id.
    """
    ids: dict[str, dict[str, str]] = {}
    for flow in flows:
        ids.setdefault(flow.name.casefold(), {}).setdefault(flow_id(flow, None), flow.name)
    return {name: known for of in ids.values() if len(of) == 1 for known, name in of.items()}


def called_versions(flows: Iterable[Program]) -> Mapping[str, int]:
    """The newest version of each common module that flows call by its number.

    A file without a version in org.yaml is version 1, and flows that call another could not be published.
    """
    found: dict[str, tuple[str, int]] = {}
    for action in (action for flow in flows for action in flow.actions):
        if not isinstance(action.fields, CallCommonModule) or is_latest(action.fields.version):
            continue
        name, number = action.fields.module.name, named_version(action.fields.version).partition(".")[0]
        if number.isdecimal() and number.isascii() and not has_placeholder(name):
            first, newest = found.get(name.casefold(), (name, 1))
            found[name.casefold()] = (first, max(newest, int(number)))
    return {name: newest for name, newest in found.values() if newest > 1}


def org_sections(needs: Needs) -> Iterator[str]:
    """The sections of org.yaml that have what is missing."""
    for key, entities in entities_by_section(needs.entities).items():
        yield f"{key}:"
        yield from (f"  - {inline(entity)}" for entity in entities)
    if needs.attributes:
        attributes = {name: sample(STRING, name) for name in needs.attributes}
        yield "conversations:                     # the attributes that flows read, in a conversation with this id"
        yield f"  - id: {EXAMPLE_CONVERSATION}"
        yield "    attributes:"
        yield from (f"      {inline(name)}: {inline(value)}" for name, value in attributes.items())
    if needs.substitutions:
        yield "substitutions:                     # for {{key}} in the flow files; {{file}} is a file's own name"
        yield from (f"  {inline(key)}: {inline(value)}" for key, value in needs.substitutions.items())


def entities_by_section(wanted: Iterable[LookedUp]) -> dict[str, list[dict[str, Any]]]:
    """The entities that are looked up, as org.yaml lists them, by its sections."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for each in wanted:
        sections.setdefault(BY_NAME[each.noun].section, []).append(_entity(each))
    if "scheduleGroups" in sections:
        schedules = sections.setdefault("schedules", [])
        if all(each.get("name") != _OPEN_SCHEDULE for each in schedules):
            schedules.append({"name": _OPEN_SCHEDULE, **_ALWAYS_OPEN})
    return {key: sections[key] for key in BY_SECTION if key in sections}


def can_list(noun: str, by: str) -> bool:
    """Whether org.yaml can list an entity of this noun with this property as a text."""
    known = BY_NAME.get(noun)
    if known is None or not known.in_file:
        return False
    by_name = noun == "externalContact" and by == "name"
    return by_name or isinstance(known.shape.fields.get(by), Text)


def _entity(wanted: LookedUp) -> dict[str, Any]:
    if wanted.noun == "externalContact":
        names = {"firstName": "Example", "lastName": "Contact"}
        return {wanted.by: wanted.value, **names} if wanted.by != "name" else {"firstName": wanted.value}
    if wanted.noun == "conversation":
        return {"id": wanted.value}
    entity: dict[str, Any] = {"name": wanted.value}
    if wanted.by != "name":
        entity = {wanted.by: wanted.value, **entity}
    elif wanted.noun == "user" and "@" in wanted.value:
        entity["email"] = wanted.value
    return entity | _EXTRAS.get(wanted.noun, {})
