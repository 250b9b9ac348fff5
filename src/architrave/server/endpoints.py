"""All endpoints: their permissions, their functions, and how we know the cloud's behavior.

The router, the messages about unknown paths, and the coverage page use this table.
"""

from architrave.cloud.permissions import LAUNCH_PERMISSION, STATE_EDIT, STATE_VIEW
from architrave.contract import LAUNCH_METHOD, LAUNCH_PATH
from architrave.diagnostics import Provenance
from architrave.server.endpoint import Endpoint
from architrave.server.entities.endpoints import entity_endpoints
from architrave.server.query import PAGING
from architrave.server.routes import (
    analytics,
    architrave,
    authorization,
    chaos,
    clients,
    conversations,
    data_table_jobs,
    data_table_rows,
    data_tables,
    divisions,
    executions,
    externalcontacts,
    flow_editing,
    flow_jobs,
    flows,
    groups,
    instances,
    locations,
    login,
    organizations,
    prompts,
    queues,
    roles,
    states,
    tokens,
    trigger_events,
    triggers,
    users,
)
from architrave.server.uploads import file_endpoints

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
        note="Clients lock flows, not users: lockedBy matches no flow and editableBy matches every flow.",
        query=flows.QUERY,
    ),
    *analytics.ENDPOINTS,
    *instances.ENDPOINTS,
    Endpoint("GET", "/api/v2/flows/{flowId}", flows.show, _VIEW, query=("deleted",)),
    Endpoint("GET", "/api/v2/flows/{flowId}/versions", flows.versions, _VIEW, query=(*PAGING, "deleted")),
    Endpoint("GET", "/api/v2/flows/{flowId}/versions/{versionId}", flows.version, _VIEW, query=("deleted",)),
    *flow_editing.ENDPOINTS,
    *flow_jobs.ENDPOINTS,
    *users.ENDPOINTS,
    *entity_endpoints(),
    *queues.ENDPOINTS,
    *groups.ENDPOINTS,
    *locations.ENDPOINTS,
    *prompts.ENDPOINTS,
    *externalcontacts.ENDPOINTS,
    *triggers.ENDPOINTS,
    *conversations.ENDPOINTS,
    *data_tables.ENDPOINTS,
    *data_table_rows.ENDPOINTS,
    *data_table_jobs.ENDPOINTS,
    Endpoint("GET", "/api/v2/organizations/me", organizations.me),
    *file_endpoints(
        (
            data_table_jobs.IMPORT_FILE,
            data_table_jobs.EXPORT_FILE,
            flow_jobs.UPLOAD,
            flow_jobs.DOWNLOAD,
            instances.HISTORY,
        )
    ),
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
        needs_all_divisions=True,
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
        needs_all_divisions=True,
    ),
    Endpoint(
        "PUT",
        "/architrave/state",
        states.restore,
        (STATE_EDIT,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
        needs_all_divisions=True,
    ),
    Endpoint(
        "POST",
        "/architrave/reset",
        states.reset,
        (STATE_EDIT,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
        needs_all_divisions=True,
    ),
    Endpoint(
        "GET",
        "/architrave/chaos",
        chaos.show,
        (STATE_VIEW,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
    ),
    Endpoint(
        "PUT",
        "/architrave/chaos",
        chaos.replace,
        (STATE_EDIT,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
    ),
    Endpoint(
        "POST",
        "/architrave/triggers/events",
        trigger_events.receive,
        (LAUNCH_PERMISSION,),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
        needs_all_divisions=True,
    ),
    Endpoint(
        "GET",
        "/architrave/triggers/launches",
        trigger_events.launches,
        ("architect:flowExecution:view",),
        Provenance.ASSUMED,
        note=_OPEN_HERE,
        is_open_here=True,
        needs_all_divisions=True,
        query=("state", "after", "pageSize"),
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
