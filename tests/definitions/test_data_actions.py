"""Data actions in the platform's export format."""

import json

import pytest

from architrave.definitions.data_actions import read_data_action
from architrave.diagnostics import Source
from tests.shared import SHARED, needs_shared

GOOD = {
    "name": "Get Order",
    "integrationType": "custom-rest-actions",
    "config": {"request": {}, "response": {}},
    "contract": {"input": {"inputSchema": {}}, "output": {"successSchema": {}}},
}


def read(value, path="data-actions/Get Order.json"):
    text = value if isinstance(value, str) else json.dumps(value)
    return read_data_action(Source(path, text), path)


@pytest.mark.parametrize(
    ("path", "more", "category"),
    [
        ("data-actions/a.json", {}, None),
        ("data-actions/ERP/a.json", {}, "ERP"),
        ("data-actions/ERP/a.json", {"category": "CRM"}, "CRM"),
    ],
)
def test_the_category_is_written_or_the_folders_name(path, more, category):
    action, diagnostics = read(GOOD | more, path)
    assert diagnostics == ()
    assert (action.name, action.category) == ("Get Order", category)


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ("{,}", [None]),
        ([], [""]),
        (GOOD | {"name": " "}, ["/name"]),
        (
            GOOD | {"config": 3, "contract": {}},
            ["/contract/input/inputSchema", "/contract/output/successSchema", "/config/request", "/config/response"],
        ),
    ],
)
def test_what_is_not_in_the_format(value, pointers):
    action, diagnostics = read(value)
    assert action is None
    assert {fault.rule.slug for fault in diagnostics} == {"data-action-shape"}
    assert [fault.pointer for fault in diagnostics] == pointers


@needs_shared
def test_every_exported_action_of_the_corpus_is_read():
    paths = sorted((SHARED / "corpus" / "data-actions").rglob("*.json"))
    refused = [path.stem for path in paths if read(path.read_text(encoding="utf-8"))[0] is None]
    # A Terraform module: its contract is a placeholder, filled by whoever uses it.
    assert refused == ["data-action-lambda-module__LambdaDataAction.tf"]
