"""What was sent, and the launch that it requests.

The objects that a launch creates on its quick path are msgspec Structs: creating one takes a tenth of the time of a
frozen dataclass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from architrave.contract.layout import Layout
from architrave.diagnostics import Diagnostic

Contract = Literal["platform", "extended"]
"""Which fields a launch request may have: only the published ones, or also those that people send."""

LAUNCH_PATH = "/api/v2/flows/executions"
LAUNCH_METHOD = "POST"


class Sent(msgspec.Struct, frozen=True):
    """A request as a client sent it, as far as it is known. Anything that is None is unknown and is not checked.

    Names in `headers` may have any case. `host` is a name with or without a port. `scopes` are the scopes or
    permissions that the sender says its token has. `notes` is text around the request, such as comments. `layout` says
    where the parts are in the text that a person wrote; without it the body is the whole text. `faults` are problems in
    the text around the body, such as a line that is not a header. `variables` are the names of the variables, such as
    `{{flowId}}`, that the sender's tool fills in with values that are unknown here.
    """

    body: bytes | None = None
    headers: Mapping[str, str] | None = None
    method: str | None = None
    path: str | None = None
    host: str | None = None
    scopes: tuple[str, ...] | None = None
    notes: str = ""
    layout: Layout | None = None
    faults: tuple[Diagnostic, ...] = ()
    variables: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The value of a header by its lower-case name; None if it was not sent."""
        if self.headers is None:
            return None
        value = self.headers.get(name)
        if value is not None:
            return value
        return next((value for key, value in self.headers.items() if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Token:
    """What a server knows about the token that it received.

    `permissions` come from the roles of its client or user, with wildcards as granted. `scopes` are the OAuth scopes
    of a user's token, None for client credentials, to which scopes do not apply. `may_launch` is whether it has the
    permission to launch the flow with an id; None: every flow.
    """

    state: Literal["valid", "expired", "unknown"]
    permissions: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    may_launch: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """What a launch under the extended contract carries in addition to the platform's fields.

    `initiator` and `routing` are as sent, completed with the names from the organization; `context` is stored with the
    execution; `queue` is the queue of `executionConfig` as the organization knows it.
    """

    initiator: dict[str, Any] | None = None
    context: dict[str, Any] = field(default_factory=dict[str, Any])
    routing: dict[str, Any] | None = None
    queue: dict[str, Any] | None = None


class LaunchRequest(msgspec.Struct, frozen=True):
    """A launch that passed every check.

    `flow_version` is None for the latest published version. `input_data` has each input under its full name as the
    flow declares it (or as sent, if the flow is unknown), with its JSON value as sent.
    """

    flow_id: str
    flow_version: str | None = None
    input_data: dict[str, Any] = {}
    name: str | None = None
    extended: Extended | None = None
