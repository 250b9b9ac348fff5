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
def test_the_category_is_in_the_file_or_is_the_folders_name(path, more, category):
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


@pytest.mark.parametrize(
    ("written", "called", "found"),
    [
        ("Get Order", "Get Order", True),
        ("Get Order ", "get order", True),
        ("Get Order - Exported 2023-03-23 @ 8:22", "Get Order", True),
        ("Get Order - Exported 2023-03-23 @ 8:22", "Get Order - Exported 2023-03-23 @ 8:22", True),
        ("Get Order", "Get Orders", False),
    ],
)
def test_an_action_is_found_by_name_with_and_without_its_export_date(written, called, found):
    action, _ = read(GOOD | {"name": written})
    assert action.is_called("ERP", called) is found


def test_an_action_of_another_integration_is_not_found():
    action, _ = read(GOOD | {"category": "ERP"})
    assert action.is_called("erp ", "Get Order")
    assert not action.is_called("CRM", "Get Order")


@pytest.mark.parametrize(("seconds", "timeout"), [(20, 20_000), (None, None), (0, None), (61, None), ("5", None)])
def test_the_timeout_is_one_to_sixty_seconds(seconds, timeout):
    action, _ = read(GOOD | {"config": GOOD["config"] | {"timeoutSeconds": seconds}})
    assert action.timeout == timeout


# A file with every finding, each at a text that occurs only once.
PLACED = """{
  "name": "Get Order",
  "config": {
    "request": {
      "requestUrlTemplate": "/caf\u00e9/€😀/${input.nope}",
      "requestType": "POST",
      "headers": {"X-Api-Key": "a-key-of-ours"},
      "requestTemplate": "{\\n \\"a\\": \\"${input.id}\\", \\t#if ^50 }"
    },
    "response": {
      "translationMap": {"one": "$.a[", "two": "$.b", "two": "$.c["},
      "translationMapDefaults": {"three": "Not Found"},
      "successTemplate": "{\\"one\\": \\"${one}\\", \\"two\\": ${tow}, \\ud83d\\ude00}"
    }
  },
  "contract": {
    "input": {"inputSchema": {"properties": {"id": {"type": "string"}}}},
    "output": {"successSchema": {}}
  }
}
"""


def under_carets(text, diagnostics):
    source = Source("x", text)
    return [(fault.rule.slug, text[source.offset(fault.start) : source.offset(fault.end)]) for fault in diagnostics]


def test_findings_have_their_places_in_the_order_of_the_file():
    action, diagnostics = read(PLACED)
    assert action is not None
    whole = PLACED.split('"successTemplate": ')[1].split("\n")[0]  # half of an escaped pair has no separate place
    assert under_carets(PLACED, diagnostics) == [
        ("data-action-reference", "${input.nope}"),
        ("data-action-secret", '"a-key-of-ours"'),
        ("data-action-template", "^"),
        ("data-action-path", '"$.a["'),
        ("data-action-path", '"$.c["'),
        ("data-action-default", '"Not Found"'),
        ("data-action-reference", whole),
        ("data-action-quoted", whole),
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"name": " ", "config": {"request": 3, "response": {}}, "contract": {"input": {"inputSchema": "x"}}}',
         ['" "', '"x"', '"contract"', "3"]),
        (' [] ', ["["]),
        ("{}", ["{"] * 5),
        ('{"name": "a",}', [""]),
    ],
)  # fmt: skip
def test_what_is_not_in_the_format_is_shown_at_its_place_or_its_parent(text, places):
    _, diagnostics = read(text)
    assert [shown for _, shown in under_carets(text, diagnostics)] == places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"name": "\\ud83d", "config": {}}', "half of a surrogate pair"),
        ('{"name": "a", "timeout": ' + 5000 * "9" + "}", "thousands of digits"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_cannot_be_used(text, said):
    action, (fault,) = read(text)
    assert action is None
    assert said in fault.message


def test_a_whole_surrogate_pair():
    _, faults = read('{"name": "\\ud83d\\ude00", "config": 1}')
    assert "not valid JSON" not in faults[0].message


@needs_shared
def test_every_action_of_the_corpus_is_read_without_an_error():
    paths = sorted((SHARED / "corpus" / "data-actions").rglob("*.json"))
    assert paths
    for path in paths:
        action, faults = read(path.read_text(encoding="utf-8"))
        assert action is not None, path.name
        assert not [fault for fault in faults if fault.is_error], path.name
