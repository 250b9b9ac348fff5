"""What was sent, and what it asks for once it has been understood.

What a launch passes through on its quick path is a msgspec Struct: made in a tenth of a frozen dataclass's time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from architrave.contract.layout import Layout
from architrave.diagnostics import Diagnostic

Contract = Literal["platform", "extended"]
"""Which fields a launch request may have: the published ones, or also those that people write."""

LAUNCH_PATH = "/api/v2/flows/executions"
LAUNCH_METHOD = "POST"


class Sent(msgspec.Struct, frozen=True):
    """A request as a client sent it, as far as it is known; what is None was not given and is not judged.

    `headers` may have their names in any case. `host` is a name with or without a port. `scopes` are the scopes or
    permissions that the sender says its token has. `notes` is text that stands around the request, such as comments.
    `layout` says where the parts stand in the text that a person wrote; without it the body is its own text. `faults`
    are what is wrong with that text before it is a request at all.
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

    def header(self, name: str) -> str | None:
        """The value of a header by its lower-case name; None where it was not sent."""
        if self.headers is None:
            return None
        value = self.headers.get(name)
        if value is not None:
            return value
        return next((value for key, value in self.headers.items() if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Token:
    """What a server knows of the token that it was shown.

    `permissions` are those of the roles of its client or user, wildcards as granted. `scopes` are the OAuth scopes of
    a user's token, None for client credentials, to which scopes do not apply.
    """

    state: Literal["valid", "expired", "unknown"]
    permissions: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """What a launch under the extended contract carries beside the platform's fields.

    `initiator` and `routing` are as sent, completed with the names that the organization knows; `context` is kept with
    the execution; `queue` is the queue of `executionConfig` as the organization knows it.
    """

    initiator: dict[str, Any] | None = None
    context: dict[str, Any] = field(default_factory=dict[str, Any])
    routing: dict[str, Any] | None = None
    queue: dict[str, Any] | None = None


class LaunchRequest(msgspec.Struct, frozen=True):
    """A launch that may go ahead.

    `flow_version` is None for the latest published one. `input_data` has each input under its full name as the flow
    declares it (as sent, where the flow is not known) with its JSON value as sent.
    """

    flow_id: str
    flow_version: str | None = None
    input_data: dict[str, Any] = {}
    name: str | None = None
    extended: Extended | None = None
