"""Reads a folder of flows as it is: its organization, each flow, and the keys without a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.cloud.exports import export_suffix
from architrave.definitions.files import FolderFiles
from architrave.definitions.flow_files import flow_paths
from architrave.definitions.mocks import MOCKS_YAML, Mocks
from architrave.definitions.reader import ORG_YAML, read_organization
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.document import read_document
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.uses import Uses, uses_of
from architrave.local.faults import CannotOpenError
from architrave.local.reading import read_replies
from architrave.local.starting.placeholders import values_for


@dataclass(frozen=True, slots=True)
class ReadFlow:
    """A flow file; `program` is None if it cannot be read. `diagnostics` are its problems, `uses` what it names."""

    path: str
    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    uses: Uses | None = None

    @property
    def has_errors(self) -> bool:
        """Whether the flow cannot be run."""
        return any(fault.is_error for fault in self.diagnostics)

    @property
    def runs(self) -> bool:
        """Whether `architrave run` runs it: a workflow or a common module without errors."""
        return self.program is not None and self.program.start is not None and not self.has_errors


@dataclass(frozen=True, slots=True)
class StartingFolder:
    """What is in a folder. `substitutions` are the values for keys that org.yaml does not have.

    `exports` are the paths of Architect exports, which are not YAML. `unread` are the problems of subfolders that
    cannot be read: they may have flows.
    """

    paths: frozenset[str]
    organization: Organization
    mocks: Mocks
    flows: tuple[ReadFlow, ...]
    substitutions: Mapping[str, str]
    exports: tuple[str, ...]
    unread: tuple[Diagnostic, ...] = ()

    @property
    def has_org_yaml(self) -> bool:
        """Whether there is an org.yaml."""
        return ORG_YAML in self.paths

    @property
    def has_mocks_yaml(self) -> bool:
        """Whether there is a mocks file."""
        return MOCKS_YAML in self.paths


def read_folder(folder: Path, environment: Mapping[str, str]) -> StartingFolder:
    """What is in a folder. Raises CannotOpenError if org.yaml or mocks.yaml has errors; those of flows are kept."""
    files = FolderFiles(folder)
    organization, faults = read_organization(folder, environment=environment, needs_secrets=False)
    mocks, mock_faults = read_replies(None, folder)
    if organization is None or any(fault.is_error for fault in mock_faults):
        raise CannotOpenError([*(fault for fault in faults if fault.file == str(folder / ORG_YAML)), *mock_faults])
    sources: dict[str, Source | Diagnostic] = {path: files.read(path) for path in flow_paths(files)}
    texts = [source for source in sources.values() if isinstance(source, Source)]
    substitutions = values_for(texts, organization.substitutions)
    given = {**organization.substitutions, **substitutions}
    paths = frozenset(files.paths())
    flows = tuple(_flow(path, source, given) for path, source in sources.items())
    exports = tuple(path for path in sorted(paths) if export_suffix(path))
    return StartingFolder(paths, organization, mocks, flows, substitutions, exports, files.unread())


def _flow(path: str, source: Source | Diagnostic, substitutions: Mapping[str, str]) -> ReadFlow:
    if isinstance(source, Diagnostic):
        return ReadFlow(path, None, (source,))
    program, diagnostics = read_flow(source, substitutions=substitutions)
    document, _ = read_document(source, substitutions)
    return ReadFlow(path, program, diagnostics, None if program is None else uses_of(program, document.root))
