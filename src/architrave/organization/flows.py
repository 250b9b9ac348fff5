"""Flows and their versions: publishing files, and finding what a launch or a reader names.

A version is immutable and named by its number (`1.0`, `2.0`, …). A file whose text has changed becomes a new version
and, unless org.yaml says otherwise, the published one; executions that run keep theirs, by the program's hash.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from architrave.contract import FoundFlow
from architrave.definitions.values import FlowFile
from architrave.diagnostics import Source
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.store import Store
from architrave.store import flows as kept
from architrave.store.flows import FlowRow, VersionRow

COMMON_MODULE = "commonModule"


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow with its versions, oldest first. `required` are inputs that a launch must give, by their full names."""

    row: FlowRow
    versions: tuple[VersionRow, ...]
    required: tuple[str, ...] = ()

    @property
    def published(self) -> VersionRow | None:
        """The published version, None where there is none."""
        return next((version for version in self.versions if version.number == self.row.published), None)

    @property
    def latest(self) -> VersionRow:
        """The newest version."""
        return self.versions[-1]

    def version(self, name: str) -> VersionRow | None:
        """The version of a name (`1.0`), None where there is none."""
        return next((version for version in self.versions if version_name(version) == name), None)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the flow, the version's name, and whether the version is new."""

    flow: Flow
    version: str
    is_new: bool


def version_name(version: VersionRow) -> str:
    """The name of a version, which is also its id."""
    return f"{version.number}.0"


@dataclass(slots=True)
class Flows:
    """The flows of an organization. `contract.FlowFinder` for launches, and the source of programs for engines."""

    store: Store
    _flows: dict[str, Flow] = field(default_factory=dict[str, Flow])
    _programs: dict[str, Program] = field(default_factory=dict[str, Program])
    _found: dict[tuple[str, str | None], FoundFlow] = field(default_factory=dict[tuple[str, str | None], FoundFlow])

    def publish(self, files: Sequence[FlowFile], *, now: int, broken: frozenset[str] = frozenset()) -> list[Published]:
        """Make the organization's flows those of `files`; a flow that is not among them is no longer active.

        `now` is in ms since the epoch. A flow whose file is in `broken`, by name, keeps the version that it has. What
        is said to be published is on disk.
        """
        with self.store.write(alone=True) as connection:
            before = {row.id: row for row in kept.all_flows(connection)}
            done = [_publish(connection, file, before.pop(file.id, None), now) for file in files]
            left = [self._leave(connection, row, broken) for row in before.values()]
        self._flows = {flow.row.id: flow for flow in (*(one.flow for one in done), *left) if flow is not None}
        self._programs |= {file.program.hash: file.program for file in files}
        self._found.clear()
        return done

    def refresh(self) -> None:
        """Take the flows as the store has them, published by whoever shares it; nothing is published here."""
        with self.store.read() as connection:
            rows = [row for row in kept.all_flows(connection) if row.active]
            self._flows = {row.id: Flow(row, _versions(connection, row.id)) for row in rows}
        self._found.clear()

    def _leave(self, connection: Connection, row: FlowRow, broken: frozenset[str]) -> Flow | None:
        """What becomes of a flow that no file holds any more: it stays while its file is merely broken."""
        known = self._flows.get(row.id)
        flow = Flow(row, _versions(connection, row.id), known.required if known else ())
        if flow.versions and flow.latest.file in broken:
            return flow
        if row.active:
            kept.save(connection, replace(row, active=False))
        return None

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows.values())

    def get(self, flow_id: str) -> Flow | None:
        """The flow with an id, in any case, or None."""
        return self._flows.get(flow_id) or next(
            (flow for key, flow in self._flows.items() if key.lower() == flow_id.lower()), None
        )

    def named(self, name: str, flow_type: str | None = None) -> Flow | None:
        """The flow with a name, in any case, and of a type where one is given; None where there is none or several."""
        folded = name.casefold()
        found = [
            flow
            for flow in self._flows.values()
            if flow.row.name.casefold() == folded and flow_type in (None, flow.row.type)
        ]
        return found[0] if len(found) == 1 else None

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow."""
        return [(flow.row.id, flow.row.name) for flow in self._flows.values()]

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow that a launch names, in the version that it names; None for the newest published one."""
        found = self._found.get((flow_id, version))
        if found is None:
            flow = self.get(flow_id)
            if flow is None:
                return None
            found = self._find(flow, version)
            self._found[flow_id, version] = found
        return found

    def _find(self, flow: Flow, version: str | None) -> FoundFlow:
        row = flow.published if version is None else flow.version(version)
        if row is not None and row.published_at is None:
            row = None
        return FoundFlow(
            id=flow.row.id,
            name=flow.row.name,
            type=flow.row.type,
            version=version_name(row) if row else None,
            program=self.program(row.hash) if row else None,
            versions=tuple(version_name(item) for item in flow.versions if item.published_at is not None),
            required=frozenset(flow.required),
        )

    def program_of(self, content_hash: str) -> Program:
        """The program of a content hash. Raises LookupError where it is gone."""
        program = self.program(content_hash)
        if program is None:
            raise LookupError(content_hash)
        return program

    def source_of(self, content_hash: str) -> Source | None:
        """The text that a program was read from; None where it is gone."""
        with self.store.read() as connection:
            row = kept.version_by_hash(connection, content_hash)
        return None if row is None else Source(row.file, row.text)

    def program(self, content_hash: str) -> Program | None:
        """The program of a content hash, read again from what is kept where need be; None where it is gone."""
        program = self._programs.get(content_hash)
        if program is None:
            source = self.source_of(content_hash)
            if source is None:
                return None
            program, _ = read_flow(source)
            if program is not None:
                self._programs[content_hash] = program
        return program


def _publish(connection: Connection, file: FlowFile, before: FlowRow | None, now: int) -> Published:
    """Bring what is kept of a flow in line with its file."""
    newest = next(reversed(_versions(connection, file.id)), None)
    is_new = newest is None or newest.hash != file.program.hash
    number = (newest.number if newest else 0) + is_new
    row = _row_of(file, before.published if before and file.published else None)
    kept.save(connection, row)
    if is_new:
        kept.add_version(connection, _version_of(file, number, now))
    if file.published and row.published != number:
        kept.publish(connection, file.id, number, now)
        row = replace(row, published=number)
    flow = Flow(row, _versions(connection, file.id), file.required)
    return Published(flow, version_name(flow.latest), is_new)


def _versions(connection: Connection, flow_id: str) -> tuple[VersionRow, ...]:
    return tuple(reversed(kept.versions(connection, flow_id)))


def _row_of(file: FlowFile, published: int | None) -> FlowRow:
    program = file.program
    return FlowRow(
        id=file.id,
        name=program.name,
        type=program.flow_type,
        division=program.division,
        description=program.description,
        published=published,
    )


def _version_of(file: FlowFile, number: int, now: int) -> VersionRow:
    return VersionRow(
        flow=file.id,
        number=number,
        hash=file.program.hash,
        file=file.source.name,
        text=file.text,
        created_at=now,
    )
