"""Flow files: which of an organization's files are flows, and what org.yaml says about each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from architrave.definitions import rules
from architrave.definitions.file_kinds import is_flow_test, top_level_keys
from architrave.definitions.files import OrganizationFiles
from architrave.definitions.flow_content import FlowContent
from architrave.definitions.flow_heads import FlowHead, head_of
from architrave.definitions.flow_parts import with_files
from architrave.definitions.memory import Memory
from architrave.definitions.values import FlowFile, FlowPin, derived_id
from architrave.diagnostics import Diagnostic, Source, did_you_mean
from architrave.diagnostics.pointer import join_pointer
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.outline import Outline
from architrave.flows.parts import may_have_parts, whole
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import keys_in, substituted

FlowReader = Callable[[Source, Mapping[str, str]], tuple[Program | None, tuple[Diagnostic, ...]]]
"""Reads a flow with substitutions."""

_FOLDER = "flows/"
_SUFFIXES = (".yaml", ".yml")
_PARTS = frozenset({"states", "tasks", "menus", "bots", "choices"})
_NO_FLOWS = frozenset({"org", "mocks", "options", "substitutions", "org.missing", "mocks.missing"})


def flow_paths(files: OrganizationFiles, memory: Memory | None = None) -> tuple[str, ...]:
    """The flow files: the YAML files under `flows/` or, if there are none, those in the folder and its subfolders.

    In a subfolder, a YAML file that does not start like a flow is something else.
    """
    memory = memory or Memory()
    written = [path for path in files.paths() if path.lower().endswith(_SUFFIXES) and not is_flow_test(path)]
    inside = tuple(path for path in written if path.startswith(_FOLDER) and not _is_part(files, path, memory))
    candidates = (path for path in written if PurePosixPath(path).stem not in _NO_FLOWS)
    return inside or tuple(path for path in candidates if "/" not in path or _looks_like_flow(files, path, memory))


def _looks_like_flow(files: OrganizationFiles, path: str, memory: Memory) -> bool:
    """Whether one of a file's top-level keys is a flow type. A file that cannot be read may be a flow."""
    source = files.read(path)
    return isinstance(source, Diagnostic) or _looks_of(source, path, memory).has_flow


