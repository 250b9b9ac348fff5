"""Publishing flow files: what must change in the store, computed from what it has, and written in one transaction.

Only differences are written. A file that has not changed since it was published costs one comparison: its flow keeps
what the API made of it, also that it was deleted. When the text changes or disappears, the folder wins. A flow that the
folder never had is left alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec

from architrave.definitions.rules import DUPLICATE_FLOW, REPLACED_CHANGE
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Diagnostic
from architrave.flows.module_references import faults_of
from architrave.organization.published_flows import COMMON_MODULE, Flow, Modules, PublishedFlows, version_name
from architrave.organization.snapshots import taken
from architrave.organization.stored_flows import Changes, StoredFlows
from architrave.store.flows import FlowRow, VersionRow

Serves = Callable[[str], frozenset[str]]
"""The flow types that the version of a common module with this content hash was made for."""


@dataclass(frozen=True, slots=True)
class Published:
    """The result of publishing: the flow, the name of its newest version, and whether that is new."""

    flow: Flow
    version: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The flows as they are once `changes` are written: in the store, and those that are active.

    `published` has an entry for each file whose flow is active, `refused` says why other files are not published, and
    `replaced` which changes were lost. `modules` are the common modules among the active flows.
    """

    changes: Changes
    stored: StoredFlows
    flows: PublishedFlows
    published: Sequence[Published]
    refused: Sequence[Diagnostic]
    replaced: Sequence[Diagnostic]
    modules: Modules


@dataclass(frozen=True, slots=True)
class Files:
    """The flow files of the folder, in their order.

    `broken` are names of files with errors: their flows keep their current version. `saved` are names of files that
    were written since they were last published: their flows are published again if a common module has a newer version,
    even if the file is the same.
    """

    flows: Sequence[FlowFile]
    broken: frozenset[str] = frozenset()
    saved: frozenset[str] = frozenset()


def plan(files: Files, stored: StoredFlows, current: PublishedFlows, serves: Serves, now: int) -> Plan:
    """What publishing changes. `current` are the flows in memory, of which those that stay the same are used again."""
    return _Planner(files, stored, current, serves, now).plan()


