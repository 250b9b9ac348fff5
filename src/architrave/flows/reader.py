"""Reading a flow file: from its text to a `Program`, with all faults at once."""

from collections.abc import Mapping as MappingABC
from dataclasses import replace

from architrave.diagnostics import Diagnostic, Severity, Source, did_you_mean
from architrave.diagnostics.diagnostic import sort_key
from architrave.diagnostics.guarding import guarded
from architrave.flows import rules
from architrave.flows.availability import read_used_in
from architrave.flows.blocks import read_block
from architrave.flows.checks import check_flow
from architrave.flows.containers import START, read_containers
from architrave.flows.document import Document, read_document
from architrave.flows.expect import as_object
from architrave.flows.fixes import renamed
from architrave.flows.flow_types import FLOW_TYPES, FlowType
from architrave.flows.header import Header, read_header, with_known_keys
from architrave.flows.known import KnownOrganization
from architrave.flows.literals import looked_up, prompt_named
from architrave.flows.permissive import read_anything
from architrave.flows.program import LookedUp, Program, Variable
from architrave.flows.reading import Reading, Scope
from architrave.flows.references import read_reference
from architrave.flows.survey import survey
from architrave.flows.variables import read_variables
from architrave.flows.yaml import Entry, Mapping, Node

__all__ = ["KnownOrganization", "read_flow"]

_REFERRED = frozenset({"state", "task", "menu"})
_OPEN = replace(rules.UNRESOLVED_SUBSTITUTION, severity=Severity.WARNING)


@guarded(lambda: None)
def read_flow(
    source: Source,
    *,
    substitutions: MappingABC[str, str] | None = None,
    known: KnownOrganization | None = None,
    allow_placeholders: bool = False,
) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    """The program of a flow file, and all its faults, in the order of the file.

    The program is None if the file is not a flow; if the diagnostics contain an error, it must not be run.
    `substitutions` replace `{{key}}`; a key without a value is an error, or with `allow_placeholders` a warning, and
    what depends on it is not checked. `known` is the organization in which data actions, tables, queues and modules
    are looked up; without one they are not checked.
    """
    document, faults = read_document(source, substitutions or {})
    return read_flow_in(document, faults, known=known, allow_placeholders=allow_placeholders)


@guarded(lambda: None)
def read_flow_in(
    document: Document,
    faults: tuple[Diagnostic, ...] = (),
    *,
    known: KnownOrganization | None = None,
    allow_placeholders: bool = False,
) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    """As `read_flow`, of a document that has been read, with the faults of its text."""
    top = _flow_entry(document)
    if not isinstance(top, Entry):
        # After a syntax error nothing else can be read.
        return None, tuple(faults) or (() if top is None else (top,))
    reading = _begin(document, top)
    reading.found += faults
    _report_placeholders(reading, allow=allow_placeholders)
    for ref_kind, node in reading.survey.duplicates:
        if ref_kind not in _REFERRED:
            continue
        message = f"Two {ref_kind}s have the refId `{node.text}`."
        reading.report(rules.DUPLICATE_REF_ID, message, node, "Change one of them, and the references to it.")
    body = as_object(reading, top.value, top.name)
    if body is None:
        return None, tuple(reading.found)
    body = with_known_keys(reading, body)
    program = _program(reading, body)
    check_flow(reading, program, body, known)
    return program, tuple(sorted(reading.found, key=sort_key))


def _flow_entry(document: Document) -> Entry | Diagnostic | None:
    root = document.root
    if not isinstance(root, Mapping) or not root.entries:
        message = "The file is empty." if root is None else "The file is not a flow: its top level must be an object."
        place: Node = root if root is not None else Mapping(0, 0, "", ())
        return document.diagnostic(rules.NOT_A_FLOW, message, place, "Start the file with `workflow:`.")
    for entry in root.entries:
        if entry.name.lower() in FLOW_TYPES:
            return entry
    key = root.entries[0].key
    types = [kind.key for kind in FLOW_TYPES.values()]
    near = did_you_mean(key.text, types, cutoff=0.6)
    help_text = f"Did you mean `{near}:`?" if near else "Start a workflow with `workflow:`."
    fix = renamed(key, types, root)
    return document.diagnostic(rules.UNKNOWN_FLOW_TYPE, f"`{key.text}` is not a flow type.", key, help_text, fix)


