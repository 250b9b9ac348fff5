"""Reads an organization's folder for its dependencies: also the flows with errors, as far as they can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from architrave.definitions.mocks import Mocks
from architrave.definitions.reader import read_organization
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.document import read_document
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.uses import Uses, uses_of
from architrave.local.faults import CannotOpenError
from architrave.local.reading import read_replies


@dataclass(frozen=True, slots=True)
class NamedFlow:
    """A flow with what it names. `source` is its file, `has_errors` whether some of it could not be read."""

    source: Source
    program: Program
    uses: Uses
    has_errors: bool


@dataclass(frozen=True, slots=True)
class ReadFolder:
    """What was read. `unread` are the files that are not flows that can be read."""

    folder: Path
    organization: Organization
    mocks: Mocks
    flows: tuple[NamedFlow, ...]
    unread: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Collected:
    flows: list[NamedFlow] = field(default_factory=list[NamedFlow])
    unread: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def read(self, source: Source, substitutions: Mapping[str, str]) -> tuple[Program | None, tuple[Diagnostic, ...]]:
        """Read a flow and keep it, whatever its errors."""
        program, faults = read_flow(source, substitutions=substitutions, allow_placeholders=True)
        errors = [fault for fault in faults if fault.is_error]
        if program is None:
            self.unread += errors
        else:
            document, _ = read_document(source, substitutions)
            self.flows.append(NamedFlow(source, program, uses_of(program, document.root), bool(errors)))
        return program, faults


def read_folder(folder: Path, environment: Mapping[str, str]) -> ReadFolder:
    """What is in an organization's folder. Raises CannotOpenError if a file for all flows is broken."""
    found = _Collected()
    organization, faults = read_organization(folder, environment=environment, needs_secrets=False, read=found.read)
    mocks, mock_faults = read_replies(None, folder)
    broken = [fault for fault in mock_faults if fault.is_error]
    if organization is None or broken:
        raise CannotOpenError([*(faults if organization is None else ()), *broken])
    return ReadFolder(folder, organization, mocks, tuple(found.flows), tuple(found.unread))
