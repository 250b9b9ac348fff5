"""Publishing flow files: what must change in the store, computed from what it has, and written in one transaction.

Only differences are written. A file that has not changed since it was published costs one comparison.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from architrave.definitions.values import FlowFile
from architrave.diagnostics import Diagnostic
from architrave.flows.module_references import faults_of
from architrave.organization.published_flows import COMMON_MODULE, Flow, Modules, PublishedFlows, version_name
from architrave.organization.snapshots import taken
from architrave.store import flows as kept
from architrave.store import snapshots
from architrave.store.flows import FlowRow, VersionRow
from architrave.store.snapshots import SnapshotRow

Serves = Callable[[str], frozenset[str]]
"""The flow types that the version of a common module with this content hash was made for."""


@dataclass(frozen=True, slots=True)
class Published:
    """The result of publishing: the flow, the version's name, and whether the version is new."""

    flow: Flow
    version: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class StoredFlows:
    """All flows in the store, also those that are not active, with their versions, oldest first, and snapshots."""

    rows: Mapping[str, FlowRow]
    versions: Mapping[str, tuple[VersionRow, ...]]
    snapshots: Mapping[tuple[str, int], tuple[SnapshotRow, ...]]


def stored_flows(connection: Connection) -> StoredFlows:
    """Everything about flows that is in the store, without their texts."""
    versions: dict[str, list[VersionRow]] = {}
    for row in kept.all_versions(connection):
        versions.setdefault(row.flow, []).append(row)
    used: dict[tuple[str, int], list[SnapshotRow]] = {}
    for row in snapshots.all_snapshots(connection):
        used.setdefault((row.flow, row.number), []).append(row)
    return StoredFlows(
        {row.id: row for row in kept.all_flows(connection)},
        {flow: tuple(rows) for flow, rows in versions.items()},
        {version: tuple(rows) for version, rows in used.items()},
    )


@dataclass(slots=True)
class Changes:
    """What must be written to the store. `published` are flows and the numbers of their newly published versions."""

    rows: list[FlowRow] = field(default_factory=list[FlowRow])
    versions: list[tuple[VersionRow, str]] = field(default_factory=list[tuple[VersionRow, str]])
    published: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    snapshots: list[SnapshotRow] = field(default_factory=list[SnapshotRow])

    def __bool__(self) -> bool:
        return bool(self.rows or self.versions or self.published or self.snapshots)

    def write(self, connection: Connection, now: int) -> None:
        """Write everything. `now` is in ms since the epoch."""
        for row in self.rows:
            kept.save(connection, row)
        for version, text in self.versions:
            kept.add_version(connection, version, text)
        for flow_id, number in self.published:
            kept.publish(connection, flow_id, number, now)
        snapshots.add(connection, self.snapshots)


@dataclass(frozen=True, slots=True)
class Plan:
    """The flows as they are once `changes` are written: in the store, and those that are active.

    `published` has an entry for each file that is published, `refused` says why the others are not. `modules` are the
    common modules among the files.
    """

    changes: Changes
    stored: StoredFlows
    flows: PublishedFlows
    published: Sequence[Published]
    refused: Sequence[Diagnostic]
    modules: Modules


@dataclass(frozen=True, slots=True)
class Files:
    """Flow files to publish, in their order, as the organization's only flows.

    `broken` are names of files with errors: their flows keep their current version. `saved` are names of files that
    were written since they were last published: their flows are published again if a common module has a newer version,
    even if the file is the same.
    """

    flows: Sequence[FlowFile]
    broken: frozenset[str] = frozenset()
    saved: frozenset[str] = frozenset()


def plan(files: Files, stored: StoredFlows, current: PublishedFlows, serves: Serves, now: int) -> Plan:
    """What publishing changes. `current` are the flows in memory, of which those that stay the same are used again."""
    return _Planner(stored, current, serves, now).plan(files)