def _begin(document: Document, top: Entry) -> Reading:
    flow_type = FLOW_TYPES[top.name.lower()]
    reading = Reading(document, flow_type, survey(top.value), read_block, read_anything)
    reading.used_in = read_used_in(reading, top.value)
    reading.scope = Scope({name.lower(): kind for name, kind in flow_type.built_ins.items()})
    if isinstance(document.root, Mapping):
        for entry in document.root.entries:
            if entry is not top:
                message = f"`{entry.name}` is next to `{top.name}`; a file contains one flow."
                reading.report(rules.UNKNOWN_KEY, message, entry.key, f"Move it below `{top.name}:`, or remove it.")
    return reading


def _report_placeholders(reading: Reading, *, allow: bool) -> None:
    rule = _OPEN if allow else rules.UNRESOLVED_SUBSTITUTION
    for key, node in reading.survey.placeholders.items():
        message = f"`{{{{{key}}}}}` has no value."
        help_text = f"Set it with `--substitute {key}=VALUE`, `--options FILE` or `substitutions` in org.yaml (--org)."
        reading.report(rule, message, node, help_text)


def _program(reading: Reading, body: Mapping) -> Program:
    flow_type = reading.flow_type
    scope = "Common" if flow_type.key == "commonModule" else "Flow"
    variables = read_variables(reading, body.get("variables"), scope)
    types = {variable.key: variable.type for variable in variables}
    # An updateData declares the variables that are in no list (recorded in exports).
    declared = reading.survey.declared
    stated = {name: kind for name, kind in reading.survey.statements.items() if name not in declared}
    reading.stated |= stated.keys()
    types = {**stated, **types}
    with reading.scoped(types):
        header = read_header(reading, body)
        read_containers(reading, body)
    program = _assemble(reading, flow_type, header, variables)
    return replace(program, error_handling=reading.containers.get(_error_handling(reading, body) or ""))


def _error_handling(reading: Reading, body: Mapping) -> str | None:
    """The refId of the state or task for faults: `errorHandling: {changeState: {targetStateRef: …}}`.

    Assumed: public files only end the workflow.
    """
    settings = body.get("settingsErrorHandling")
    ways = settings.get("errorHandling") if isinstance(settings, Mapping) else None
    for entry in ways.entries if isinstance(ways, Mapping) else ():
        for kind, key in (("state", "targetStateRef"), ("task", "targetTaskRef")):
            target = entry.value.get(key) if isinstance(entry.value, Mapping) else None
            if target is not None and reading.flow_type.is_run:
                return read_reference(reading, target, kind, key)
    return None


def _serves(reading: Reading) -> frozenset[str]:
    """The flow types, in lower case, that a common module was made for."""
    is_module = reading.flow_type.key == "commonModule"
    return frozenset(kind.key.lower() for kind in reading.used_in) if is_module else frozenset()


def _assemble(reading: Reading, flow_type: FlowType, header: Header, variables: tuple[Variable, ...]) -> Program:
    start = reading.containers.get(START if flow_type.starts_inline else header.start or "")
    return Program(
        flow_type=flow_type.key,
        name=header.name,
        description=header.description,
        division=header.division,
        hash=reading.document.hash,
        default_language=header.default_language,
        supported_languages=header.supported_languages,
        variables=variables,
        serves=_serves(reading),
        start=start if flow_type.is_run else None,
        containers=reading.containers,
        actions=tuple(reading.actions),
        entities=frozenset(looked_up(kind, name) for kind, name, _ in reading.entities),
        look_ups=frozenset(
            {
                *reading.look_ups,
                *(prompt_named(name) for name in reading.survey.prompts),
                *(LookedUp(noun, "name", name) for noun, name in reading.survey.named),
            }
        ),
    )
