"""The local organization: everything that a server and its engine use, replaced as a whole when its files change."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import Connection

from architrave.definitions.grants import grants_of
from architrave.definitions.nouns import BY_NAME
from architrave.definitions.nouns.integration import CREDENTIAL
from architrave.definitions.reader import SCHEMA_SUFFIX
from architrave.definitions.rules import REPLACED_CHANGE
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.flows.outline import Outline
from architrave.organization.access import Access, Caller, access_entities
from architrave.organization.clients import Clients
from architrave.organization.conversations import Conversations
from architrave.organization.data_actions import NOUN as DATA_ACTION
from architrave.organization.data_actions import ActionDrafts, DataActionsInUse, written_actions
from architrave.organization.data_table_jobs import DataTableJobs
from architrave.organization.data_tables import NOUN as DATA_TABLE
from architrave.organization.data_tables import DataTables, ReplacedRows, forget_deleted, written_tables
from architrave.organization.directory import Directory, for_flows
from architrave.organization.divisions import Divisions
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity
from architrave.organization.entity_index import EntityIndex
from architrave.organization.flow_editing import FlowEditing
from architrave.organization.flows import COMMON_MODULE, Files, Flow, Flows, Prepared, Published, version_name
from architrave.organization.integrations import NOUN as INTEGRATION
from architrave.organization.integrations import written_integrations
from architrave.organization.permissions import Permissions
from architrave.organization.signatures import Signatures
from architrave.organization.subjects import Subjects
from architrave.organization.tokens import Tokens
from architrave.organization.uses import users_of, users_of_flow
from architrave.store import NotKept, Store, secrets
from architrave.store.owners import replacements

log = logging.getLogger(__name__)


class Launched(Protocol):
    """Which version of which flow an execution runs."""

    @property
    def flow_id(self) -> str:
        """The flow's id."""
        ...

    @property
    def flow_version(self) -> str:
        """The name of the version."""
        ...


@dataclass(frozen=True, slots=True)
class PreparedOrganization:
    """An organization that is in the store, and not used yet.

    `replaced` are the changes of entities and flows that it has undone, `broken` the files with errors. `replacements`
    is how often the content of the store had been replaced.
    """

    definition: Organization
    flows: Prepared
    replaced: tuple[Diagnostic, ...]
    broken: frozenset[str]
    replacements: int


