"""The local organization: everything that a server and its engine use, replaced as a whole when its files change."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from architrave.definitions.grants import grants_of
from architrave.definitions.nouns import BY_NAME
from architrave.definitions.rules import REPLACED_CHANGE
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.organization.access import Access, Caller, access_entities
from architrave.organization.clients import Clients
from architrave.organization.directory import Directory, for_flows
from architrave.organization.divisions import Divisions
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity
from architrave.organization.entity_index import EntityIndex
from architrave.organization.flows import COMMON_MODULE, Files, Flows, Prepared, Published, version_name
from architrave.organization.permissions import NONE, Permissions
from architrave.organization.subjects import Subjects
from architrave.organization.tokens import Tokens
from architrave.organization.uses import users_of
from architrave.store import NotKept, Store

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

    `replaced` are the changes of entities that it has undone, `broken` the files with errors. `replacements` is how
    often the content of the store had been replaced.
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
        self.entities = Entities(store, now, self._users_of)
        self.access = Access(self.entities, own_client)
        self.divisions = Divisions(self.entities, lambda: (flow.row.division for flow in self.flows))
        self.subjects = Subjects(self.entities, self.access, self.divisions)
        self.replaced: tuple[Diagnostic, ...] = ()
        """The changes of entities that were lost when the folder was read last, because their text had changed."""
        self._index = EntityIndex()
        self.entities.listen(self._show)
        self._now = now
        self._broken: frozenset[str] = frozenset()
        self._seeded: Organization | None = None
        self._publishing = Lock()
        self._replacements = 0
        self.definition = definition
        self.directory = Directory(self._index, definition.data_tables, self.find_module)
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
            replaced = self._seed(definition)
            flows = self.flows.prepare(Files(definition.flows, broken, saved), now=self._now())
            return PreparedOrganization(definition, flows, replaced, broken, self._replacements)

    def _seed(self, definition: Organization) -> tuple[Diagnostic, ...]:
        """Take over the entities of the folder, unless they are those that were taken last. Returns lost changes."""
        before = self._seeded
        if before is not None and _is_seeded_like(before, definition):
            return ()
        seeded = self.entities.seed((*definition.entities, *access_entities(definition)))
        self._seeded = definition
        return tuple(_replaced(entity, definition) for entity in seeded.replaced)

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
            write()
            self._replacements += 1
            self.flows.forget()

    def adopt_again(self) -> None:
        """Take the files as they are for a database whose content was replaced, as at a start. Blocks; `NotKept`."""
        self.entities.reload()
        self._seeded = None
        self._seed(self.definition)
        self.flows.publish(self.definition.flows, now=self._now(), broken=self._broken)
        self.replaced = ()
        self._take(self.definition)

    def _take(self, definition: Organization) -> None:
        if definition.data_tables != self.definition.data_tables:
            self.directory = Directory(self._index, definition.data_tables, self.find_module)
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

    def _show(self, changed: Sequence[Entity]) -> None:
        """Have look-ups find entities as they are now."""
        self._index.apply(
            (one.noun, one.id, None if one.is_deleted else for_flows(one.noun, one.properties)) for one in changed
        )

    def _users_of(self, entity: Entity) -> Iterator[str]:
        """What uses an entity: other entities, and published flows."""
        versions = (flow.published for flow in self.flows)
        outlines = (self.flows.outline(version) for version in versions if version is not None)
        return users_of(entity, self.entities, (outline for outline in outlines if outline is not None))

    @property
    def clients(self) -> Clients:
        """The OAuth clients."""
        return self.access.clients

    def caller(
        self, client_id: str, user_id: str | None = None, scopes: tuple[str, ...] | None = None
    ) -> Caller | None:
        """The client or user that a token identifies; see `Access.caller`."""
        return self.access.caller(client_id, user_id, scopes)

    def permissions_of_user(self, user_id: str) -> Permissions:
        """A user's permissions, from their roles."""
        user = self.entities.find("user", user_id)
        return NONE if user is None else self.permissions_of_subject(user)

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
    """Whether the entities of two definitions are the same, as far as can be said quickly."""
    return (
        before.entities is definition.entities
        and before.roles == definition.roles
        and before.clients == definition.clients
    )


def _replaced(entity: Entity, definition: Organization) -> Diagnostic:
    noun = BY_NAME[entity.noun]
    happened = "is gone from the file, and is deleted" if entity.is_deleted else "has a new text, which counts"
    return Diagnostic(
        REPLACED_CHANGE,
        f'The {noun.words} "{entity.name or entity.id}" {happened}. It was changed otherwise before.',
        file=None if definition.org_yaml is None else definition.org_yaml.name,
        help=f"To keep a change that was made through the API, leave the text under `{noun.section}` as it is.",
    )
