"""What is true for every endpoint in the table: who may call it, and what its row says."""

import re
from collections.abc import Iterator

import pytest

from architrave.cloud.permissions import permission_fault
from architrave.server.endpoints import ENDPOINTS, Endpoint
from tests.server.conftest import EXAMPLE, ORDER_SYNC, Served, serving

FOR_EVERYBODY = {
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
    "/api/v2/routing/queues/me",
    "/api/v2/tokens/me",
    "/api/v2/users",
    "/api/v2/users/me",
    "/api/v2/users/{userId}",
}
"""Endpoints that need a token but no permission (documented)."""

GUARDED = [one for one in ENDPOINTS if one.needs_token]
STRANGER = ("stranger", "dev-only-stranger")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server, and a client without a role."""
    folder = tmp_path_factory.mktemp("stranger")
    org = (EXAMPLE / "org.yaml").read_text(encoding="utf-8")
    client = "clients:\n  - {id: stranger, secret: dev-only-stranger, name: Stranger}\n"
    assert org.count("\nclients:\n") == 1
    (folder / "org.yaml").write_text(org.replace("clients:\n", client, 1), encoding="utf-8")
    for part in ("flows", "data-actions", "data-tables"):
        (folder / part).symlink_to(EXAMPLE / part)
    with serving(folder, folder / "kept.db") as served:
        yield served


def ask(served: Served, endpoint: Endpoint, **more: dict[str, str]):
    body = {"flowId": ORDER_SYNC} if endpoint.method == "POST" else None
    return served.http.request(endpoint.method, endpoint.path, json=body, **more)


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_a_token_is_required(stranger: Served, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server that others can reach; `test_states` has those that are open on its own machine."""
    monkeypatch.setattr(stranger.services, "is_local", False)
    assert ask(stranger, endpoint).status_code == 401


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_a_client_without_the_permission_is_refused(stranger: Served, endpoint: Endpoint) -> None:
    response = ask(stranger, endpoint, headers={"Authorization": f"Bearer {stranger.token(STRANGER)}"})
    assert (response.status_code == 403) == bool(endpoint.permissions)
    if endpoint.permissions:
        assert any(permission in response.json()["message"] for permission in endpoint.permissions)


def test_only_public_endpoints_need_no_permission() -> None:
    unguarded = {one.path for one in GUARDED if not one.permissions}
    assert unguarded == FOR_EVERYBODY, "an endpoint names its permissions, or is for everybody and says so here"


def test_permissions_are_known_to_the_reader_of_org_yaml() -> None:
    asked = {permission for one in ENDPOINTS for permission in one.permissions}
    assert [permission for permission in asked if permission_fault(permission) is not None] == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_an_approximated_endpoint_says_what_differs(endpoint: Endpoint) -> None:
    assert endpoint.note or endpoint.fidelity == "exact", "add a note to its row that says how it differs"


WITH_IDS = [one for one in GUARDED if one.method == "GET" and "{" in one.path]


@pytest.mark.parametrize("endpoint", WITH_IDS, ids=lambda one: one.path)
def test_an_unknown_entity_is_not_found(stranger: Served, endpoint: Endpoint) -> None:
    own = stranger.platform.server.client  # which may do everything
    headers = {"Authorization": f"Bearer {stranger.token((own.id, own.secret))}"}
    response = stranger.http.get(re.sub(r"\{[^}]+\}", "no-such-id", endpoint.path), headers=headers)
    assert response.status_code == 404, response.text
    assert response.json()["status"] == 404
    assert response.json()["code"] not in ("", None)
