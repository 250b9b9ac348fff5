"""Publishing a flow from its YAML, as Archy does: checked, made if necessary, and published at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.known import known_of
from architrave.definitions.lint_rules import NEEDS_ORGANIZATION
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.known import KnownOrganization
from architrave.flows.outline import Outline
from architrave.flows.reader import read_flow
from architrave.flows.rules import UNKNOWN_COMMON_MODULE
from architrave.organization.entities import Conflict
from architrave.organization.flow_names import name_fault
from architrave.organization.flows import Flow
from architrave.organization.local import LocalOrganization
from architrave.organization.published_flows import COMMON_MODULE

_OF_MODULES = frozenset({"unknown-common-module", "unknown-module-version", "module-flow-type"})
"""The rules for calls of common modules, which publishing itself checks."""


@dataclass(frozen=True, slots=True)
class Message:
    """What publishing says about a flow."""

    kind: Literal["Error", "Warning"]
    text: str


@dataclass(frozen=True, slots=True)
class PublishedText:
    """The result: the flow, None if it was not published, and the messages."""

    flow: Flow | None
    messages: tuple[Message, ...]


def publish_text(
    organization: LocalOrganization,
    text: str,
    author: str | None,
    *,
    creates_stubs: bool = False,
    reaches: Callable[[str | None], bool] = lambda _division: True,
) -> PublishedText:
    """Publish a flow from its YAML. Blocks; raises `NotKept`.

    An error in the flow, or a common module that does not exist, prevents it. Other things that it names and the
    organization does not have are warnings: a flow can run with scripted replies. With `creates_stubs`, flows that it
    names and that do not exist are made in the home division, without a version. `reaches` says whether the client may
    publish flows in a division.
    """
    source = Source("flow.yaml", text)
    program, faults = read_flow(source, known=_known(organization))
    faults = tuple(fault for fault in faults if fault.rule.slug not in _OF_MODULES)
    errors = [fault for fault in faults if fault.is_error and fault.rule.slug not in NEEDS_ORGANIZATION]
    content = None if program is None or errors else FlowContent.of(source, program)
    missing = [] if content is None else list(_missing(organization, content.outline))
    if creates_stubs and reaches(None):
        for flow_type, name, _ in missing:
            organization.flow_editing.create(flow_type, name, "", None, author)
    else:
        errors += [fault for flow_type, _, fault in missing if flow_type == COMMON_MODULE and fault is not None]
    said = [
        *(_message(fault, errors) for fault in faults),
        *(_message(one, errors) for one in errors if one not in faults),
    ]
    bad_name = None if content is None else name_fault(content.outline.name)
    if bad_name is not None:
        said.append(Message("Error", bad_name.message))
    if content is None or errors or bad_name is not None:
        return PublishedText(None, tuple(said))
    named = replace(content, source=Source(f"{content.outline.name}.yaml", text))
    done = organization.flow_editing.submit(named, author, reaches)
    if isinstance(done, Conflict):
        return PublishedText(None, (*said, Message("Error", done.message)))
    return PublishedText(done, tuple(said))


def _known(organization: LocalOrganization) -> KnownOrganization:
    """The names that a flow may refer to: data actions and tables of the folder, entities as they are now."""
    known = known_of(organization.definition)
    entities = {
        noun: frozenset(name for one in organization.entities.all(noun) for name in _names(one.properties))
        for noun in known.entities
    }
    return replace(known, entities=entities)


def _names(properties: object) -> Iterator[str]:
    for key in ("name", "email"):
        value = properties.get(key) if isinstance(properties, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if isinstance(value, str):
            yield value


def _missing(organization: LocalOrganization, outline: Outline) -> Iterator[tuple[str, str, Diagnostic | None]]:
    """The flows that a flow names and that do not exist: type, name and, for a common module, what to say."""
    for call in outline.modules:
        if organization.flows.named(call.name, COMMON_MODULE) is None:
            message = f'There is no common module "{call.name}".'
            help_ = "Publish it first, or send createStubs: true with the job."
            yield (
                COMMON_MODULE,
                call.name,
                Diagnostic(UNKNOWN_COMMON_MODULE, message, "flow.yaml", call.pointer, call.place, help=help_),
            )
    for use in outline.flows:
        if all(organization.flows.named(use.name, each) is None for each in use.types):
            yield use.types[0], use.name, None


def _message(fault: Diagnostic, errors: list[Diagnostic]) -> Message:
    place = "" if fault.start is None else f":{fault.start.line}:{fault.start.column}"
    text = f"{fault.file or 'flow.yaml'}{place}: {fault.message} {fault.help or ''}".strip()
    return Message("Error" if fault in errors else "Warning", f"{text} [{fault.rule.slug}]")
