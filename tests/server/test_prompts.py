"""The resources of prompts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import as_owner

ORG = """
userPrompts:
  - {id: p-1, name: Hello, text: Hi, resources: [{language: en-us, text: Hello}, {language: de-de, ttsString: Hallo}]}
"""
PROMPT = "/api/v2/architect/prompts/p-1"
RESOURCES = "/api/v2/architect/prompts/p-1/resources"
FRENCH = "/api/v2/architect/prompts/p-1/resources/fr-fr"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "org"
    folder.mkdir()
    (folder / "org.yaml").write_text(ORG, encoding="utf-8")
    (folder / "flows").symlink_to(EXAMPLE / "flows")
    with serving(folder, tmp_path / "kept.db") as served:
        yield as_owner(served)


def test_a_prompt_shows_its_resources(served: Served) -> None:
    prompt = served.http.get(PROMPT).json()
    assert [one["id"] for one in prompt["resources"]] == ["en-us", "de-de"]
    assert prompt["resources"] == served.http.get(RESOURCES).json()["entities"]
    assert served.http.get(f"{RESOURCES}/EN-US").json() == {
        "id": "en-us",
        "promptId": "p-1",
        "language": "en-us",
        "text": "Hello",
        "selfUri": f"{RESOURCES}/en-us",
    }


def test_a_resource_from_create_to_delete(served: Served) -> None:
    http = served.http
    sent = {"language": "fr-fr", "ttsString": "Bonjour", "tags": {"Formality": ["high"]}}
    made = http.post(RESOURCES, json=sent)
    assert made.status_code == 200
    assert {key: made.json()[key] for key in sent} == sent
    assert http.post(RESOURCES, json=sent).json()["details"] == [
        {"errorCode": "invalid-value", "fieldName": "language"}
    ]
    changed = http.put(FRENCH, json=made.json() | {"ttsString": "Salut"})
    assert changed.json() == made.json() | {"ttsString": "Salut"}
    (found,) = (
        one for one in served.platform.look_up("userPrompt", "name", "Hello")["resources"] if one["language"] == "fr-fr"
    )
    assert found["ttsString"] == "Salut", "flows see it, too"
    assert http.delete(FRENCH).status_code == 204
    for method in ("GET", "DELETE"):
        assert http.request(method, FRENCH).status_code == 404
    assert http.put(FRENCH, json={}).status_code == 404


def test_resources_that_a_new_prompt_cannot_have(served: Served) -> None:
    resources = [{"text": "no language"}, {"language": "en-us"}, {"language": "EN-us"}]
    refused = served.http.post("/api/v2/architect/prompts", json={"name": "New", "resources": resources})
    assert refused.json()["details"] == [
        {"errorCode": "missing-field", "fieldName": "resources.0"},
        {"errorCode": "invalid-value", "fieldName": "resources.2.language"},
    ]


def test_what_a_change_of_a_prompt_leaves(served: Served) -> None:
    served.http.put(PROMPT, json={"name": "Hello", "description": "Greets"})
    assert served.platform.look_up("userPrompt", "name", "Hello")["text"] == "Hi"
    assert len(served.http.get(PROMPT).json()["resources"]) == 2, "they are changed one by one"
