"""The flows in the store, as this process knows them, and changes of them, written in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from architrave.store import flows as kept
from architrave.store import snapshots
from architrave.store.flows import FlowRow, VersionRow
from architrave.store.snapshots import SnapshotRow


@dataclass(frozen=True, slots=True)
class StoredFlows:
    """All flows in the store, also those that are not active, with their versions, oldest first, and snapshots.

    `last` is the number of the last change.
    """

    rows: Mapping[str, FlowRow] = field(default_factory=dict[str, FlowRow])
    versions: Mapping[str, tuple[VersionRow, ...]] = field(default_factory=dict[str, tuple[VersionRow, ...]])
    snapshots: Mapping[tuple[str, int], tuple[SnapshotRow, ...]] = field(
        default_factory=dict[tuple[str, int], tuple[SnapshotRow, ...]]
    )
    last: int = 0

    def versions_of(self, flow_id: str) -> tuple[VersionRow, ...]:
        """The versions of a flow, oldest first."""
        return self.versions.get(flow_id, ())


def stored_flows(connection: Connection) -> StoredFlows:
    """Everything about flows that is in the store, without their texts."""
    versions: dict[str, list[VersionRow]] = {}
    for row in kept.all_versions(connection):
        versions.setdefault(row.flow, []).append(row)
    used: dict[tuple[str, int], list[SnapshotRow]] = {}
    for row in snapshots.all_snapshots(connection):
        used.setdefault((row.flow, row.number), []).append(row)
    rows = {row.id: row for row in kept.all_flows(connection)}
    return StoredFlows(
        rows,
        {flow: tuple(of_flow) for flow, of_flow in versions.items()},
        {version: tuple(of_version) for version, of_version in used.items()},
        max((row.change for row in rows.values()), default=0),
    )


def caught_up(connection: Connection, known: StoredFlows | None) -> StoredFlows:
    """The flows in the store. Of those that are `known`, only what other processes have changed since is read."""
    last = None if known is None else kept.last_change(connection)
    if known is None or last is None or last < known.last:  # the content of the store was replaced
        return stored_flows(connection)
    if last == known.last:
        return known
    changed = kept.changed_since(connection, known.last)
    versions = {row.id: tuple(kept.versions(connection, row.id)[::-1]) for row in changed}
    used = {
        (one.flow, one.number): tuple(snapshots.of_version(connection, one.flow, one.number))
        for of_flow in versions.values()
        for one in of_flow
        if (one.flow, one.number) not in known.snapshots
    }
    return StoredFlows(
        {**known.rows, **{row.id: row for row in changed}},
        {**known.versions, **versions},
        {**known.snapshots, **{version: rows for version, rows in used.items() if rows}},
        last,
    )


class Changes:
    """Changes on top of what is stored: `rows`, `versions` and `snapshots` are as they are once `write` is done.

    `now` is in ms since the epoch. `changed` has the ids of the flows that change, with the numbers of the
    changes.
    """

    def __init__(self, stored: StoredFlows, now: int) -> None:
        self.rows = dict(stored.rows)
        self.versions = dict(stored.versions)
        self.snapshots = dict(stored.snapshots)
        self.changed: dict[str, int] = {}
        self._last = stored.last
        self._now = now
        self._writes: list[Callable[[Connection], None]] = []

    def __bool__(self) -> bool:
        return bool(self.changed)

    @property
    def stored(self) -> StoredFlows:
        """What is stored with these changes."""
        return StoredFlows(self.rows, self.versions, self.snapshots, self._last)

    def write(self, connection: Connection) -> None:
        """Write everything."""
        for flow_id in self.changed:
            kept.save(connection, self.rows[flow_id])
        for write in self._writes:
            write(connection)

    def save(self, row: FlowRow) -> None:
        """Make a flow, or change what its row says."""
        before = self.rows.get(row.id)
        if before is None or replace(row, change=before.change) != before:
            self.rows[row.id] = row
            self._mark(row.id)

    def add_version(self, version: VersionRow, text: str) -> None:
        """Add a version to a flow that exists."""
        self.versions[version.flow] = (*self.versions.get(version.flow, ()), version)
        self._change(version.flow, lambda connection: kept.add_version(connection, version, text))

    def check_in(self, flow_id: str, number: int) -> None:
        """Check in a version that was only saved."""
        if any(one.number == number and one.checked_in_at is None for one in self.versions[flow_id]):
            self._map(flow_id, lambda one: replace(one, checked_in_at=self._now) if one.number == number else one)
            self._change(flow_id, lambda connection: kept.check_in(connection, flow_id, number, self._now))

    def remove_versions(self, flow_id: str, numbers: Iterable[int]) -> None:
        """Remove versions that were never published."""
        for number in numbers:
            self.versions[flow_id] = tuple(one for one in self.versions[flow_id] if one.number != number)
            self._change(flow_id, lambda connection, gone=number: kept.remove_version(connection, flow_id, gone))

    def publish(self, flow_id: str, number: int) -> None:
        """Make a version the published one; the previous one ends now."""
        self.check_in(flow_id, number)
        self._end(flow_id)
        started = {"published_at": self._now, "published_end": None}
        self._map(flow_id, lambda one: replace(one, **started) if one.number == number else one)
        self.rows[flow_id] = replace(self.rows[flow_id], published=number)
        self._change(flow_id, lambda connection: kept.publish(connection, flow_id, number, self._now))

    def unpublish(self, flow_id: str) -> None:
        """End the publication of a flow."""
        self._end(flow_id)
        self.rows[flow_id] = replace(self.rows[flow_id], published=None)
        self._change(flow_id, lambda connection: kept.unpublish(connection, flow_id, self._now))

    def take_snapshots(self, flow_id: str, number: int, rows: Iterable[SnapshotRow]) -> None:
        """Add the snapshots of a version."""
        taken = tuple(rows)
        if taken:
            self.snapshots[flow_id, number] = taken
            self._change(flow_id, lambda connection: snapshots.add(connection, taken))

    def _end(self, flow_id: str) -> None:
        def ended(one: VersionRow) -> VersionRow:
            is_open = one.published_at is not None and one.published_end is None
            return replace(one, published_end=self._now) if is_open else one

        self._map(flow_id, ended)

    def _map(self, flow_id: str, change: Callable[[VersionRow], VersionRow]) -> None:
        self.versions[flow_id] = tuple(map(change, self.versions.get(flow_id, ())))

    def _change(self, flow_id: str, write: Callable[[Connection], None]) -> None:
        self._mark(flow_id)
        self._writes.append(write)

    def _mark(self, flow_id: str) -> None:
        """Give a flow the number of its change."""
        if flow_id not in self.changed:
            self._last += 1
            self.changed[flow_id] = self._last
        self.rows[flow_id] = replace(self.rows[flow_id], change=self.changed[flow_id])
