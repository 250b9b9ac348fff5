"""Every endpoint: its permissions, the function that answers it, and how we know that the cloud answers so.

The router, the messages about unknown paths, and the coverage page come from this table.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from architrave.contract import LAUNCH_METHOD, LAUNCH_PATH
from architrave.diagnostics import Provenance
from architrave.server.call import ApiCall
from architrave.server.routes import architrave, executions, flows, organizations, tokens, users

Answers = Callable[[ApiCall], Awaitable[Any]]
Fidelity = Literal["exact", "approximated"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint. `permissions` are those of which a caller needs one; `note` says what is not as in the cloud.

    `answer` is None for the launch, which the application answers before it looks into the table.
    """

    method: str
    path: str
    answer: Answers | None
    permissions: tuple[str, ...] = ()
    provenance: Provenance = Provenance.DOCUMENTED
    fidelity: Fidelity = "exact"
    note: str = ""
    needs_token: bool = True


_VIEW = ("architect:flow:view",)
_OWN = "One of Architrave's own; the cloud has none such."

LAUNCH = Endpoint(
    LAUNCH_METHOD,
    LAUNCH_PATH,
    None,
    ("architect:flow:launch",),
    fidelity="approximated",
    note="A refusal says more than the cloud's does; its code is assumed where no recorded body shows it.",
)

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/oauth/token",
        tokens.token,
        provenance=Provenance.RECORDED,
        fidelity="approximated",
        note="Client credentials only.",
        needs_token=False,
    ),
    LAUNCH,
    Endpoint(
        "GET",
        "/api/v2/flows/executions/{flowExecutionId}",
        executions.show,
        ("architect:flowExecution:view",),
        note="ERROR, FAILED and the body of flowErrorInfo are assumed: no public example shows them.",
        fidelity="approximated",
    ),
    Endpoint(
        "GET",
        "/api/v2/flows",
        flows.index,
        _VIEW,
        note="lockedBy and editableBy find what a server without locks finds.",
    ),
    Endpoint("GET", "/api/v2/flows/{flowId}", flows.show, _VIEW),
    Endpoint("GET", "/api/v2/flows/{flowId}/versions", flows.versions, _VIEW),
    Endpoint("GET", "/api/v2/flows/{flowId}/versions/{versionId}", flows.version, _VIEW),
    Endpoint("GET", "/api/v2/users/me", users.me, provenance=Provenance.RECORDED),
    Endpoint(
        "GET",
        "/api/v2/users/{userId}",
        users.show,
        note="expand: routingStatus and authorization.",
        fidelity="approximated",
    ),
    Endpoint("GET", "/api/v2/organizations/me", organizations.me),
    Endpoint(
        "GET",
        "/architrave/executions",
        architrave.executions,
        ("architect:flowExecution:view",),
        Provenance.ASSUMED,
        note=_OWN,
    ),
    Endpoint(
        "GET",
        "/architrave/executions/{flowExecutionId}/trace",
        architrave.trace,
        ("architect:flowExecution:view",),
        Provenance.ASSUMED,
        note=_OWN,
    ),
    Endpoint(
        "GET", "/architrave/health", architrave.health, provenance=Provenance.ASSUMED, note=_OWN, needs_token=False
    ),
    Endpoint("GET", "/architrave/ready", architrave.ready, provenance=Provenance.ASSUMED, note=_OWN, needs_token=False),
)
