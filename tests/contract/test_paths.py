"""Paths that are not endpoints: which endpoint is meant."""

import pytest

from architrave.cloud.api_paths import api_paths
from architrave.contract import Sent, check
from architrave.contract.paths import _FORUM_PATHS, about_unknown_path, means_launch, methods_of

SERVED = {"/api/v2/flows": ("GET",), "/api/v2/flows/executions": ("POST",), "/api/v2/flows/{flowId}": ("GET",)}

MEANT = [
    ("/api/v2/authorizations/me", "/api/v2/tokens/me"),
    ("/api/v2/flow/abc", "/api/v2/flows/{flowId}"),
    ("/api/v2/queues", "/api/v2/routing/queues"),
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


@pytest.mark.parametrize("served", [None, SERVED])
@pytest.mark.parametrize(("path", "meant"), MEANT)
def test_the_real_one_is_named(path: str, meant: str, served: dict[str, tuple[str, ...]] | None) -> None:
    advice = about_unknown_path(path, "GET", served=served)
    assert path in advice.message
    assert meant in (advice.help or "")


def test_a_server_says_what_it_does_not_serve() -> None:
    advice = about_unknown_path("/api/v2/routing/skill", served=SERVED)
    assert advice.message == "The Platform API has no path /api/v2/routing/skill."
    assert advice.help is not None
    assert advice.help.startswith("Did you mean /api/v2/routing/skills? Genesys Cloud has it, but Architrave does not")


def test_nothing_is_suggested_if_nothing_is_similar() -> None:
    advice = about_unknown_path("/api/v2/routing/penguins?a=b")
    assert advice.message.startswith("The Platform API has no path /api/v2/routing/penguins, as of version ")
    assert advice.help is None
    assert about_unknown_path("/somewhere/else").help is None
    assert about_unknown_path("/" + "x/" * 10_000).help is None
    assert about_unknown_path("/somewhere/else", served=SERVED).message == "Nothing is served at /somewhere/else."


SAME_DISTANCE = [
    ("GET", "/api/v2/flows/actions/chekin", "/api/v2/flows/actions/checkin"),
    ("GET", "/api/v2/users/serach", "/api/v2/users/search"),
    ("POST", "/api/v2/users/serach", "/api/v2/users/search"),
]


@pytest.mark.parametrize(("method", "path", "meant"), SAME_DISTANCE)
def test_a_word_in_place_of_an_id_can_mean_a_fixed_part(method: str, path: str, meant: str) -> None:
    assert about_unknown_path(path, method).help == f"Did you mean {meant}?"


def test_what_is_not_printable_does_not_reach_the_message() -> None:
    advice = about_unknown_path("/api/v2/" + "x" * 90 + "\u202e\x1b[31m" + "y" * 25)
    assert advice.message.isprintable()
    assert advice.message.count("\N{REPLACEMENT CHARACTER}") == 2


def test_methods_come_from_the_same_list() -> None:
    assert methods_of("/api/v2/flows/a1/versions") == ("GET", "POST")
    assert methods_of("/api/v2/flows/executions") == ("POST",)
    assert methods_of("/api/v2/flows/execute") == ()
    assert methods_of("/api/v2/penguins") == ()


def test_what_is_recommended_exists() -> None:
    recommended = [endpoint.split(" ") for _, real in _FORUM_PATHS for endpoint, _ in real]
    assert all(method in api_paths()[path] for method, path in recommended)


def test_no_path_of_the_cloud_is_taken_for_one_of_the_forums() -> None:
    assert not [path for path in api_paths() if means_launch(path)]


NOT_A_LAUNCH = [
    ("POST", "/api/v2/routing/queues", "not-a-launch", "/api/v2/routing/queues is another endpoint of the Platform"),
    ("GET", "/api/v2/routing/queues", "not-a-launch", "/api/v2/routing/queues is another endpoint of the Platform"),
    ("GET", "/api/v2/flows/executions", "wrong-method", "GET does not launch a flow; a launch is a POST."),
    ("PATCH", "/api/v2/routing/queues", "wrong-method", "/api/v2/routing/queues accepts GET and POST, not PATCH"),
    ("POST", "/api/v2/routing/penguins", "unknown-path", "The Platform API has no path /api/v2/routing/penguins"),
]


@pytest.mark.parametrize(("method", "path", "rule", "said"), NOT_A_LAUNCH)
def test_a_check_of_a_request_that_is_no_launch(method: str, path: str, rule: str, said: str) -> None:
    result = check(Sent(b"{}", method=method, path=path))
    found = result.diagnostics[0]
    assert [each.rule.slug for each in result.diagnostics] == [rule, "missing-field"]
    assert result.status == {"not-a-launch": None, "wrong-method": 405, "unknown-path": 404}[rule]
    assert (found.rule.slug, found.message[: len(said)]) == (rule, said)
    assert "POST /api/v2/flows/executions" in (found.help or "")
