"""Which scope an endpoint needs, and what a token's scopes allow."""

import pytest

from architrave.cloud.api_paths import api_paths
from architrave.cloud.scopes import READONLY, SCOPES, scope_of, scopes_allow

NEEDED = [
    ("GET", "/api/v2/flows", "architect:readonly"),
    ("POST", "/api/v2/flows/executions", "architect"),
    ("GET", "/api/v2/architect/ivrs", "architect:readonly"),
    ("POST", "/api/v2/users/search", "users:readonly"),
    ("DELETE", "/api/v2/users/{userId}", "users"),
    ("POST", "/api/v2/processAutomation/triggers", "process-automation"),
    ("GET", "/api/v2/externalcontacts/contacts", "external-contacts:readonly"),
    ("DELETE", "/api/v2/tokens/me", None),
    ("GET", "/architrave/executions", None),
    ("POST", "/oauth/token", None),
]


@pytest.mark.parametrize(("method", "path", "scope"), NEEDED)
def test_the_scope_follows_from_the_path(method: str, path: str, scope: str | None) -> None:
    assert scope_of(method, path) == scope


ALLOWED = [
    (("architect",), "GET", "/api/v2/flows", True),
    (("architect:readonly",), "GET", "/api/v2/flows", True),
    (("architect:readonly",), "POST", "/api/v2/flows/executions", False),
    (("all",), "POST", "/api/v2/flows/executions", True),
    (("user-basic-info",), "GET", "/api/v2/users/me", True),
    (("user-basic-info",), "GET", "/api/v2/users", False),
    ((), "GET", "/api/v2/tokens/me", True),
    ((), "GET", "/api/v2/flows", False),
]


@pytest.mark.parametrize(("scopes", "method", "path", "allowed"), ALLOWED)
def test_a_scope_allows_its_area(scopes: tuple[str, ...], method: str, path: str, allowed: bool) -> None:
    assert scopes_allow(scopes, method, path) is allowed


def test_every_scope_that_is_needed_exists() -> None:
    needed = {scope_of(method, path) for path, methods in api_paths().items() for method in methods} - {None}
    assert {scope.removesuffix(READONLY) for scope in needed if scope} <= set(SCOPES)
