"""The files that a platform uses, and taking over what changes in them.

Reading and publishing run in a thread, because they would block requests for too long. Then the server's loop takes
over their result, in microseconds.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from architrave.definitions.mocks import Mocks
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic
from architrave.local.faults import CannotOpenError
from architrave.local.reading import FilesReader, Read, breaks_org_yaml
from architrave.local.settings import Settings

if TYPE_CHECKING:
    from architrave.organization.flows import Flow, Published
    from architrave.organization.local import LocalOrganization, PreparedOrganization


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The result of reloading changed files: their problems, and the published flows.

    `news` are the problems that concern the change. `kept` are flows whose changed file has errors: they keep their
    version, as do org.yaml and the mocks. `left_out` are the other files with errors.
    """

    diagnostics: tuple[Diagnostic, ...]
    published: "tuple[Published, ...]"
    news: tuple[Diagnostic, ...] = ()
    kept: "tuple[Flow, ...]" = ()
    left_out: tuple[str, ...] = ()
    has_broken_mocks: bool = False
    has_broken_org_yaml: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Files that have changed, and the organization that they make, published but not used yet.

    `prepared` is None if the organization cannot be used.
    """

    read: Read
    prepared: "PreparedOrganization | None"


class FilesInUse:
    """The files of a platform, which are read when they are first needed. `mocks` are the current scripted replies."""

    def __init__(self, settings: Settings) -> None:
        self.mocks = Mocks()
        self._reader = FilesReader(settings)
        self._read: Read | None = None

    @property
    def are_read(self) -> bool:
        """Whether the files have been read."""
        return self._read is not None

    @property
    def definition(self) -> Organization | None:
        """The organization, if the files have been read and it can be used."""
        return None if self._read is None else self._read.definition

    def read(self) -> Read:
        """What is in use. Raises CannotOpenError if the organization or its replies cannot be used."""
        if self._read is None:
            read = self._reader.read()
            if read.definition is None or read.has_broken_mocks:
                raise CannotOpenError(read.stopping)
            self._read, self.mocks = read, read.mocks
        return self._read

    def keep(self) -> None:
        """Keep on disk what was read, so that the next start is quick."""
        self._reader.keep()

    def changed(self, organization: "LocalOrganization") -> Change:
        """Read what has changed, and publish it; in any thread. Raises NotKept if a flow could not be saved."""
        before = self.read()
        read = self._reader.read(earlier=before.definition)
        if read.definition is None:
            return Change(read, None)
        return Change(read, organization.prepare(read.definition, read.diagnostics, read.changed(before)))

    def take(self, change: Change, organization: "LocalOrganization") -> Reloaded:
        """Use changed files; what cannot be read keeps its previous version."""
        before, read = self.read(), change.read
        if not read.has_broken_mocks:
            self.mocks = read.mocks
        diagnostics = (*read.diagnostics, *read.mock_faults)
        if change.prepared is None:
            return Reloaded(diagnostics, (), read.stopping, has_broken_mocks=read.has_broken_mocks)
        known = organization.problems
        published = tuple(organization.use(change.prepared))
        self._read = read  # only now: if they could not be saved, they are still changed when they are read again
        problems = organization.problems
        news = (*read.news(before), *(problem for problem in problems if problem not in known))
        broken = {fault.file for fault in news if fault.is_error}
        kept = tuple(flow for flow in organization.flows if flow.row.file in broken) if broken else ()
        in_org_yaml = list(filter(breaks_org_yaml, news))
        has_broken_mocks = any(fault in news for fault in read.mock_faults if fault.is_error)
        used = {flow.row.file for flow in kept} | {fault.file for fault in (*read.mock_faults, *in_org_yaml)}
        left_out = tuple(sorted(file for file in broken - used if file is not None))
        return Reloaded(
            (*diagnostics, *problems),
            published,
            news,
            kept,
            left_out,
            has_broken_mocks=has_broken_mocks,
            has_broken_org_yaml=bool(in_org_yaml),
        )
