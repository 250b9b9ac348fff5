"""Flows and their versions: publishes files, and finds the flows that launches and requests name.

A version is immutable and named after its number (`1.0`, `2.0`, …). A changed file becomes a new version, which is
published unless org.yaml says otherwise. Running executions keep their version, by the program's hash.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from architrave.contract import FoundFlow
from architrave.definitions.reader import ORG_YAML
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
    """A flow with its versions, oldest first. `required` are the full names of the inputs that a launch must have."""

    row: FlowRow
    versions: tuple[VersionRow, ...]
    required: tuple[str, ...] = ()

    @property
    def published(self) -> VersionRow | None:
        """The published version, or None."""
        return next((version for version in self.versions if version.number == self.row.published), None)

    @property
    def latest(self) -> VersionRow:
        """The newest version."""
        return self.versions[-1]

    def version(self, name: str) -> VersionRow | None:
        """The version with this name (`1.0`), or None."""
        return next((version for version in self.versions if version_name(version) == name), None)


@dataclass(frozen=True, slots=True)
class Published:
    """The result of publishing: the flow, the version's name, and whether the version is new."""

    flow: Flow
    version: str
    is_new: bool


def version_name(version: VersionRow) -> str:
    """The name of a version, which is also its id."""
    return f"{version.number}.0"


@dataclass(slots=True)
class Flows:
    """The flows of an organization: the `contract.FlowFinder` for launches, and the programs for engines."""

    store: Store
    _flows: dict[str, Flow] = field(default_factory=dict[str, Flow])
    _programs: dict[str, Program] = field(default_factory=dict[str, Program])
    _found: dict[tuple[str, str | None], FoundFlow] = field(default_factory=dict[tuple[str, str | None], FoundFlow])

    def publish(self, files: Sequence[FlowFile], *, now: int, broken: frozenset[str] = frozenset()) -> list[Published]:
        """Replace the organization's flows with `files`; flows without a file become inactive.

        `now` is in ms since the epoch. `broken` are names of files with errors: their flows keep their current version.
        What this returns is on disk.
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
        """Load the flows that any server published to the store. Publishes nothing."""
        with self.store.read() as connection:
            rows = [row for row in kept.all_flows(connection) if row.active]
            self._flows = {row.id: Flow(row, _versions(connection, row.id)) for row in rows}
        self._found.clear()

    def _leave(self, connection: Connection, row: FlowRow, broken: frozenset[str]) -> Flow | None:
        """A flow that is no longer in the files: kept if its file only has errors, else made inactive."""
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
        """The one flow with this name (ignoring case) and type, if given; None if there is none or more than one."""
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

    def id_file(self) -> str:
        """The file that gives flows their ids."""
        return ORG_YAML

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow that a launch names, in the given version; None is the published version."""
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
        """The program with this content hash. Raises LookupError if it no longer exists."""
        program = self.program(content_hash)
        if program is None:
            raise LookupError(content_hash)
        return program

    def source_of(self, content_hash: str) -> Source | None:
        """The text that a program was read from; None if it no longer exists."""
        with self.store.read() as connection:
            row = kept.version_by_hash(connection, content_hash)
        return None if row is None else Source(row.file, row.text)

    def program_in_memory(self, content_hash: str) -> Program | None:
        """The program with this content hash, if it need not be read: reading a large flow takes long."""
        return self._programs.get(content_hash)

    def program(self, content_hash: str) -> Program | None:
        """The program with this content hash, read from the store if necessary; None if it no longer exists."""
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
    """Update a flow in the store from its file."""
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
