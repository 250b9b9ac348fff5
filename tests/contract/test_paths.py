"""Paths that are not endpoints: which endpoint is meant."""

import pytest

from architrave.contract.paths import about_unknown_path, nearest

KNOWN = ["/api/v2/flows", "/api/v2/flows/executions", "/api/v2/flows/{flowId}", "/api/v2/users/me"]

MEANT = [
    ("/api/v2/authorizations/me", "/api/v2/tokens/me"),
    ("/api/v2/analytics/flows/summary", "/api/v2/analytics/flows/aggregates/query"),
    ("/api/v2/architect/flows/a1b2/execute", "POST /api/v2/flows/executions"),
    ("/api/v2/architect/flows", "POST /api/v2/flows/executions"),
    ("/api/v2/flows/a1b2/executions", "POST /api/v2/flows/executions"),
    ("/api/v2/flow/executions", "POST /api/v2/flows/executions"),
    ("/v2/flows/executions", "POST /api/v2/flows/executions"),
    ("/flows/execute", "POST /api/v2/flows/executions"),
    ("/API/V2/FLOWS/EXECUTIONS/", "POST /api/v2/flows/executions"),
    ("/api/v2/flows/excutions", "POST /api/v2/flows/executions"),
    ("/api/v2/flows/ executions", "POST /api/v2/flows/executions"),
    ("/api/v2/flws", "/api/v2/flows"),
    ("/api/v2/user/me", "/api/v2/users/me"),
]


@pytest.mark.parametrize(("path", "meant"), MEANT)
def test_the_real_one_is_named(path: str, meant: str) -> None:
    advice = about_unknown_path(path, KNOWN)
    assert path in advice.message
    assert meant in (advice.help or "")


def test_nothing_is_suggested_if_nothing_is_similar() -> None:
    assert about_unknown_path("/somewhere/else", KNOWN).help is None
    assert nearest("/" + "x/" * 10_000, KNOWN) is None


def test_parts_that_vary_are_kept() -> None:
    assert nearest("/api/v2/flow/abc", KNOWN) == "/api/v2/flows/{flowId}"
