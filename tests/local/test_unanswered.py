"""What a run asked for and nothing answered."""

from pathlib import Path

import pytest

import architrave
from architrave.cli.views.unanswered import unanswered_lines
from architrave.local.unanswered import LookUpMiss, Unanswered

FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"


def run(name: str, **more: object) -> Unanswered:
    with architrave.open(FLOWS / f"{name}.yaml", environment={}) as platform:
        return platform.run(**more).unanswered  # type: ignore[arg-type]


def test_data_actions_without_a_reply() -> None:
    assert run("data_actions").data_actions == ("Orders/Get Order",)


@pytest.mark.parametrize(
    "reply", [{"success": {}}, {"failure": {"errorCode": "DataActionNotCalled"}}, {"timeout": True}]
)
def test_a_scripted_reply_is_an_answer(reply: dict) -> None:
    assert run("data_actions", mocks={"Get Order": reply}).data_actions == ()


def test_look_ups_that_found_nothing_each_once() -> None:
    misses = run("finding").look_ups
    assert LookUpMiss("emergencyGroup", "name", "Storm") in misses
    assert LookUpMiss("grammar", "id", "g-1") in misses
    assert len(set(map(repr, misses))) == len(misses)


def test_a_row_of_a_data_table() -> None:
    assert [(miss.noun, miss.within) for miss in run("tables").look_ups][:1] == [("dataTableRow", "Colours")]


@pytest.mark.parametrize(
    ("unanswered", "folder", "lines"),
    [
        (Unanswered(), None, []),
        (
            Unanswered(("A/B",)),
            None,
            [
                "warning: 1 data action had no reply: A/B.",
                "  Add replies to mocks.yaml: `architrave init FOLDER` writes them.",
            ],
        ),
        (
            Unanswered(
                look_ups=(
                    LookUpMiss("queue", "name", "Q"),
                    LookUpMiss("dataTableRow", "key", "k", "T"),
                    LookUpMiss("user", "id", "u"),
                )
            ),
            Path("my org"),
            [
                "warning: 3 look-ups found nothing: queue “Q”, row “k” of the data table “T”, user with the id “u”.",
                "  Add what is missing to my org: `architrave init 'my org'` writes the names in the flow files.",
            ],
        ),
    ],
)
def test_the_warnings(unanswered: Unanswered, folder: Path | None, lines: list[str]) -> None:
    assert list(unanswered_lines(unanswered, folder)) == lines
