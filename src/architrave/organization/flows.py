"""Flows and their versions: publishes files, and finds the flows that launches and requests name.

A version is immutable and named after its number (`1.0`, `2.0`, …). A changed file becomes a new version, which is
published unless org.yaml says otherwise. Running executions keep their version, by the program's hash.

Publishing takes two steps: `prepare` works out and writes the differences, in any thread; `take` then uses the flows,
which takes microseconds. Programs are read when they are first needed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from architrave.contract import FoundFlow
from architrave.definitions.flow_content import FlowContent
from architrave.definitions.reader import ORG_YAML
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.outline import Outline, outline_of
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.organization.published_flows import COMMON_MODULE, Flow, Modules, PublishedFlows, version_name
from architrave.organization.publishing import Files, Plan, Published, StoredFlows, plan, stored_flows
from architrave.organization.snapshots import ModuleVersion, older
from architrave.store import Store, snapshots
from architrave.store import flows as kept
from architrave.store.flows import VersionRow
from architrave.store.snapshots import SnapshotRow

__all__ = ["COMMON_MODULE", "Files", "Flow", "Flows", "Prepared", "Published", "version_name"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Flows that are published in the store, and not used yet. `contents` are those of the files by their hashes."""

    plan: Plan
    contents: Mapping[str, FlowContent]
    outlines: Mapping[str, Outline]
    problems: tuple[Diagnostic, ...]