class _Planner:
    def __init__(self, files: Files, stored: StoredFlows, current: PublishedFlows, serves: Serves, now: int) -> None:
        self._files = files
        self._stored = stored
        self._current = current
        self._serves = serves
        self._now = now
        self._digests = {file.id: digest_of(file) for file in files.flows}
        self._changes = Changes(stored, now)
        self._names = {_name_of(row): row.id for row in stored.rows.values() if row.active and self._keeps_name(row)}
        self._refused: list[Diagnostic] = []
        self._replaced: list[Diagnostic] = []
        self._done: dict[str, Published | None] = {}

    def plan(self) -> Plan:
        files = self._files.flows
        for file in files:
            if file.outline.flow_type == COMMON_MODULE and self._may_have_its_name(file):
                self._done[file.id] = self._published(file)
        catalog = Modules(PublishedFlows(self._modules()), self._serves)
        for file in files:
            if file.outline.flow_type == COMMON_MODULE or not self._may_have_its_name(file):
                continue
            faults = self._faults(file, catalog)
            self._refused += faults
            if not faults:
                self._done[file.id] = self._published(file, catalog, is_saved=file.source.name in self._files.saved)
        kept_back = self._files.broken | {fault.file for fault in self._refused if fault.file}
        rows = [row for row in self._stored.rows.values() if row.id not in self._done]
        left = [flow for row in rows if (flow := self._left(row, kept_back)) is not None]
        published = [one for file in files if (one := self._done.get(file.id)) is not None]
        flows = PublishedFlows((*(one.flow for one in published), *left))
        changes = self._changes
        return Plan(changes, changes.stored, flows, published, self._refused, self._replaced, catalog)

    def _modules(self) -> Iterator[Flow]:
        """The common modules, once those of the files are done."""
        yield from (one.flow for one in self._done.values() if one is not None)
        for row in self._stored.rows.values():
            stays = row.digest is None or row.id in self._digests or row.file in self._files.broken
            if row.type == COMMON_MODULE and row.active and stays and row.id not in self._done:
                yield self._flow(row, ())

    # -- names -------------------------------------------------------------------------------------------------------

    def _keeps_name(self, row: FlowRow) -> bool:
        """Whether a flow has its name from the API, and keeps it."""
        return row.digest is None or (row.edited and row.digest == self._digests.get(row.id))

    def _may_have_its_name(self, file: FlowFile) -> bool:
        """Whether no flow that the API made or renamed has the type and name of a file."""
        other = self._names.get((file.outline.flow_type, file.outline.name.casefold()))
        if other is None or other == file.id or self._is_unchanged(file):
            return True
        if not any(fault.file == file.source.name for fault in self._refused):
            self._refused.append(_same_name(file, other))
        return False

    def _faults(self, file: FlowFile, catalog: Modules) -> list[Diagnostic]:
        if not file.outline.modules or self._is_edited(file):
            return []
        return list(faults_of(file.outline, file.source.name, catalog.known))

    # -- one file ----------------------------------------------------------------------------------------------------

    def _is_unchanged(self, file: FlowFile) -> bool:
        before = self._stored.rows.get(file.id)
        return before is not None and before.digest == self._digests[file.id]

    def _is_edited(self, file: FlowFile) -> bool:
        """Whether a flow keeps what the API made of it."""
        return self._is_unchanged(file) and self._stored.rows[file.id].edited

    def _published(self, file: FlowFile, modules: Modules | None = None, *, is_saved: bool = False) -> Published | None:
        """A flow as its file has it, with the snapshots of the common modules that it calls."""
        if self._is_edited(file):
            return self._edited(file)
        before = self._stored.rows.get(file.id)
        versions = self._stored.versions_of(file.id)
        newest = versions[-1] if versions else None
        is_new = newest is None or newest.hash != file.outline.hash
        if modules is not None and newest is not None and not is_new and is_saved:
            is_new = self._has_newer_modules(file, newest, modules)
        number = newest.number if newest is not None else 0
        if is_new:
            number = max(number, file.version - 1) + 1
        row = self._row_of(file, before)
        self._changes.save(row)
        if is_new:
            version = VersionRow(file.id, number, file.outline.hash, file.source.name, self._now)
            self._changes.add_version(replace(version, checked_in_at=self._now), file.content.text)
        self._changes.check_in(file.id, number)
        if modules is not None and file.outline.modules and not self._changes.snapshots.get((file.id, number)):
            self._changes.take_snapshots(file.id, number, taken(file.id, number, file.outline, modules.find))
        if file.published and row.published != number:
            self._changes.publish(file.id, number)
        elif not file.published and before is not None and before.published is not None:
            self._changes.unpublish(file.id)
        flow = self._flow(self._changes.rows[file.id], file.required)
        if before is not None and not self._is_unchanged(file):
            self._note_lost(before, flow.row, file.source.name)
        return Published(flow, version_name(flow.versions[-1]), is_new)

    def _row_of(self, file: FlowFile, before: FlowRow | None) -> FlowRow:
        outline = file.outline
        return FlowRow(
            id=file.id,
            name=outline.name,
            type=outline.flow_type,
            division=outline.division,
            description=outline.description,
            published=None if before is None else before.published,
            file=file.source.name,
            digest=self._digests[file.id],
            locked_by=before.locked_by if before is not None and self._is_unchanged(file) else None,
        )

    def _edited(self, file: FlowFile) -> Published | None:
        """A flow as the API has made it; None if that deleted it."""
        self._changes.save(replace(self._changes.rows[file.id], file=file.source.name))
        flow = self._active(self._changes.rows[file.id], file.required)
        if flow is None:
            return None
        return Published(flow, "" if flow.latest is None else version_name(flow.latest), is_new=False)

    def _has_newer_modules(self, file: FlowFile, newest: VersionRow, modules: Modules) -> bool:
        before = {row.hash for row in self._stored.snapshots.get((file.id, newest.number), ())}
        now = {row.hash for row in taken(file.id, newest.number, file.outline, modules.find)}
        return before != now

    # -- what is not published from a file -----------------------------------------------------------------------------

    def _left(self, row: FlowRow, kept_back: Set[str]) -> Flow | None:
        """A flow that is not in the files, or that its file cannot change: it stays, unless the folder had it."""
        known = self._current.by_id.get(row.id)
        required = known.required if known else ()
        if row.digest is None or row.id in self._digests or (row.file or "") in kept_back:
            return self._active(row, required)
        gone = replace(row, active=False, file=None, digest=None, edited=False, locked_by=None)
        self._changes.save(gone)
        self._note_lost(row, gone, row.file)
        return None

    def _note_lost(self, before: FlowRow, after: FlowRow, file: str | None) -> None:
        """Note that something that was made outside the folder is no longer there."""
        made_elsewhere = before.active if before.digest is None else before.edited
        if not made_elsewhere or not (before.active or after.active):
            return
        if _content(before, self._stored.versions) != _content(after, self._changes.versions):
            self._replaced.append(_replaced(before.name, file, is_deleted=not after.active))

    def _active(self, row: FlowRow, required: tuple[str, ...]) -> Flow | None:
        return self._flow(row, required) if row.active else None

    def _flow(self, row: FlowRow, required: tuple[str, ...]) -> Flow:
        """The flow with its versions; the one in memory if it is the same."""
        flow = Flow(row, self._changes.versions.get(row.id, ()), required)
        known = self._current.by_id.get(row.id)
        return flow if known is None or known != flow else known


def _content(row: FlowRow, versions: Mapping[str, Sequence[VersionRow]]) -> tuple[object, ...]:
    """What of a flow would be missed."""
    published = next((one.hash for one in versions.get(row.id, ()) if one.number == row.published), None)
    return row.active, row.name, row.description, row.division, published


def digest_of(file: FlowFile) -> str:
    """The digest of what the folder says about a flow: its text, and whether and as which version it is published."""
    said = file.outline.hash, file.published, file.version
    return sha256(msgspec.json.encode(said)).hexdigest()


def _name_of(row: FlowRow) -> tuple[str, str]:
    return row.type, row.name.casefold()


def _same_name(file: FlowFile, other: str) -> Diagnostic:
    return Diagnostic(
        DUPLICATE_FLOW,
        f'"{file.outline.name}" has the same type and name as the flow {other}, which was made through the API.',
        file=file.source.name,
        help="The file is not published. Rename one of the flows, or delete the other one.",
    )


def _replaced(name: str, file: str | None, *, is_deleted: bool) -> Diagnostic:
    happened = "has no file any more, and is deleted" if is_deleted else "has a new text, which counts"
    return Diagnostic(
        REPLACED_CHANGE,
        f'The flow "{name}" {happened}. It was changed through the API before.',
        file=file,
        help="To keep a change that was made through the API, leave the flow's file as it is.",
    )
