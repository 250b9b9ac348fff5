"""An organization as written in its folder: frozen values, with every id known and every reference by name or id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.grants import Grant
from architrave.definitions.lint_settings import LintSettings
from architrave.diagnostics import Position, Source
from architrave.expressions.types import Type
from architrave.flows.outline import Outline
from architrave.flows.program import Program

_NAMESPACE = UUID("6f0c8a52-6d0b-5d6e-9c55-6a7263687472")

DAY_SECONDS = 86_400

CLIENT_CREDENTIALS = "CLIENT-CREDENTIALS"
CODE = "CODE"
TOKEN = "TOKEN"  # noqa: S105 - a kind of grant
GRANT_TYPES = (CLIENT_CREDENTIALS, CODE, TOKEN)
"""How clients get tokens, as the cloud names it: by themselves, or from users, by a code or (implicit) at once."""


def derived_id(noun: str, name: str) -> str:
    """The id of an entity without one in org.yaml: derived from its noun and name, so it never changes."""
    return str(uuid5(_NAMESPACE, f"{noun}/{name}"))


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client. `grant_type` is how it gets tokens, `token_seconds` their lifetime.

    `grants` are its roles in divisions, for client credentials. For users' tokens, `redirect_uris` are the addresses to
    which a login may lead, and `scopes` limit what the tokens may do; without any, only the user's roles do.
    `secret_digest` is the SHA-256 of a secret that is not known itself.
    """

    id: str
    secret: str = field(repr=False)
    name: str
    grants: tuple[Grant, ...] = ()
    token_seconds: int = DAY_SECONDS
    grant_type: str = CLIENT_CREDENTIALS
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    secret_digest: str = field(default="", repr=False)

    @property
    def has_secret(self) -> bool:
        """Whether the client can prove with a secret that it is itself."""
        return bool(self.secret or self.secret_digest)


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of a noun (`nouns`). `properties` are JSON values and include the id."""

    noun: str
    id: str
    name: str | None
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FlowPin:
    """A flow's entry in org.yaml: its id, whether it is published, the inputs that it requires, and the number of the
    version that its file is.
    """

    name: str
    id: str | None
    published: bool
    required: tuple[str, ...]
    place: Position
    version: int = 1


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow file without errors.

    `required` are the full names of the inputs that org.yaml requires. `version` is the number of the version that the
    file is, by org.yaml: a server counts on from there.
    """

    id: str
    content: FlowContent
    published: bool = True
    required: tuple[str, ...] = ()
    version: int = 1

    @property
    def outline(self) -> Outline:
        """What is known of the flow without its program."""
        return self.content.outline

    @property
    def source(self) -> Source:
        """The file, with the files that it refers to."""
        return self.content.source

    @property
    def program(self) -> Program:
        """The program, which is read when it is first needed. Raises LookupError, which is a bug in Architrave."""
        return self.content.program

    @property
    def version_name(self) -> str:
        """The name of the version that the file is, where no other versions are known."""
        return f"{self.version}.0"

    def __repr__(self) -> str:
        return f"<FlowFile {self.outline.name!r} ({self.outline.flow_type}), id {self.id}>"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a data table. `id` is its name in the schema, `name` its title, which flows use."""

    name: str
    type: Type
    default: Any = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A data table: `key` is the name of the key column; `rows` maps each key to the row's values by the columns' ids.

    `division` is its id or name. `schema` is the schema as written; `file` and `rows_file` are the files of the schema
    and of the rows.
    """

    id: str
    name: str
    key: str
    columns: tuple[Column, ...]
    rows: Mapping[str, Mapping[str, Any]]
    description: str = ""
    division: str | None = None
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    file: str = ""
    rows_file: str | None = None


@dataclass(frozen=True, slots=True)
class DataAction:
    """A data action in the platform's export format.

    `category` is the integration's name, if known. `written_name` is the name in the file; an export may have added its
    date. `action_type` is `custom`, `static`, or `customAuth` for the action with which an integration logs in. The
    inputs of a `secure` one are secret.
    """

    id: str
    name: str
    category: str | None
    integration_type: str | None
    contract: Mapping[str, Any]
    config: Mapping[str, Any]
    source: Source
    written_name: str = ""
    action_type: str = "custom"
    secure: bool = False

    @property
    def timeout(self) -> int | None:
        """The timeout of a call in milliseconds, if the file sets one (documented: 1 to 60 s)."""
        seconds = self.config.get("timeoutSeconds")
        return seconds * 1000 if isinstance(seconds, int) and 1 <= seconds <= 60 else None

    def is_called(self, category: str, name: str) -> bool:
        """Whether a flow's category and name refer to this action. An action without a category matches any."""
        names = {self.name.casefold(), self.written_name.strip().casefold()}
        of = self.category is None or self.category.strip().casefold() == category.strip().casefold()
        return of and name.strip().casefold() in names


@dataclass(frozen=True, slots=True)
class Integration:
    """An integration in org.yaml. Flows use its name as the category of a data action.

    Relative URLs are resolved against `base_url`; `headers` are sent with every request; only the templates of the
    integration's `customAuth` action can read `credentials`. Nothing is called for one that is not `is_enabled`.
    """

    name: str
    base_url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    credentials: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    is_enabled: bool = True


UNSET_INPUTS = ("text", "failure")
"""The values of `dataActions.unsetInputs` in org.yaml; the first one is the default (assumed)."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization as written. `folder` is None for one made in memory."""

    id: str
    name: str
    folder: Path | None = None
    default_language: str = "en-us"
    default_country_code: str = "US"
    clients: tuple[Client, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    entities: tuple[Entity, ...] = ()
    flows: tuple[FlowFile, ...] = ()
    data_tables: tuple[DataTable, ...] = ()
    data_actions: tuple[DataAction, ...] = ()
    integrations: Mapping[str, Integration] = field(default_factory=dict[str, Integration])
    substitutions: Mapping[str, str] = field(default_factory=dict[str, str])
    lint: LintSettings | None = None
    passwords: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """The passwords of users, by their ids. Users without one are not there."""

    unset_inputs: str = UNSET_INPUTS[0]
    """What a data action's request does with a reference to an input without a value: `text` or `failure`."""

    org_yaml: Source | None = field(default=None, compare=False)
    """The text of org.yaml, or None if the folder has no org.yaml."""

    def __repr__(self) -> str:
        many = len(self.flows)
        return f"<Organization {self.name!r}, {many:,} flow{'s' if many != 1 else ''}>"

    def flow(self, name_or_id: str) -> FlowFile | None:
        """The flow with this id or else this name (ignoring case), or None."""
        folded = name_or_id.casefold()
        by_name = (flow for flow in self.flows if flow.outline.name.casefold() == folded)
        return next((flow for flow in self.flows if flow.id == name_or_id), next(by_name, None))
