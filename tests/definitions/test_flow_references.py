"""The flows that entities in org.yaml name."""

from pathlib import Path

import pytest

from architrave.definitions.reader import read_organization

FLOWS = Path(__file__).parents[2] / "examples" / "order-sync" / "flows"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("Key lookup", None),
        ("key LOOKUP", None),
        ("abc-123", None),
        ("Key look", 'No flow has the id or name "Key look".'),
    ],
)
def test_an_ivr_configuration_names_flows_that_exist(tmp_path: Path, named: str, message: str | None) -> None:
    (tmp_path / "key-lookup.yaml").symlink_to(FLOWS / "key-lookup.yaml")
    text = "flows: {Key lookup: {id: abc-123}}\nsubstitutions: {division: Home}\n"
    text += f"ivrs: [{{name: A, openHoursFlow: {named}}}]\n"
    (tmp_path / "org.yaml").write_text(text, encoding="utf-8")
    _, problems = read_organization(tmp_path, environment={})
    found = [each for each in problems if each.rule.slug == "unknown-reference"]
    assert [each.message for each in found] == ([] if message is None else [message])
    places = [(each.pointer, each.help) for each in found]
    assert places == [("/ivrs/0/openHoursFlow", 'Did you mean "Key lookup"?')] * len(found)