class LocalOrganization:
    """An organization in use. `definition` is the current content of its files."""

    def __init__(
        self,
        definition: Organization,
        store: Store,
        *,
        now: Callable[[], int],
        own_client: Client | None = None,
        is_shared: bool = False,
    ) -> None:
        """`now` returns the time in milliseconds since the epoch.

        `own_client` is a client in addition to those in org.yaml. It has all permissions. `is_shared`: other processes
        change the store, too.
        """
        self.is_shared = is_shared
        self.store = store
        self.flows = Flows(store)
        self.tokens = Tokens(store, now, is_shared=is_shared)
        self.signatures = Signatures(store)
        self.entities = Entities(store, now, self._users_of, _forget_deleted)
        self.access = Access(self.entities, own_client)
        self.data_tables = DataTables(store, self.entities)
        self.data_table_jobs = DataTableJobs(store, self.data_tables, now)
        self.data_actions = DataActionsInUse(store, self.entities)
        self.action_drafts = ActionDrafts(self.entities)
        self.flow_editing = FlowEditing(self.flows, now, self._users_of_flow)
        self.divisions = Divisions(self.entities, lambda: (flow.row.division for flow in self.flows))
        self.subjects = Subjects(self.entities, self.access, self.divisions)
        self.replaced: tuple[Diagnostic, ...] = ()
        """The changes of entities and flows that were lost when the folder was read last: their text had changed."""
        self.conversations = Conversations(store, self.current_directory)
        self._index = EntityIndex()
        self.entities.listen(self._show)
        self._now = now
        self._broken: frozenset[str] = frozenset()
        self._seeded: Organization | None = None
        self._publishing = Lock()
        self._replacements = 0
        self._content = self._content_in_store() if is_shared else 0
        self.definition = definition
        self.directory = Directory(self._index, self.data_tables, self.find_module)
        self._take(definition)

    def adopt(
        self, definition: Organization, diagnostics: Iterable[Diagnostic] = (), saved: frozenset[str] = frozenset()
    ) -> list[Published]:
        """Replace the organization with `definition`, read from changed files. Returns the published flows.

        A flow whose file has an error in `diagnostics` keeps its current version. `saved` are the names of files that
        were written since the last time. `flows.problems` has what was not published.
        """
        return self.use(self.prepare(definition, diagnostics, saved))

    def prepare(
        self, definition: Organization, diagnostics: Iterable[Diagnostic] = (), saved: frozenset[str] = frozenset()
    ) -> PreparedOrganization:
        """The first and long part of `adopt`, in any thread: everything else stays as it was until `use`."""
        broken = frozenset(fault.file for fault in diagnostics if fault.is_error and fault.file)
        with self._publishing:
            replaced = self._seed(definition, broken)
            flows = self.flows.prepare(Files(definition.flows, broken, saved), now=self._now())
            replaced = (*replaced, *flows.plan.replaced)
            return PreparedOrganization(definition, flows, replaced, broken, self._replacements)

    def _seed(self, definition: Organization, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
        """Take over the entities of the folder, unless they are those that were taken last. Returns lost changes."""
        before = self._seeded
        if before is not None and _is_seeded_like(before, definition):
            return ()
        tables = definition.data_tables
        unread = [DATA_TABLE] if any(file.endswith(SCHEMA_SUFFIX) for file in broken) else []
        if any("data-actions/" in file for file in broken):
            unread += [DATA_ACTION, INTEGRATION]
        written = (
            *definition.entities,
            *access_entities(definition),
            *written_tables(tables),
            *written_integrations(definition),
            *written_actions(definition),
        )
        seeded = self.entities.seed(written, unread)
        rows = self.data_tables.seed(tables, broken)
        self._seeded = definition
        return (*(_replaced(entity, definition) for entity in seeded.replaced), *map(_replaced_rows, rows))

    def use(self, prepared: PreparedOrganization) -> list[Published]:
        """The second part of `adopt`, which takes microseconds. Returns the published flows.

        Raises `NotKept` if the content of the database was replaced since it was prepared: then prepare it again.
        """
        if prepared.replacements != self._replacements:
            raise NotKept("The content of the database was replaced in the meantime.", retry_after=1)
        published = self.flows.take(prepared.flows)
        self.replaced, self._broken = prepared.replaced, prepared.broken
        self._take(prepared.definition)
        return published

    def replace_content(self, write: Callable[[], None]) -> None:
        """Have `write` replace the content of the database; `adopt_again` must follow. Blocks."""
        with self._publishing:
            self.flows.replace_content(write)
            self._replacements += 1

    def _content_in_store(self) -> int:
        with self.store.read() as connection:
            return replacements(connection)

    def is_replaced(self) -> bool:
        """Whether another process has replaced the content of the database since it was taken over. Blocks."""
        return self.is_shared and self._content_in_store() != self._content

    def adopt_again(self) -> None:
        """Take the files as they are for a database whose content was replaced, as at a start. Blocks; `NotKept`."""
        if self.is_shared:
            self._content = self._content_in_store()
        self.entities.reload()
        self._seeded = None
        self._seed(self.definition, self._broken)
        self.flows.publish(self.definition.flows, now=self._now(), broken=self._broken)
        self.replaced = ()
        self._take(self.definition)

    def _take(self, definition: Organization) -> None:
        self.definition = definition
        self.access.take(definition)

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """The flows that were not published, those that use older common modules, and changes that were lost."""
        return (*self.flows.problems, *self.replaced)

    def refresh(self) -> None:
        """Take over what other processes have published and changed in the store."""
        self.flows.refresh()
        self.entities.refresh()

    def current_directory(self) -> Directory:
        """The directory, with what other processes have changed. Blocks for the store if they can.

        While the database fails, it is as it was.
        """
        if self.is_shared:
            try:
                self.entities.refresh()
            except NotKept as fault:
                log.warning("looking up entities as they were: %s", fault)
        return self.directory

    def current_definition(self) -> Organization:
        """The organization with its data actions as they are now: see `current_directory`."""
        self.current_directory()
        return self.data_actions.over(self.definition)

    def _show(self, changed: Sequence[Entity]) -> None:
        """Have look-ups find entities as they are now."""
        self._index.apply(
            (one.noun, one.id, None if one.is_deleted else for_flows(one.noun, one.properties)) for one in changed
        )

    def _users_of(self, entity: Entity) -> Iterator[str]:
        """What uses an entity: other entities, and published flows."""
        return users_of(entity, self.entities, self._published_outlines())

    def _users_of_flow(self, flow: Flow) -> Iterator[tuple[str, str]]:
        """What uses a flow: entities, and other published flows."""
        return users_of_flow(flow, self.entities, self._published_outlines(flow.row.id))

    def _published_outlines(self, but: str | None = None) -> Iterator[Outline]:
        """The outlines of the published flows but the one with this id."""
        versions = (flow.published for flow in self.flows if flow.row.id != but)
        outlines = (self.flows.outline(version) for version in versions if version is not None)
        return (outline for outline in outlines if outline is not None)

    @property
    def clients(self) -> Clients:
        """The OAuth clients."""
        return self.access.clients

    def caller(
        self, client_id: str, user_id: str | None = None, scopes: tuple[str, ...] | None = None
    ) -> Caller | None:
        """The client or user that a token identifies; see `Access.caller`."""
        return self.access.caller(client_id, user_id, scopes)

    def permissions_of_subject(self, subject: Entity) -> Permissions:
        """The permissions of a user or client, from their roles."""
        return self.access.permissions_of(grants_of(subject.properties.get("roles")))

    def module_for(self, launch: Launched, name: str, reference: str) -> dict[str, Any] | None:
        """The version of a common module that an execution's version of its flow was published with."""
        return self.flows.module_for(launch.flow_id, launch.flow_version, name, reference)

    def find_module(self, by: str, value: str, _reference: str | None = None) -> dict[str, Any] | None:
        """The published version of a common module, by `id` or `name`: its id, name, version and program hash.

        Executions use `module_for`, which also knows the version that a reference means.
        """
        flow = self.flows.get(value) if by == "id" else self.flows.named(value, COMMON_MODULE)
        version = flow.published if flow is not None and flow.row.type == COMMON_MODULE else None
        if flow is None or version is None:
            return None
        return {"id": flow.row.id, "name": flow.row.name, "version": version_name(version), "hash": version.hash}

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """An entity of the current organization; see `Directory.look_up`."""
        return self.directory.look_up(noun, by, value, within)


def _is_seeded_like(before: Organization, definition: Organization) -> bool:
    """Whether the entities and data tables of two definitions are the same, as far as can be said quickly."""
    tables, others = definition.data_tables, before.data_tables
    return (
        before.entities is definition.entities
        and before.roles == definition.roles
        and before.clients == definition.clients
        and len(tables) == len(others)
        and all(table is other for table, other in zip(tables, others, strict=True))
        and before.data_actions == definition.data_actions
        and before.integrations == definition.integrations
    )


def _forget_deleted(connection: Connection, saved: Sequence[Entity]) -> None:
    """Remove what deleted entities leave, in the same transaction."""
    forget_deleted(connection, saved)
    for entity in saved:
        if entity.noun == CREDENTIAL.name and entity.is_deleted:
            secrets.forget(connection, entity.key[1])


def _replaced(entity: Entity, definition: Organization) -> Diagnostic:
    noun = BY_NAME[entity.noun]
    happened = "is gone from the file, and is deleted" if entity.is_deleted else "has a new text, which counts"
    place, file = f"the text under `{noun.section}`", None if definition.org_yaml is None else definition.org_yaml.name
    if entity.noun == DATA_TABLE:
        table = next((one for one in definition.data_tables if one.id == entity.id), None)
        place, file = "the file of its schema", None if table is None else table.file
    if entity.noun == DATA_ACTION:
        action = next((one for one in definition.data_actions if one.id == entity.id), None)
        place, file = "its file", None if action is None else action.source.name
    return Diagnostic(
        REPLACED_CHANGE,
        f'The {noun.words} "{entity.name or entity.id}" {happened}. It was changed otherwise before.',
        file=file,
        help=f"To keep a change that was made through the API, leave {place} as it is.",
    )


def _replaced_rows(lost: ReplacedRows) -> Diagnostic:
    first = ", ".join(f'"{key}"' for key in lost.keys[:_SHOWN_KEYS])
    more = len(lost.keys) - _SHOWN_KEYS
    keys = f"{first} and {more} more" if more > 0 else first
    is_one = len(lost.keys) == 1
    rows, happened = ("row", "has changed or is gone") if is_one else ("rows", "have changed or are gone")
    before = "It was" if is_one else "They were"
    return Diagnostic(
        REPLACED_CHANGE,
        f'The {rows} {keys} of the data table "{lost.table.name}" {happened} in the file, and the file counts. '
        f"{before} changed otherwise before.",
        file=lost.table.rows_file or lost.table.file,
        help="To keep a change that was made through the API, leave the line of its row as it is.",
    )


_SHOWN_KEYS = 3
