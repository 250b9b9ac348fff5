"""The flows of an organization, of which only those are read that somebody asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from architrave.definitions.files import OrganizationFiles
from architrave.definitions.flow_files import FlowFiles, flow_id, flow_paths, pinned
from architrave.definitions.flow_heads import FlowHead, head_of
from architrave.definitions.memory import Memory
from architrave.definitions.values import FlowFile, FlowPin
from architrave.diagnostics import Source
from architrave.flows.substitutions import substituted


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that seems to have a flow, with the id and name that the flow then has."""

    id: str
    name: str
    path: str
    source: Source


class UnreadFlows:
    """The flows of an organization by their ids, in the order of their files."""

    def __init__(self, files: OrganizationFiles, pins: Iterable[FlowPin], substitutions: Mapping[str, str]) -> None:
        self._memory = Memory()
        self._files = FlowFiles(files, substitutions, self._memory)
        self._pins = {pin.name.casefold(): pin for pin in pins}
        self._found: dict[str, list[_Found]] = {}
        self._paths = flow_paths(files, self._memory)
        for path in self._paths:
            source = self._files.source(path)
            if isinstance(source, Source) and (head := self._head(path, source, substitutions)) is not None:
                identity = flow_id(head, self._pins.get(head.name.casefold()))
                self._found.setdefault(identity.lower(), []).append(_Found(identity, head.name, path, source))

    def __bool__(self) -> bool:
        return bool(self._paths)

    def _head(self, path: str, source: Source, substitutions: Mapping[str, str]) -> FlowHead | None:
        head = head_of(substituted(source, substitutions).text)
        if head is not None:
            return head
        content, _ = self._files.content(path, source)
        return None if content is None else FlowHead(content.outline.flow_type, content.outline.name)

    def known(self) -> list[tuple[str, str]]:
        """The id and name of every flow, also of those that have errors, which is not known before they are read."""
        return [(each.id, each.name) for (each, *_) in self._found.values()]

    def find(self, identity: str) -> FlowFile | None:
        """The flow with this id, in any case: of several, the first without errors."""
        for each in self._found.get(identity.lower(), ()):
            content, faults = self._files.content(each.path, each.source)
            if content is not None and not any(fault.is_error for fault in faults):
                pin = self._pins.get(content.outline.name.casefold())
                return pinned(content, pin, None, each.path, self._memory)[0]
        return None
