"""The local organization: everything that a server and its engine use, replaced as a whole when its files change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from architrave.cloud.permissions import ASKED_FOR
from architrave.contract import Token
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.organization.clients import Clients
from architrave.organization.directory import Directory
from architrave.organization.flows import COMMON_MODULE, Files, Flows, Prepared, Published, version_name
from architrave.organization.permissions import NONE, Permissions, of_roles
from architrave.organization.tokens import Tokens
from architrave.organization.users import Users
from architrave.store import Store


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


_EVERYTHING = Permissions(frozenset({"*", *ASKED_FOR}))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: the client of its token, and its permissions. `token` is the same for the contract."""

    client: Client
    permissions: Permissions
    token: Token = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "token", Token("valid", self.permissions.granted))


@dataclass(frozen=True, slots=True)
class PreparedOrganization:
    """An organization whose flows are published in the store, and that is not used yet."""

    definition: Organization
    directory: Directory
    flows: Prepared


class LocalOrganization:
    """An organization in use. `definition` is the current content of its files."""

    def __init__(
        self,
        definition: Organization,
        store: Store,
        *,
        now: Callable[[], int],
        own_client: Client | None = None,
    ) -> None:
        """`now` returns the time in milliseconds since the epoch.

        `own_client` is a client in addition to those in org.yaml. It has all permissions.
        """
        self.flows = Flows(store)
        self.tokens = Tokens(store, now)
        self._now = now
        self._own_client = own_client
        self._take(definition, Directory(definition, self.find_module))

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
        flows = self.flows.prepare(Files(definition.flows, broken, saved), now=self._now())
        return PreparedOrganization(definition, self._directory_of(definition), flows)

    def use(self, prepared: PreparedOrganization) -> list[Published]:
        """The second part of `adopt`, which takes microseconds. Returns the published flows."""
        published = self.flows.take(prepared.flows)
        self._take(prepared.definition, prepared.directory)
        return published

    def _directory_of(self, definition: Organization) -> Directory:
        """The directory of a definition: the present one if it would be the same."""
        present = self.definition
        same = (
            definition.users == present.users
            and definition.entities == present.entities
            and definition.data_tables == present.data_tables
        )
        return self.directory if same else Directory(definition, self.find_module)

    def _take(self, definition: Organization, directory: Directory) -> None:
        own = () if self._own_client is None else (self._own_client,)
        self.definition = definition
        self.clients = Clients((*definition.clients, *own))
        self.users = Users(definition.users)
        self.directory = directory
        self._callers = {
            client.id: Caller(client, self._permissions(client, definition.roles)) for client in self.clients
        }

    def _permissions(self, client: Client, roles: Mapping[str, tuple[str, ...]]) -> Permissions:
        return _EVERYTHING if client is self._own_client else of_roles(client.roles, roles)

    def caller(self, client_id: str) -> Caller | None:
        """A client and its permissions, or None if it does not exist."""
        return self._callers.get(client_id)

    def permissions_of_user(self, user_id: str) -> Permissions:
        """A user's permissions, from their roles in org.yaml."""
        user = self.users.find(user_id)
        return NONE if user is None else of_roles(user.roles, self.definition.roles)

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
