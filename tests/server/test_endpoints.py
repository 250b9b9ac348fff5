"""What is true for every endpoint in the table, and what its row says. `test_both_ways` asks who may call it."""

import re

import pytest

from architrave.cloud.permissions import permission_fault
from architrave.server.endpoints import ENDPOINTS, Endpoint
from tests.server.conftest import ORDER_SYNC, Served

FOR_EVERYBODY = {
    "/api/v2/conversations/{conversationId}/participants/{participantId}/attributes",
    "/api/v2/groups",
    "/api/v2/groups/search",
    "/api/v2/groups/{groupId}",
    "/api/v2/groups/{groupId}/individuals",
    "/api/v2/groups/{groupId}/members",
    "/api/v2/locations",
    "/api/v2/locations/search",
    "/api/v2/locations/{locationId}",
    "/api/v2/authorization/divisions",
    "/api/v2/authorization/divisions/home",
    "/api/v2/authorization/divisions/limit",
    "/api/v2/authorization/divisions/{divisionId}",
    "/api/v2/authorization/divisionspermitted/me",
    "/api/v2/authorization/divisionspermitted/paged/me",
    "/api/v2/authorization/permissions",
    "/api/v2/authorization/products",
    "/api/v2/authorization/roles/{roleId}/users",
    "/api/v2/authorization/subjects/me",
    "/api/v2/oauth/scopes",
    "/api/v2/oauth/scopes/{scopeId}",
    "/api/v2/organizations/me",
    "/api/v2/routing/languages",
    "/api/v2/routing/languages/{languageId}",
    "/api/v2/routing/queues/me",
    "/api/v2/tokens/me",
    "/api/v2/users",
    "/api/v2/users/me",
    "/api/v2/users/{userId}",
}
"""Endpoints that need a token but no permission (documented)."""

GUARDED = [one for one in ENDPOINTS if one.needs_token]


def ask(served: Served, endpoint: Endpoint, **more: dict[str, str]):
    body = {"flowId": ORDER_SYNC} if endpoint.method == "POST" else None
    return served.http.request(endpoint.method, endpoint.path, json=body, **more)


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_a_token_is_required(shared_server: Served, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server that others can reach; `test_states` has those that are open on its own machine."""
    monkeypatch.setattr(shared_server.services, "is_local", False)
    assert ask(shared_server, endpoint).status_code == 401


def test_only_public_endpoints_need_no_permission() -> None:
    unguarded = {one.path for one in GUARDED if not one.permissions}
    assert unguarded == FOR_EVERYBODY, "an endpoint names its permissions, or is for everybody and says so here"


def test_permissions_are_known_to_the_reader_of_org_yaml() -> None:
    asked = {permission for one in ENDPOINTS for permission in one.permissions}
    assert [permission for permission in asked if permission_fault(permission) is not None] == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_an_approximated_endpoint_says_what_differs(endpoint: Endpoint) -> None:
    assert endpoint.remarks or endpoint.state == "exact", "add a note to its row that says how it differs"


WITH_IDS = [one for one in GUARDED if one.method == "GET" and "{" in one.path]


@pytest.mark.parametrize("endpoint", WITH_IDS, ids=lambda one: one.path)
def test_an_unknown_entity_is_not_found(shared_server: Served, endpoint: Endpoint) -> None:
    own = shared_server.platform.server.client  # which may do everything
    headers = {"Authorization": f"Bearer {shared_server.token((own.id, own.secret))}"}
    response = shared_server.http.get(re.sub(r"\{[^}]+\}", "no-such-id", endpoint.path), headers=headers)
    assert response.status_code == 404, response.text
    assert response.json()["status"] == 404
    assert response.json()["code"] not in ("", None)