class Flows:
    """The flows of an organization: the `contract.FlowFinder` for launches, and the programs for engines.

    `problems` are the flows that were not published, and those that use older versions of common modules. `has_unread`
    is whether a flow's program may not have been read yet.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.problems: tuple[Diagnostic, ...] = ()
        self.has_unread = True
        self._flows = PublishedFlows()
        self._stored: StoredFlows | None = None
        self._contents: Mapping[str, FlowContent] = {}
        self._outlines: Mapping[str, Outline] = {}
        self._programs: dict[str, Program] = {}
        self._found: dict[tuple[str, str | None], FoundFlow] = {}
        self._snapshots: dict[tuple[str, int], Sequence[SnapshotRow]] = {}

    # -- publishing ------------------------------------------------------------------------------------------------

    def publish(
        self,
        files: Sequence[FlowFile],
        *,
        now: int,
        broken: frozenset[str] = frozenset(),
        saved: frozenset[str] = frozenset(),
    ) -> list[Published]:
        """Replace the organization's flows with `files`; flows without a file become inactive.

        `now` is in ms since the epoch; `broken` and `saved` are as in `Files`. What this returns is on disk.
        """
        return self.take(self.prepare(Files(files, broken, saved), now=now))

    def prepare(self, files: Files, *, now: int) -> Prepared:
        """Publish files in the store. Others use the flows as they were until `take`. Raises NotKept."""
        outlines = {file.outline.hash: file.outline for file in files.flows}

        def planned(stored: StoredFlows) -> Plan:
            return plan(files, stored, self._flows, lambda content_hash: self._serves(content_hash, outlines), now)

        made = self._written(planned, now)
        for version in _shown(made.flows):
            if (outline := self._outline(version.hash, outlines)) is not None:
                outlines[version.hash] = outline
        problems = (*made.refused, *self._older(made, outlines))
        contents = {file.outline.hash: file.content for file in files.flows}
        return Prepared(made, contents, outlines, problems)

    def _written(self, planned: Callable[[StoredFlows], Plan], now: int) -> Plan:
        """A plan whose changes are in the store. Only if others can write to it, it must be read for each plan."""
        if self._stored is None or self.store.may_have_other_writers:
            with self.store.write(alone=True) as connection:
                made = planned(stored_flows(connection))
                made.changes.write(connection, now)
                return made
        made = planned(self._stored)
        if made.changes:
            with self.store.write(alone=True) as connection:
                made.changes.write(connection, now)
        return made

    def forget(self) -> None:
        """Forget what the store has: its content was replaced."""
        self._stored = None
        self._found.clear()

    def take(self, prepared: Prepared) -> list[Published]:
        """Use the flows that were prepared; only in the thread that also looks up flows."""
        made = prepared.plan
        self._programs |= {
            content_hash: program
            for content_hash, content in prepared.contents.items()
            if (program := content.program_in_memory) is not None
        }
        self._contents, self._outlines = prepared.contents, prepared.outlines
        self.has_unread = not prepared.contents.keys() <= self._programs.keys()
        self._use(made.flows, made.stored)
        self.problems = prepared.problems
        return list(made.published)

    def _use(self, flows: PublishedFlows, stored: StoredFlows) -> None:
        before, self._flows = self._flows, flows
        self._stored, self._snapshots = stored, dict(stored.snapshots)
        self._found = {
            key: found
            for key, found in tuple(self._found.items())
            if flows.by_id.get(found.id) is before.by_id.get(found.id) is not None
        }

    def _serves(self, content_hash: str, outlines: Mapping[str, Outline]) -> frozenset[str]:
        outline = self._outline(content_hash, outlines)
        return frozenset() if outline is None else outline.serves

    def _outline(self, content_hash: str, outlines: Mapping[str, Outline]) -> Outline | None:
        outline = outlines.get(content_hash) or self._outlines.get(content_hash)
        if outline is None and (program := self.program(content_hash)) is not None:
            outline = outline_of(program)
        return outline

    def _older(self, made: Plan, outlines: Mapping[str, Outline]) -> Iterator[Diagnostic]:
        """The published flows that use older versions of common modules."""
        for flow in made.flows:
            version = flow.published
            rows = () if version is None else made.stored.snapshots.get((flow.row.id, version.number))
            if version is None or not rows:
                continue
            outline = self._outline(version.hash, outlines)
            if outline is not None:
                yield from older(flow.row.name, version.file, rows, outline, made.modules.find)

    def refresh(self) -> None:
        """Load the flows that any server published to the store. Publishes nothing."""
        with self.store.read() as connection:
            stored = stored_flows(connection)
        rows = (row for row in stored.rows.values() if row.active)
        self._use(PublishedFlows(Flow(row, stored.versions.get(row.id, ())) for row in rows), stored)

    # -- flows -----------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows)

    @property
    def sorted(self) -> Sequence[Flow]:
        """All flows in the order of their ids."""
        return self._flows.sorted

    def get(self, flow_id: str) -> Flow | None:
        """The flow with an id, in any case, or None."""
        return self._flows.get(flow_id)

    def named(self, name: str, flow_type: str | None = None) -> Flow | None:
        """The one flow with this name (ignoring case) and type, if given; None if there is none or more than one."""
        return self._flows.named(name, flow_type)

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow."""
        return [(flow.row.id, flow.row.name) for flow in self._flows]

    def id_file(self) -> str:
        """The file that gives flows their ids."""
        return ORG_YAML

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow that a launch names, in the given version; None is the published version."""
        known = self._found  # `take` replaces it: what another thread finds for an earlier flow is not found again
        found = known.get((flow_id, version))
        if found is None:
            flow = self.get(flow_id)
            if flow is None:
                return None
            found = known[flow_id, version] = self._find(flow, version)
        return found

    def is_quick(self, flow_id: str | None, version: str | None) -> bool:
        """Whether `find` need not read a program, which may take long. Without an id, whether this is so for all flows.

        It is slow once for each flow after a start that had a cache of what flows are.
        """
        if (flow_id, version) in self._found:
            return True
        if flow_id is None:
            return all(flow.published is None or flow.published.hash in self._programs for flow in self._flows)
        flow = self.get(flow_id)
        if flow is None:
            return not self.has_unread  # what is meant is looked for among the others
        row = _launchable(flow, version)
        return row is None or row.hash in self._programs

    def _find(self, flow: Flow, version: str | None) -> FoundFlow:
        row = _launchable(flow, version)
        for used in () if row is None else self._snapshots_of(flow.row.id, row.number):
            self.program(used.hash)  # now, because while the flow runs it would keep others waiting
        return FoundFlow(
            id=flow.row.id,
            name=flow.row.name,
            type=flow.row.type,
            version=version_name(row) if row else None,
            program=self.program(row.hash) if row else None,
            versions=tuple(version_name(item) for item in flow.versions if item.published_at is not None),
            required=frozenset(flow.required),
        )

    # -- common modules --------------------------------------------------------------------------------------------

    def module_for(self, flow_id: str, version: str, name: str, reference: str) -> dict[str, Any] | None:
        """The version of a common module that a version of a flow was published with, as a look-up replies it.

        Without a snapshot, which databases of earlier releases lack, it is the one that would be found now.
        """
        number = version.partition(".")[0]
        rows = self._snapshots_of(flow_id, int(number)) if number.isdecimal() else ()
        wanted = name.casefold(), reference.casefold()
        row = next((row for row in rows if (row.name, row.reference) == wanted), None)
        if row is not None:
            return ModuleVersion(row.module, name, row.version, row.hash).entity()
        modules = Modules(self._flows, lambda content_hash: self._serves(content_hash, self._outlines))
        found = modules.find(name, reference)
        return None if found is None else found.entity()

    def _snapshots_of(self, flow_id: str, number: int) -> Sequence[SnapshotRow]:
        rows = self._snapshots.get((flow_id, number))
        if rows is None:
            if self._stored is not None and not self.store.may_have_other_writers:
                return ()
            with self.store.read() as connection:
                rows = self._snapshots[flow_id, number] = snapshots.of_version(connection, flow_id, number)
        return rows

    def read_programs(self, hashes: Iterable[str]) -> None:
        """Read the programs with these hashes, as far as they exist."""
        for content_hash in hashes:
            self.program(content_hash)

    # -- programs --------------------------------------------------------------------------------------------------

    def program_of(self, content_hash: str) -> Program:
        """The program with this content hash. Raises LookupError if it no longer exists."""
        program = self.program(content_hash)
        if program is None:
            raise LookupError(content_hash)
        return program

    def source_of(self, content_hash: str) -> Source | None:
        """The text that a program was read from; None if it no longer exists."""
        with self.store.read() as connection:
            found = kept.text_by_hash(connection, content_hash)
        return None if found is None else Source(*found)

    def module_sources(self, flow_id: str, version: str) -> list[Source]:
        """The texts of the common modules that a version of a flow was published with, each once."""
        number = version.partition(".")[0]
        rows = self._snapshots_of(flow_id, int(number)) if number.isdecimal() else ()
        found = (self.source_of(content_hash) for content_hash in dict.fromkeys(row.hash for row in rows))
        return [source for source in found if source is not None]

    def outline(self, version: VersionRow) -> Outline | None:
        """What is known of a version of a flow without its program; None if its text no longer exists.

        It takes long for a version that is neither published nor the newest one.
        """
        return self._outline(version.hash, self._outlines)

    def program_in_memory(self, content_hash: str) -> Program | None:
        """The program with this content hash, if it need not be read: reading a large flow takes long."""
        return self._programs.get(content_hash)

    def program(self, content_hash: str) -> Program | None:
        """The program with this content hash, read if necessary; None if it no longer exists."""
        program = self._programs.get(content_hash)
        if program is None:
            program = self._read(content_hash)
            if program is not None:
                self._programs[content_hash] = program
        return program

    def _read(self, content_hash: str) -> Program | None:
        content = self._contents.get(content_hash)
        if content is not None:
            return content.program
        source = self.source_of(content_hash)
        return None if source is None else read_flow(source)[0]


def _shown(flows: PublishedFlows) -> Iterator[VersionRow]:
    """The versions that a list of flows shows: of each flow the published and the newest one."""
    for flow in flows:
        yield flow.latest
        if (published := flow.published) is not None:
            yield published


def _launchable(flow: Flow, version: str | None) -> VersionRow | None:
    """The version of a flow that a launch means, if it was published."""
    row = flow.published if version is None else flow.version(version)
    return None if row is None or row.published_at is None else row
