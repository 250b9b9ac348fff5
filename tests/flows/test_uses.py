"""What a flow names in its organization."""

from pathlib import Path

import pytest

from architrave.diagnostics import Source
from architrave.flows.document import read_document
from architrave.flows.program import LookedUp
from architrave.flows.reader import read_flow
from architrave.flows.uses import Uses, uses_of

FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"


def uses(name: str) -> Uses:
    source = Source(name, (FLOWS / f"{name}.yaml").read_text(encoding="utf-8"))
    program, _ = read_flow(source)
    document, _ = read_document(source, {})
    assert program is not None
    return uses_of(program, document.root)


def types(named: object) -> dict[str, str]:
    assert isinstance(named, dict)
    return {name: str(kind) for name, kind in named.items()}


def test_data_actions_with_the_types_of_inputs_and_outputs() -> None:
    (first, *_) = uses("data_actions").data_actions
    assert (first.category, first.name) == ("Orders", "Get Order")
    assert types(first.inputs) == {"id": "String", "attempt": "Integer", "note": "String"}
    assert types(first.outputs) == {"amount": "Integer", "lines.text": "String Collection"}


def test_decision_tables_are_data_actions_of_their_own_category() -> None:
    assert [each.name for each in uses("records").data_actions if each.category == "Decision Tables"] == ["Discounts"]


def test_data_tables_with_ignored_columns() -> None:
    tables = uses("tables").data_tables
    assert {each.name for each in tables} == {"Colours"}
    assert {column for each in tables for column in each.columns} >= {"weight", "label"}


def test_common_modules() -> None:
    (only,) = uses("module").modules
    assert only.name == "Measuring"
    assert types(only.inputs) == {"Common.text": "String"}


@pytest.mark.parametrize(
    ("flow", "wanted"),
    [
        ("finding", LookedUp("emergencyGroup", "name", "Storm")),
        ("finding", LookedUp("externalContact", "id", "c-1")),
        ("schedules", LookedUp("emergencyGroup", "name", "Fire")),
        ("schedules", LookedUp("scheduleGroup", "name", "Hours")),
    ],
)
def test_entities(flow: str, wanted: LookedUp) -> None:
    assert wanted in uses(flow).entities


def test_attributes() -> None:
    assert uses("conversation").attributes == ("colour", "size")
