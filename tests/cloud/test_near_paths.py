"""Which path was meant, and how much work it may cost to say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.cloud import near_paths
from architrave.cloud.api_paths import api_paths, api_tree
from architrave.cloud.near_paths import nearest_paths
from architrave.cloud.path_tree import PathTree

TREE = PathTree([*api_paths(), "/oauth/token", "/metrics", "/architrave/health"])

NEAR = [
    ("/api/v2/flws", "/api/v2/flows"),
    ("/api/v2/flows/", "/api/v2/flows"),
    ("/api/v2//flows", "/api/v2/flows"),
    ("/API/V2/Flows", "/api/v2/flows"),
    ("/api/v2/flow/abc", "/api/v2/flows/{flowId}"),
    ("/api/v2/flow/{flowId}", "/api/v2/flows/{flowId}"),
    ("/api/v2/organisations/me", "/api/v2/organizations/me"),
    ("/api/v2/skills", "/api/v2/routing/skills"),
    ("/api/v2/users/queues/a1", "/api/v2/users/{userId}/queues/{queueId}"),
    ("/api/v2/routing/wrapup-codes", "/api/v2/routing/wrapupcodes"),
    ("/api/v2/analytics/conversation/detail/query", "/api/v2/analytics/conversations/details/query"),
    ("/api/v1/routing/queues", "/api/v2/routing/queues"),
    ("/platform/api/v2/routing/queues", "/api/v2/routing/queues"),
    ("/api/v2/api/v2/routing/queues", "/api/v2/routing/queues"),
    ("/routing/queues", "/api/v2/routing/queues"),
    ("/oauth/tokens", "/oauth/token"),
    ("/metric", "/metrics"),
    ("/health", "/architrave/health"),
]

FAR = ["", "/", "/api", "/api/v2", "/api/v2/", "/x", "/api/v2/routing/penguins", "/api/v2/architect/datatables", "/{}"]


@pytest.mark.parametrize(("path", "meant"), NEAR)
def test_near(path: str, meant: str) -> None:
    assert nearest_paths(TREE, path) == [meant]


@pytest.mark.parametrize("path", FAR)
def test_nothing_is_near(path: str) -> None:
    assert nearest_paths(TREE, path) == []


HOSTILE = [
    "/a" * 50_000,
    "/a" * 19,
    "/api/v2/" + "a" * 100_000,
    "/api/v2/users" + "/users" * 16,
    "/api/v2/routing" + "/routin" * 16,
    "/api/v2/" + "/".join(["workforcemanagment"] * 17),
    "/api/v2/{}/{}/{}/{}/{}/{}",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_the_work_is_bounded(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    near_words = near_paths.near_words

    def counted(word: str, known: dict[str, object]) -> list[tuple[int, str]]:
        compared.append(word)
        return near_words(word, known)

    monkeypatch.setattr(near_paths, "near_words", counted)
    assert nearest_paths(TREE, path) == []
    assert len(compared) <= 30


@pytest.mark.property
@given(st.sampled_from([*api_paths()]), st.data())
def test_a_slip_in_a_path_is_found(template: str, data: st.DataObject) -> None:
    parts = template.split("/")
    fixed = [at for at, part in enumerate(parts) if at > 2 and part[:1] != "{" and len(part) > 3]
    at = data.draw(st.sampled_from(fixed))
    where = data.draw(st.integers(0, len(parts[at]) - 1))
    parts[at] = parts[at][:where] + parts[at][where + 1 :]
    path = "/".join("a1" if part[:1] == "{" else part for part in parts)
    if api_tree().find(path) is None:
        assert template in nearest_paths(TREE, path)
