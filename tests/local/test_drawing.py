"""Flows of every type are drawn, by file and by name; what cannot be read is refused with its problems."""

from pathlib import Path

import pytest

from architrave.diagnostics import Source
from architrave.local.drawing import drawable, drawable_file, drawable_named
from architrave.local.faults import CannotRunError, NoSuchFlowError

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
CALL = "inboundCall: {name: Line, startUpRef: '/inboundCall/menus/menu[M]', menus: [{menu: {name: M, refId: M}}]}"


def test_a_flow_that_is_not_run_is_drawn() -> None:
    found = drawable(Source("call.yaml", CALL))
    assert [(part.kind, part.name) for part in found.outline.parts] == [("menu", "M")]
    assert found.outline.start == ("menu", "M")


def test_placeholders_stay_and_errors_are_counted() -> None:
    found = drawable(Source("flow.yaml", "workflow: {name: 'Sync {{where}}', startUpRef: nowhere}"))
    assert found.errors == 2
    assert found.outline.name == "Sync {{where}}"
    assert drawable(found.source, {"where": "ERP"}).outline.name == "Sync ERP"


@pytest.mark.parametrize("text", ["", "a: [", "- a list", "flowId: x"])
def test_what_is_not_a_flow_cannot_be_drawn(text: str) -> None:
    with pytest.raises(CannotRunError) as refused:
        drawable(Source("x.yaml", text))
    assert refused.value.diagnostics
    assert refused.value.reason == "Cannot draw x.yaml: it cannot be read."


def test_a_flow_of_an_organization_is_found_by_its_name_and_its_id() -> None:
    by_name = drawable_named("order SYNC", EXAMPLE)
    assert by_name.outline.name == "Order sync"
    assert by_name.outline.count == len(by_name.program.actions) > 40


def test_an_unknown_name_leads_to_the_nearest() -> None:
    with pytest.raises(NoSuchFlowError, match="Did you mean “Order sync”"):
        drawable_named("Order synk", EXAMPLE)
    with pytest.raises(NoSuchFlowError, match="Its flows: Customer request, "):
        drawable_named("xyz", EXAMPLE)


def test_a_flow_with_errors_and_a_flow_of_another_type_are_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text("name: Test\nsubstitutions: {place: Home}\n")
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "call.yaml").write_text(CALL.replace("Line", "'{{place}} line'"))
    (tmp_path / "flows" / "empty.yaml").write_text("")
    (tmp_path / "flows" / "flow.yaml").write_text("workflow: {name: Broken}")
    assert drawable_named("Home line", tmp_path).outline.parts[0].name == "M"
    assert drawable_named("broken", tmp_path).errors > 0


def test_the_files_of_a_flow_are_read_with_it(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text(
        "inboundCall: {name: Line, startUpRef: '/inboundCall/tasks/task[T]', tasks: [{task: {name: T, refId: T, "
        "actions: [{jumpToTask: {name: Go, targetTaskRef: 'parts/more.yaml#/inboundCall/tasks/task[U]'}}]}}]}"
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "more.yaml").write_text(
        "inboundCall: {name: More, tasks: [{task: {name: U, refId: U, actions: [{disconnect: {name: Bye}}]}}]}"
    )
    found = drawable_file(Source(str(path), path.read_text()), None)
    assert found.outline.count == 2


def test_an_organization_that_cannot_be_read_has_no_substitutions(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text("name: [")
    assert drawable_file(Source("flow.yaml", CALL), tmp_path).outline.name == "Line"
