"""System prompts exist in every organization, without texts; org.yaml adds others, and texts."""

import pytest

from architrave.cloud.system_prompts import SYSTEM_PROMPTS, is_system_prompt
from architrave.definitions.files import TextFiles
from architrave.definitions.reader import read_organization
from architrave.organization.directory import Directory

FLOW = """workflow:
  name: F
  startUpRef: /workflow/states/state[S]
  states: [{state: {name: S, refId: S, actions: [{endWorkflow: {name: E}}]}}]
"""


def directory(org_yaml: str) -> Directory:
    organization, found = read_organization(TextFiles({"org.yaml": org_yaml, "flows/f.yaml": FLOW}), environment={})
    assert organization is not None, found
    return Directory.of(organization)


@pytest.mark.parametrize("name", ["boolean_false", "Boolean_False", "on_hold_music", "month_may"])
def test_known_ones_exist(name: str) -> None:
    found = directory("name: Example\n").look_up("systemPrompt", "name", name)
    assert found is not None
    assert found["name"] == name.lower()
    assert "text" not in found


def test_unknown_ones_do_not_exist() -> None:
    assert directory("name: Example\n").look_up("systemPrompt", "name", "no_such_prompt") is None
    assert directory("name: Example\n").look_up("userPrompt", "name", "boolean_false") is None


def test_texts_and_others_from_org_yaml() -> None:
    here = directory(
        "name: Example\nsystemPrompts:\n  - {name: Processing, text: One moment}\n  - {name: other}\n"
        "userPrompts: [{name: Hi, resources: [{language: en-us, text: Hello, durationSeconds: 1.5}]}]\n"
    )
    processing = here.look_up("systemPrompt", "name", "processing")
    assert processing is not None
    assert processing["text"] == "One moment"
    assert here.look_up("systemPrompt", "name", "other") is not None
    greeting = here.look_up("userPrompt", "name", "hi")
    assert greeting is not None
    assert greeting["resources"][0]["text"] == "Hello"


def test_names() -> None:
    assert len(set(SYSTEM_PROMPTS)) == len(SYSTEM_PROMPTS)
    assert all(is_system_prompt(name.upper()) for name in SYSTEM_PROMPTS)
    assert not is_system_prompt("no_such_prompt")
