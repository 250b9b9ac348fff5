"""Flow files: which of an organization's files are flows, and what org.yaml says about each."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import PurePosixPath

from architrave.definitions import rules
from architrave.definitions.file_kinds import is_flow_test, top_level_keys
from architrave.definitions.files import OrganizationFiles
from architrave.definitions.flow_parts import with_files
from architrave.definitions.values import FlowFile, FlowPin, derived_id
from architrave.diagnostics import Diagnostic, Source, did_you_mean
from architrave.diagnostics.pointer import join_pointer
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import substituted

FlowReader = Callable[[Source, Mapping[str, str]], tuple[Program | None, tuple[Diagnostic, ...]]]
"""Reads a flow with substitutions."""

_FOLDER = "flows/"
_SUFFIXES = (".yaml", ".yml")
_PARTS = frozenset({"states", "tasks", "menus", "bots", "choices"})
_NO_FLOWS = frozenset({"org", "mocks", "options", "substitutions", "org.missing", "mocks.missing"})


def flow_paths(files: OrganizationFiles) -> tuple[str, ...]:
    """The flow files: the YAML files under `flows/` or, if there are none, those in the folder and its subfolders.

    In a subfolder, a YAML file that does not start like a flow is something else.
    """
    written = [path for path in files.paths() if path.lower().endswith(_SUFFIXES) and not is_flow_test(path)]
    inside = tuple(path for path in written if path.startswith(_FOLDER) and not _is_part(files.read(path)))
    candidates = (path for path in written if PurePosixPath(path).stem not in _NO_FLOWS)
    return inside or tuple(path for path in candidates if "/" not in path or _looks_like_flow(files.read(path)))


def _looks_like_flow(source: Source | Diagnostic) -> bool:
    """Whether one of a file's top-level keys is a flow type. A file that cannot be read may be a flow."""
    return isinstance(source, Diagnostic) or any(key in FLOW_TYPES for key in top_level_keys(source.text))


def _is_part(source: Source | Diagnostic) -> bool:
    """Whether a file has only parts of flows, which flows refer to."""
    keys = [] if isinstance(source, Diagnostic) else top_level_keys(source.text)
    return bool(keys) and _PARTS.issuperset(keys)


def read_flow_files(
    files: OrganizationFiles,
    pins: tuple[FlowPin, ...],
    *,
    substitutions: Mapping[str, str],
    org_yaml: Source | None,
    named_only: bool = False,
    read: FlowReader | None = None,
) -> tuple[tuple[FlowFile, ...], tuple[Diagnostic, ...]]:
    """Every flow without errors, and the problems in the files and in org.yaml's entries for them.

    With `named_only`, only the flows that something can refer to are read: common modules, and flows named in org.yaml.
    """
    diagnostics: list[Diagnostic] = []
    flows: list[FlowFile] = []
    names: dict[str, str] = {}
    by_name = {pin.name.casefold(): pin for pin in pins}
    sources: list[Source] = []
    for path in flow_paths(files):
        source = files.read(path)
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
        else:
            sources.append(with_files(source, files, path))
    wanted, others = _split(sources, pins, substitutions) if named_only else (sources, [])
    for source in chain(wanted, (source for source in others if by_name.keys() - names.keys())):
        program, faults = (read or _read)(source, substitutions)
        diagnostics.extend(faults)
        if program is not None:
            names[program.name.casefold()] = program.name
        if program is None or any(fault.is_error for fault in faults):
            continue
        text = substituted(source, substitutions).text
        flow, faults = _pinned(program, source, text, by_name.get(program.name.casefold()), org_yaml)
        diagnostics.extend(faults)
        other = next((one for one in flows if one.id == flow.id), None)
        if other is not None:
            diagnostics.append(_duplicate(flow, other))
        else:
            flows.append(flow)
    diagnostics.extend(_unknown_pin(pin, names, org_yaml) for pin in pins if pin.name.casefold() not in names)
    return tuple(flows), tuple(diagnostics)


def _split(
    sources: Iterable[Source], pins: tuple[FlowPin, ...], substitutions: Mapping[str, str]
) -> tuple[list[Source], list[Source]]:
    """The flows that something can refer to, by their text, and the others.

    The others are read as well if org.yaml names a flow that is not found: its name may be spelled in another way.
    """
    split: tuple[list[Source], list[Source]] = [], []
    for source in sources:
        text = substituted(source, substitutions).text.casefold()
        can_be_named = "commonmodule" in text or any(pin.name.casefold() in text for pin in pins)
        split[not can_be_named].append(source)
    return split


def flow_id(program: Program, pin: FlowPin | None) -> str:
    """The id of a flow: from org.yaml, or else derived from its type and name."""
    return (pin.id if pin else None) or derived_id(program.flow_type, program.name)


def _pinned(
    program: Program, source: Source, text: str, pin: FlowPin | None, org_yaml: Source | None
) -> tuple[FlowFile, tuple[Diagnostic, ...]]:
    if pin is None:
        return FlowFile(flow_id(program, None), program, source, text), ()
    inputs = {variable.key: f"{variable.scope}.{variable.name.rpartition('.')[2]}" for variable in program.inputs}
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
                f'The flow "{program.name}" has no input "{name}".',
                file=org_yaml.name if org_yaml else None,
                pointer=join_pointer(("flows", pin.name, "required", index)),
                start=pin.place,
                help=f"Did you mean {meant}?" if meant else f"Its inputs: {listed}.",
            )
        )
    flow = FlowFile(flow_id(program, pin), program, source, text, pin.published, tuple(required), pin.version)
    return flow, tuple(diagnostics)


def _read(source: Source, substitutions: Mapping[str, str]) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    return read_flow(source, substitutions=substitutions)


def _duplicate(flow: FlowFile, other: FlowFile) -> Diagnostic:
    return Diagnostic(
        rules.DUPLICATE_FLOW,
        f'"{flow.program.name}" has the same {_same(flow, other)} as the flow in {other.source.name}.',
        file=flow.source.name,
        help="Only the first file is served. Rename one of the flows, or remove one of the files.",
    )


def _same(flow: FlowFile, other: FlowFile) -> str:
    """What two flows with the same id have in common."""
    named = [(each.program.flow_type, each.program.name.casefold()) for each in (flow, other)]
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
