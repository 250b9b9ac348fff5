"""Flows and their versions: publishes files, and finds the flows that launches and requests name.

The text of a version never changes; it is named after its number (`1.0`, `2.0`, …). A changed file becomes a new
version, which is published unless org.yaml says otherwise. Running executions keep theirs, by the program's hash.

Publishing takes two steps: `prepare` works out and writes the differences, in any thread; `take` then uses the flows,
which takes microseconds. `edit` is how the API changes one flow. Programs are read when they are first needed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock, RLock
from typing import Any, TypeVar

from architrave.contract import FoundFlow
from architrave.definitions.flow_content import FlowContent
from architrave.definitions.reader import ORG_YAML
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.outline import Outline, outline_of
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.organization.entities import Conflict
from architrave.organization.published_flows import COMMON_MODULE, Flow, Modules, PublishedFlows, version_name
from architrave.organization.publishing import Files, Plan, Published, plan
from architrave.organization.snapshots import ModuleVersion, older
from architrave.organization.stored_flows import Changes, StoredFlows, caught_up
from architrave.store import Store, snapshots
from architrave.store import flows as kept
from architrave.store.flows import FlowRow, VersionRow
from architrave.store.snapshots import SnapshotRow

__all__ = ["COMMON_MODULE", "Files", "Flow", "Flows", "Prepared", "Published", "version_name"]

Result = TypeVar("Result")
Listener = Callable[[Sequence[Flow]], None]
"""Is told of the flows that were changed, as they are now; a flow that was deleted is not active."""


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
        self._turn = RLock()
        """Held while the store is changed, or read to catch up with it: `_stored` changes only then."""
        self._using = Lock()
        """Held for microseconds, while what is in memory is replaced."""
        self._listeners: list[Listener] = []
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

        made = self._written(planned)
        for version in _shown(made.flows):
            if (outline := self._outline(version.hash, outlines)) is not None:
                outlines[version.hash] = outline
        problems = (*made.refused, *self._older(made, outlines))
        contents = {file.outline.hash: file.content for file in files.flows}
        return Prepared(made, contents, outlines, problems)

    def _written(self, planned: Callable[[StoredFlows], Plan]) -> Plan:
        """A plan whose changes are in the store. Only if others can write to it, it must be read for each plan."""
        with self._turn:
            if self._stored is None or self.store.may_have_other_writers:
                with self.store.write(alone=True) as connection:
                    made = planned(caught_up(connection, self._stored))
                    made.changes.write(connection)
            else:
                made = planned(self._stored)
                if made.changes:
                    with self.store.write(alone=True) as connection:
                        made.changes.write(connection)
            self._stored = made.stored
            return made

    def replace_content(self, write: Callable[[], None]) -> None:
        """Have `write` replace the content of the store, and forget what it had. Publish again after this. Blocks."""
        with self._turn:
            write()
            with self._using:
                self._stored = None
                self._found, self._snapshots = {}, {}

    def take(self, prepared: Prepared) -> list[Published]:
        """Use the flows that were prepared; only in the thread that also looks up flows."""
        made = prepared.plan
        with self._using:
            self._programs |= {
                content_hash: program
                for content_hash, content in prepared.contents.items()
                if (program := content.program_in_memory) is not None
            }
            self._contents, self._outlines = prepared.contents, {**self._newer(made), **prepared.outlines}
            stored = self._stored or made.stored
            flows = made.flows if stored is made.stored else _active(stored, made.flows)
            self._use(flows, stored)
            self.has_unread = not prepared.contents.keys() <= self._programs.keys()
            self.problems = prepared.problems
        self._tell(made.changes.changed, made.stored)
        return list(made.published)

    def _newer(self, made: Plan) -> Mapping[str, Outline]:
        """The outlines of what was changed since a plan was made."""
        if self._stored is None or self._stored is made.stored:
            return {}
        changed = [row.id for row in self._stored.rows.values() if row.change > made.stored.last]
        hashes = {one.hash for flow_id in changed for one in self._stored.versions_of(flow_id)}
        return {key: outline for key, outline in self._outlines.items() if key in hashes}

    def edit(
        self, change: Callable[[Changes, Modules], Result], now: int, content: FlowContent | None = None
    ) -> Result:
        """Have `change` change flows; what it returns is on disk. Blocks; raises `NotKept`.

        It gets the changes to add to, and the common modules. If it returns a Conflict, nothing changes. `content` is
        the text of a version that it may add. `now` is in ms since the epoch.
        """
        with self._turn:
            with self.store.write(alone=True) as connection:
                before = caught_up(connection, self._stored)
                changes = Changes(before, now)
                result = change(changes, Modules(_active(before, self._flows), self._serves_now))
                if not isinstance(result, Conflict):
                    changes.write(connection)
            self._catch_up(before if isinstance(result, Conflict) or not changes else changes.stored, content)
        return result

    def refresh(self) -> None:
        """Take over the flows that any server has changed in the store. Publishes nothing. Blocks."""
        with self._turn:
            with self.store.read() as connection:
                stored = caught_up(connection, self._stored)
            self._catch_up(stored, None)

    def _catch_up(self, stored: StoredFlows, content: FlowContent | None) -> None:
        """Use the flows as they are in the store now. Only while it is this thread's turn."""
        before = self._stored
        if stored is before:
            return
        self._stored = stored
        changed = [row for row in stored.rows.values() if before is None or row.change > before.last]
        flows = _active(stored, self._flows)
        if content is not None:
            self._programs[content.outline.hash] = content.program
        outlines: dict[str, Outline] = {}
        if before is not None:  # read now, because a list of flows would keep others waiting
            shown = _shown(flow for row in changed if (flow := flows.by_id.get(row.id)) is not None)
            outlines = {one.hash: outline for one in shown if (outline := self.outline(one)) is not None}
        with self._using:
            self._outlines = {**self._outlines, **outlines}
            self._use(_active(stored, self._flows), stored)
            self.has_unread = self.has_unread or before is None
        self._tell((row.id for row in changed), stored)

    def _use(self, flows: PublishedFlows, stored: StoredFlows) -> None:
        before, self._flows = self._flows, flows
        self._snapshots = dict(stored.snapshots)
        self._found = {
            key: found
            for key, found in tuple(self._found.items())
            if flows.by_id.get(found.id) is before.by_id.get(found.id) is not None
        }

    def listen(self, listener: Listener) -> None:
        """Tell `listener` of every change from now on, in the order of the changes."""
        self._listeners.append(listener)

    def _tell(self, changed: Iterable[str], stored: StoredFlows) -> None:
        flows = [Flow(stored.rows[each], stored.versions_of(each)) for each in changed] if self._listeners else []
        for listener in self._listeners if flows else ():
            listener(flows)

    def _serves_now(self, content_hash: str) -> frozenset[str]:
        return self._serves(content_hash, self._outlines)

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
            version = flow.published if flow.row.file is not None and not flow.row.edited else None
            rows = () if version is None else made.stored.snapshots.get((flow.row.id, version.number))
            if version is None or not rows:
                continue
            outline = self._outline(version.hash, outlines)
            if outline is not None:
                yield from older(flow.row.name, version.file, rows, outline, made.modules.find)

    # -- flows -----------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows)

    @property
    def sorted(self) -> Sequence[Flow]:
        """All flows in the order of their ids."""
        return self._flows.sorted

    @property
    def deleted(self) -> Sequence[Flow]:
        """The flows that were deleted, or whose files were removed."""
        stored = self._stored or StoredFlows()
        return [Flow(row, stored.versions_of(row.id)) for row in stored.rows.values() if not row.active]

    def get_deleted(self, flow_id: str) -> Flow | None:
        """The flow with an id, in any case, if it is not active; otherwise None."""
        stored = self._stored or StoredFlows()
        row = stored.rows.get(flow_id) or stored.rows.get(flow_id.lower())
        return None if row is None or row.active else Flow(row, stored.versions_of(row.id))

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
            required=frozenset(self._required(flow, row)),
        )

    def _required(self, flow: Flow, row: VersionRow | None) -> Iterable[str]:
        """The inputs that org.yaml requires, of those that a version has: it may not be the folder's."""
        outline = self.outline(row) if row is not None and flow.row.edited and flow.required else None
        if outline is None:
            return flow.required
        return {each.full_name for each in outline.inputs}.intersection(flow.required)

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
        modules = Modules(self._flows, self._serves_now)
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

    def text_of(self, version: VersionRow) -> str | None:
        """The text of a version; None if it no longer exists. Blocks."""
        with self.store.read() as connection:
            return kept.text_of(connection, version.flow, version.number)

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


def _shown(flows: Iterable[Flow]) -> Iterator[VersionRow]:
    """The versions that a list of flows shows: of each flow the published and the newest one."""
    for flow in flows:
        if flow.latest is not None:
            yield flow.latest
        if (published := flow.published) is not None:
            yield published


def _active(stored: StoredFlows, known: PublishedFlows) -> PublishedFlows:
    """The active flows, in the order of those that are `known`, of which those that stay the same are used again."""

    def flow(row: FlowRow) -> Flow:
        before, versions = known.by_id.get(row.id), stored.versions_of(row.id)
        if before is not None and before.row == row and before.versions == versions:
            return before
        return Flow(row, versions, () if before is None else before.required)

    order = {**dict.fromkeys(known.by_id), **dict.fromkeys(stored.rows)}
    rows = (row for flow_id in order if (row := stored.rows.get(flow_id)) is not None)
    return PublishedFlows(flow(row) for row in rows if row.active)


def _launchable(flow: Flow, version: str | None) -> VersionRow | None:
    """The version of a flow that a launch means, if it was published and the flow is not deactivated."""
    if flow.published is None:
        return None
    row = flow.published if version is None else flow.version(version)
    return None if row is None or row.published_at is None else row
