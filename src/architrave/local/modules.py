"""The common modules of an organization in a folder, as a run finds them."""

from collections.abc import Callable, Iterable
from typing import Any

from architrave.definitions.known import module_of
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.known import KnownModule
from architrave.flows.module_references import faults_of, is_latest, named_version
from architrave.flows.outline import outline_of
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.local.faults import CannotRunError
from architrave.local.sources import sources_of

COMMON_MODULE = "commonModule"


class PublishedModules:
    """The common modules of an organization, as a server finds them: other flows may have the same name.

    Without a server's database, each has one version: that of its file.
    """

    def __init__(self, organization: Organization) -> None:
        self._flows = [flow for flow in organization.flows if flow.outline.flow_type == COMMON_MODULE]

    def find(self, by: str, value: str, reference: str | None, /) -> dict[str, Any] | None:
        """A module by `id` or `name`; None if there is not exactly one, or not in this version."""
        folded = value.casefold()
        published = (each for each in self._flows if each.published)
        found = [each for each in published if (each.id if by == "id" else each.outline.name).casefold() == folded]
        if len(found) != 1 or not _is_version(reference, found[0].version_name):
            return None
        (flow,) = found
        return {"id": flow.id, "name": flow.outline.name, "version": flow.version_name, "hash": flow.outline.hash}

    def known(self, name: str) -> KnownModule | None:
        """What a flow that calls the module must observe."""
        found = [each for each in self._flows if each.outline.name.casefold() == name.casefold()]
        return module_of(found[0]) if len(found) == 1 else None


def _is_version(reference: str | None, version: str) -> bool:
    return reference is None or is_latest(reference) or named_version(reference) == version


def check_references(program: Program, source: Source, find: Callable[[str], KnownModule | None]) -> None:
    """Raises CannotRunError for calls of common modules because of which the cloud would not publish the flow."""
    faults = list(faults_of(outline_of(program), source.name, find))
    if faults:
        raise CannotRunError(source.name, faults, source, None)


def check_modules(program: Program, source: Source, modules: PublishedModules, faults: Iterable[Diagnostic]) -> None:
    """Raises CannotRunError if a common module that the flow calls has errors, and so was left out."""
    calls = (action.fields for action in program.actions if isinstance(action.fields, CallCommonModule))
    missing = {fields.module.name.casefold() for fields in calls if modules.known(fields.module.name) is None}
    errors = [fault for fault in faults if fault.is_error] if missing else []
    for file, text in sources_of(errors).items():
        module, _ = read_flow(text)
        if module is not None and module.flow_type == COMMON_MODULE and module.name.casefold() in missing:
            why = f"Cannot run {source.name}: its common module “{module.name}” has errors."
            raise CannotRunError(source.name, [fault for fault in errors if fault.file == file], text, why)
