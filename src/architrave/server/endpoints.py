"""All endpoints: their permissions, their functions, and how we know the cloud's behavior.

The router, the messages about unknown paths, and the coverage page use this table.
"""

from architrave.cloud.permissions import STATE_EDIT, STATE_VIEW
from architrave.contract import LAUNCH_METHOD, LAUNCH_PATH
from architrave.diagnostics import Provenance
from architrave.server.endpoint import Endpoint
from architrave.server.entities.endpoints import entity_endpoints
from architrave.server.query import PAGING
from architrave.server.routes import (
    architrave,
    authorization,
    clients,
    divisions,
    executions,
    flows,
    login,
    organizations,
    queues,
    roles,
    states,
    tokens,
    users,
)

URGENT = frozenset({"/architrave/health", "/architrave/ready"})
"""Paths whose requests never wait for other requests: probes must be answered under any load."""

_VIEW = ("architect:flow:view",)
_OWN = "Architrave only; not part of the Genesys Cloud API."
_OPEN_HERE = f"{_OWN} Needs no token if the server can only be reached on its own machine."

LAUNCH = Endpoint(
    LAUNCH_METHOD,
    LAUNCH_PATH,
    None,
    ("architect:flow:launch",),
    fidelity="approximated",
    note="Errors give more detail than the cloud's. Error codes without a recorded response are assumed.",
)

ENDPOINTS: tuple[Endpoint, ...] = (
    *login.ENDPOINTS,
    *tokens.ENDPOINTS,
    *clients.ENDPOINTS,
    *roles.ENDPOINTS,
    *divisions.ENDPOINTS,
    *authorization.ENDPOINTS,
    LAUNCH,
    Endpoint(
        "GET",
        "/api/v2/flows/executions/{flowExecutionId}",
        executions.show,
        ("architect:flowExecution:view",),
        note="No public example shows ERROR, FAILED or the body of flowErrorInfo; these are assumed.",
        fidelity="approximated",
    ),
    Endpoint(
        "GET",
        "/api/v2/flows",
        flows.index,
        _VIEW,
        note="There are no locks, so lockedBy matches no flow and editableBy matches every flow.",
        query=flows.QUERY,
    ),
    Endpoint("GET", "/api/v2/flows/{flowId}", flows.show, _VIEW),
    Endpoint("GET", "/api/v2/flows/{flowId}/versions", flows.versions, _VIEW, query=PAGING),
    Endpoint("GET", "/api/v2/flows/{flowId}/versions/{versionId}", flows.version, _VIEW),
    *users.ENDPOINTS,
    *entity_endpoints(),
    *queues.ENDPOINTS,
    Endpoint("GET", "/api/v2/organizations/me", organizations.me),
    Endpoint(
        "GET",
        "/architrave/executions",
        architrave.executions,
        ("architect:flowExecution:view",),
        Provenance.ASSUMED,
        note=_OWN,
        query=("pageSize", "after", "name", "status", "flow", "q", "parked"),
    ),
    Endpoint(
        "POST",
        "/architrave/executions/resume",
        architrave.resume_all,
        ("architect:flow:launch",),
        Provenance.ASSUMED,
        note=_OWN,
    ),
    Endpoint(
        "POST",
        "/architrave/executions/{flowExecutionId}/resume",
        architrave.resume,
        ("architect:flow:launch",),
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
        "GET",
        "/architrave/executions/{flowExecutionId}/flow",
        architrave.flow,
        _VIEW,
        Provenance.ASSUMED,
        note=_OWN,
    ),
    Endpoint(
        "GET",
        "/architrave/state",
        states.show,
        (STATE_VIEW,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
    ),
    Endpoint(
        "PUT",
        "/architrave/state",
        states.restore,
        (STATE_EDIT,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
    ),
    Endpoint(
        "POST",
        "/architrave/reset",
        states.reset,
        (STATE_EDIT,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
    ),
    Endpoint(
        "GET", "/architrave/health", architrave.health, provenance=Provenance.ASSUMED, note=_OWN, needs_token=False
    ),
    Endpoint(
        "GET",
        "/metrics",
        architrave.metrics,
        provenance=Provenance.ASSUMED,
        note=f"{_OWN} Needs a token unless the server is reached on its own machine.",
        needs_token=False,
    ),
    Endpoint(
        "GET",
        "/openapi.json",
        architrave.openapi,
        provenance=Provenance.ASSUMED,
        note=f"{_OWN} Needs a token unless the server is reached on its own machine.",
        needs_token=False,
    ),
    Endpoint("GET", "/architrave/ready", architrave.ready, provenance=Provenance.ASSUMED, note=_OWN, needs_token=False),
)