class _Planner:
    def __init__(self, stored: StoredFlows, current: PublishedFlows, serves: Serves, now: int) -> None:
        self._current = current
        self._serves = serves
        self._now = now
        self._rows = dict(stored.rows)
        self._versions = dict(stored.versions)
        self._snapshots = dict(stored.snapshots)
        self._changes = Changes()

    def plan(self, files: Files) -> Plan:
        before = list(self._rows.values())
        modules = [file for file in files.flows if file.outline.flow_type == COMMON_MODULE]
        done = {file.id: self._published(file) for file in modules}
        catalog = Modules(PublishedFlows(one.flow for one in done.values()), self._serves)
        refused: list[Diagnostic] = []
        for file in files.flows:
            if file.id in done:
                continue
            faults = list(faults_of(file.outline, file.source.name, catalog.known)) if file.outline.modules else []
            refused += faults
            if not faults:
                done[file.id] = self._published(file, catalog, is_saved=file.source.name in files.saved)
        kept_back = files.broken | {fault.file for fault in refused if fault.file}
        left = [self._left(row, kept_back) for row in before if row.id not in done]
        published = [done[file.id] for file in files.flows if file.id in done]
        flows = PublishedFlows((*(one.flow for one in published), *(flow for flow in left if flow is not None)))
        stored = StoredFlows(self._rows, self._versions, self._snapshots)
        return Plan(self._changes, stored, flows, published, refused, catalog)

    def _published(self, file: FlowFile, modules: Modules | None = None, *, is_saved: bool = False) -> Published:
        """A flow as its file has it, with the snapshots of the common modules that it calls."""
        newest = self._versions[file.id][-1] if self._versions.get(file.id) else None
        is_new = newest is None or newest.hash != file.outline.hash
        if modules is not None and newest is not None and not is_new and is_saved:
            is_new = self._has_newer_modules(file, newest, modules)
        number = newest.number if newest is not None else 0
        if is_new:
            number = max(number, file.version - 1) + 1
        if modules is not None and file.outline.modules and not self._snapshots.get((file.id, number)):
            self._take_snapshots(file, number, modules)
        if is_new:
            version = VersionRow(file.id, number, file.outline.hash, file.source.name, self._now)
            self._changes.versions.append((version, file.content.text))
            self._versions[file.id] = (*self._versions.get(file.id, ()), version)
        before = self._rows.get(file.id)
        row = _row_of(file, before.published if before and file.published else None)
        if file.published and row.published != number:
            self._publish(file.id, number)
            row = replace(row, published=number)
        self._save(row)
        flow = self._flow(row, file.required)
        return Published(flow, version_name(flow.latest), is_new)

    def _has_newer_modules(self, file: FlowFile, newest: VersionRow, modules: Modules) -> bool:
        before = {row.hash for row in self._snapshots.get((file.id, newest.number), ())}
        now = {row.hash for row in taken(file.id, newest.number, file.outline, modules.find)}
        return before != now

    def _take_snapshots(self, file: FlowFile, number: int, modules: Modules) -> None:
        rows = tuple(taken(file.id, number, file.outline, modules.find))
        if rows:
            self._snapshots[file.id, number] = rows
            self._changes.snapshots += rows

    def _publish(self, flow_id: str, number: int) -> None:
        """Make a version the published one; the previous one ends now."""
        self._changes.published.append((flow_id, number))
        self._versions[flow_id] = tuple(
            replace(row, published_at=self._now, published_end=None)
            if row.number == number
            else replace(row, published_end=self._now)
            if row.published_at is not None and row.published_end is None
            else row
            for row in self._versions[flow_id]
        )

    def _left(self, row: FlowRow, kept_back: Iterable[str]) -> Flow | None:
        """A flow that is no longer in the files: kept if its file only has errors, else made inactive."""
        versions = self._versions.get(row.id)
        if versions and versions[-1].file in kept_back:
            known = self._current.by_id.get(row.id)
            return self._flow(row, known.required if known else ())
        if row.active:
            self._save(replace(row, active=False))
        return None

    def _save(self, row: FlowRow) -> None:
        if self._rows.get(row.id) != row:
            self._rows[row.id] = row
            self._changes.rows.append(row)

    def _flow(self, row: FlowRow, required: tuple[str, ...]) -> Flow:
        """The flow with its versions; the one in memory if it is the same."""
        flow = Flow(row, self._versions[row.id], required)
        known = self._current.by_id.get(row.id)
        return flow if known is None or known != flow else known


def _row_of(file: FlowFile, published: int | None) -> FlowRow:
    outline = file.outline
    return FlowRow(
        id=file.id,
        name=outline.name,
        type=outline.flow_type,
        division=outline.division,
        description=outline.description,
        published=published,
    )