def _is_part(files: OrganizationFiles, path: str, memory: Memory) -> bool:
    """Whether a file has only parts of flows, which flows refer to."""
    source = files.read(path)
    return isinstance(source, Source) and _looks_of(source, path, memory).is_part


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the text of a file tells without being read as YAML: `keys` are those of its substitutions."""

    has_flow: bool
    is_part: bool
    refers_to_files: bool
    keys: frozenset[str]


def _looks_of(source: Source, path: str, memory: Memory) -> _Looks:
    return memory.once("looks", path, source, lambda: _look_at(source.text))


def _look_at(text: str) -> _Looks:
    keys = top_level_keys(text)
    return _Looks(
        has_flow=any(key in FLOW_TYPES for key in keys),
        is_part=bool(keys) and _PARTS.issuperset(keys),
        refers_to_files=may_have_parts(text),
        keys=frozenset(keys_in(text)),
    )


def read_flow_files(
    files: OrganizationFiles,
    pins: tuple[FlowPin, ...],
    *,
    substitutions: Mapping[str, str],
    org_yaml: Source | None,
    named_only: bool = False,
    read: FlowReader | None = None,
    memory: Memory | None = None,
) -> tuple[tuple[FlowFile, ...], tuple[Diagnostic, ...]]:
    """Every flow without errors, and the problems in the files and in org.yaml's entries for them.

    With `named_only`, only common modules are read, and the flows of which org.yaml says which inputs are required.
    `memory` is that of earlier readings of these files.
    """
    memory = memory or Memory()
    diagnostics: list[Diagnostic] = []
    flows: dict[str, FlowFile] = {}
    names: dict[str, str] = {}
    by_name = {pin.name.casefold(): pin for pin in pins}
    reader = FlowFiles(files, substitutions, memory, read or _read)
    sources: list[tuple[str, Source]] = []
    for path in flow_paths(files, memory):
        source = reader.source(path)
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
        else:
            sources.append((path, source))
    wanted, others = _split(sources, by_name, substitutions, names) if named_only else (sources, [])
    for path, source in chain(wanted, (each for each in others if by_name.keys() - names.keys())):
        content, faults = reader.content(path, source)
        diagnostics.extend(faults)
        if content is not None:
            names[content.outline.name.casefold()] = content.outline.name
        if content is None or any(fault.is_error for fault in faults):
            continue
        flow, faults = pinned(content, by_name.get(content.outline.name.casefold()), org_yaml, path, memory)
        diagnostics.extend(faults)
        other = flows.setdefault(flow.id, flow)
        if other is not flow:
            diagnostics.append(_duplicate(flow, other))
    diagnostics.extend(_unknown_pin(pin, names, org_yaml) for pin in pins if pin.name.casefold() not in names)
    return tuple(flows.values()), tuple(diagnostics)


def _read(source: Source, substitutions: Mapping[str, str]) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    return read_flow(source, substitutions=substitutions)


@dataclass(frozen=True, slots=True)
class FlowFiles:
    """Reads flow files, each once for the same text and substitutions."""

    files: OrganizationFiles
    substitutions: Mapping[str, str]
    memory: Memory
    read: FlowReader = _read

    def source(self, path: str) -> Source | Diagnostic:
        """A flow with the files that it refers to."""
        source = self.files.read(path)
        if isinstance(source, Diagnostic) or not _looks_of(source, path, self.memory).refers_to_files:
            return source
        return with_files(source, self.files, path)

    def content(self, path: str, source: Source) -> tuple[FlowContent | None, tuple[Diagnostic, ...]]:
        """What a flow has, and its problems."""
        values = self._values(path, source)
        return self.memory.once("flow", path, (source, values), lambda: self._content(source, values))

    def _content(self, source: Source, values: Mapping[str, str]) -> tuple[FlowContent | None, tuple[Diagnostic, ...]]:
        found = self.memory.records.find(source, values)
        if found is None:
            program, faults = self.read(source, values)
            found = None if program is None else FlowContent.of(source, program, values), faults
            self.memory.records.add(source, values, found)
        return found

    def _values(self, path: str, source: Source) -> Mapping[str, str]:
        """The substitutions that a flow has placeholders for."""
        keys = keys_in(whole(source)) if source.parts else _looks_of(source, path, self.memory).keys
        return {key: self.substitutions[key] for key in keys if key in self.substitutions}


def _split(
    sources: Iterable[tuple[str, Source]],
    by_name: Mapping[str, FlowPin],
    substitutions: Mapping[str, str],
    names: dict[str, str],
) -> tuple[list[tuple[str, Source]], list[tuple[str, Source]]]:
    """The flows that something can refer to, by their text, and the others. Adds the names that need no reading.

    The others are read as well if org.yaml names a flow that is not found: its name may be spelled in another way.
    """
    split: tuple[list[tuple[str, Source]], list[tuple[str, Source]]] = [], []
    for path, source in sources:
        text = substituted(source, substitutions).text
        head = head_of(text)
        if head is None:
            folded = text.casefold()
            is_wanted = "commonmodule" in folded or any(name in folded for name in by_name)
        else:
            names[head.name.casefold()] = head.name
            pin = by_name.get(head.name.casefold())
            is_wanted = head.flow_type == "commonModule" or (pin is not None and bool(pin.required))
        split[not is_wanted].append((path, source))
    return split


def flow_id(flow: Outline | Program | FlowHead, pin: FlowPin | None) -> str:
    """The id of a flow: from org.yaml, or else derived from its type and name."""
    return (pin.id if pin else None) or derived_id(flow.flow_type, flow.name)


def pinned(
    content: FlowContent, pin: FlowPin | None, org_yaml: Source | None, path: str, memory: Memory
) -> tuple[FlowFile, tuple[Diagnostic, ...]]:
    """A flow as org.yaml has it, and the problems in its entry there."""
    if pin is None:
        return memory.once("file", path, content, lambda: FlowFile(flow_id(content.outline, None), content)), ()
    outline = content.outline
    inputs = {each.key: each.full_name for each in outline.inputs}
    required: list[str] = []
    diagnostics: list[Diagnostic] = []
    for index, name in enumerate(pin.required):
        full = inputs.get(name.lower()) or inputs.get(f"flow.{name.lower()}")
        if full is not None:
            required.append(full)
            continue
        meant = did_you_mean(name, inputs.values())
        listed = ", ".join(inputs.values()) or "none"
        diagnostics.append(
            Diagnostic(
                rules.UNKNOWN_REQUIRED_INPUT,
                f'The flow "{outline.name}" has no input "{name}".',
                file=org_yaml.name if org_yaml else None,
                pointer=join_pointer(("flows", pin.name, "required", index)),
                start=pin.place,
                help=f"Did you mean {meant}?" if meant else f"Its inputs: {listed}.",
            )
        )
    flow = FlowFile(flow_id(outline, pin), content, pin.published, tuple(required), pin.version)
    return flow, tuple(diagnostics)


def _duplicate(flow: FlowFile, other: FlowFile) -> Diagnostic:
    return Diagnostic(
        rules.DUPLICATE_FLOW,
        f'"{flow.outline.name}" has the same {_same(flow, other)} as the flow in {other.source.name}.',
        file=flow.source.name,
        help="Only the first file is served. Rename one of the flows, or remove one of the files.",
    )


def _same(flow: FlowFile, other: FlowFile) -> str:
    """What two flows with the same id have in common."""
    named = [(each.outline.flow_type, each.outline.name.casefold()) for each in (flow, other)]
    return "type and name" if named[0] == named[1] else f"id ({flow.id})"


def _unknown_pin(pin: FlowPin, names: Mapping[str, str], org_yaml: Source | None) -> Diagnostic:
    meant = did_you_mean(pin.name, names.values())
    return Diagnostic(
        rules.UNKNOWN_PIN,
        f'No flow is named "{pin.name}".',
        file=org_yaml.name if org_yaml else None,
        pointer=join_pointer(("flows", pin.name)),
        start=pin.place,
        help=f'Did you mean "{meant}"?' if meant else "Use the name in the flow's file, or remove this entry.",
    )
