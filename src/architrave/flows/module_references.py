"""What a flow must observe when it calls a common module: the version must exist, and be made for its flow type.

The cloud does not publish a flow that does not (documented: the version is part of the reference, a common module
serves the flow types that were chosen for it, and cannot call another).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from architrave.diagnostics import Diagnostic, Rule
from architrave.flows import rules
from architrave.flows.known import KnownModule
from architrave.flows.outline import Outline

LATEST = "latestPublished"
"""The reference to the version that is published when the calling flow is."""


class ReferenceFault(NamedTuple):
    """Why a flow cannot call a common module, and what to do."""

    rule: Rule
    message: str
    help: str


def is_latest(reference: str) -> bool:
    """Whether a reference is to the latest published version."""
    return reference.casefold() == LATEST.casefold()


def named_version(reference: str) -> str:
    """The name of the version in a reference: `3` and `3.0` are the same."""
    return f"{reference}.0" if reference.isdecimal() else reference


def reference_fault(name: str, reference: str, module: KnownModule, flow_type: str) -> ReferenceFault | None:
    """Why a flow of a type cannot call this version of a common module; None if it can."""
    version = named_version(reference)
    if not module.versions:
        return ReferenceFault(
            rules.UNKNOWN_MODULE_VERSION,
            f"The common module “{name}” has no published version.",
            f"Publish it: remove `published: false` from `flows: {{{name}: …}}` in org.yaml.",
        )
    if not is_latest(reference) and version not in module.versions:
        known = ", ".join(module.versions)
        return ReferenceFault(
            rules.UNKNOWN_MODULE_VERSION,
            f"The common module “{name}” has no version {version}.",
            f"It has {known}. Call `ver_{LATEST}`, or say in org.yaml which version its file is: "
            f"`flows: {{{name}: {{version: {version.partition('.')[0]}}}}}`.",
        )
    # In a common module, the call itself is the mistake.
    if module.serves and flow_type.lower() not in {*module.serves, "commonmodule"}:
        return ReferenceFault(
            rules.MODULE_FLOW_TYPE,
            f"The common module “{name}” is not for flows of the type {flow_type}.",
            f"It is for {', '.join(sorted(module.serves))}. Add `- flowType: {flow_type.lower()}` to its "
            "`compatibleFlowTypes`.",
        )
    return None


def faults_of(flow: Outline, file: str, find: Callable[[str], KnownModule | None]) -> Iterator[Diagnostic]:
    """The calls of common modules that the cloud would not publish. `find` finds a module by its name.

    A module that does not exist is not among them: a flow can run without it as long as it does not call it.
    """
    for call in flow.modules:
        module = find(call.name)
        fault = None if module is None else reference_fault(call.name, call.reference, module, flow.flow_type)
        if fault is not None:
            yield Diagnostic(fault.rule, fault.message, file, call.pointer, start=call.place, help=fault.help)
