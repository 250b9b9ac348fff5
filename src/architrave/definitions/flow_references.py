"""The flows that entities in org.yaml name: an IVR configuration names those that answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from architrave.definitions import rules
from architrave.definitions.nouns import BY_SECTION
from architrave.definitions.settings import Settings
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Diagnostic, Position, Source, did_you_mean


@dataclass(frozen=True, slots=True)
class FlowReference:
    """A flow that an entity names, by id or name, and where it does."""

    named: str
    pointer: str
    place: Position


def flow_references(raw: dict[str, Any], settings: Settings) -> Iterator[FlowReference]:
    """The references to flows in the content of org.yaml."""
    for section, noun in BY_SECTION.items():
        for index, item in enumerate(raw.get(section) or () if noun.flows else ()):
            for name in noun.flows:
                if item and item.get(name):
                    pointer = f"/{section}/{index}/{name}"
                    yield FlowReference(item[name], pointer, settings.place(pointer))


def unknown_flows(
    references: Iterable[FlowReference], flows: Iterable[FlowFile], org_yaml: Source | None
) -> Iterator[Diagnostic]:
    """A problem for each reference to a flow that the folder does not have."""
    names = {flow.outline.name.casefold(): flow.outline.name for flow in flows}
    known = names.keys() | {flow.id.casefold() for flow in flows}
    for one in references:
        if one.named.casefold() not in known:
            meant = did_you_mean(one.named, names.values())
            yield Diagnostic(
                rules.UNKNOWN_REFERENCE,
                f'No flow has the id or name "{one.named}".',
                file=org_yaml.name if org_yaml else None,
                pointer=one.pointer,
                start=one.place,
                help=f'Did you mean "{meant}"?' if meant else "Add the flow's file, or remove this entry.",
            )
