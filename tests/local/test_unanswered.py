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


def test_with_mocks_the_replies_belong_into_that_file() -> None:
    lines = list(unanswered_lines(Unanswered(("A/B",)), Path("org"), "replies.yaml"))
    assert lines[1:] == ["  Add replies to replies.yaml: it is used instead of the folder's mocks.yaml."]


@pytest.mark.parametrize(
    ("schema", "looked_up"),
    [
        ("Colours.schema.json", "colours"),
        ("other.schema.json", "Named"),
        ("other.schema.json", "id-1"),
    ],
)
def test_a_missing_row_belongs_into_the_file_of_its_table(tmp_path: Path, schema: str, looked_up: str) -> None:
    folder = tmp_path / "data-tables"
    folder.mkdir()
    named = "" if schema == "Colours.schema.json" else '"name": "Named", "id": "id-1", '
    (folder / schema).write_text(f'{{{named}"properties": {{"key": {{"title": "key", "type": "string"}}}}}}')
    miss = LookUpMiss("dataTableRow", "key", "k", looked_up)
    file = folder / schema.replace(".schema.json", ".csv")
    assert list(unanswered_lines(Unanswered(look_ups=(miss,)), tmp_path))[1:] == [f"  Add a row to {file}."]
    queue = LookUpMiss("queue", "name", "Q")
    assert f"  Add a row to {file}." in list(unanswered_lines(Unanswered(look_ups=(miss, queue)), tmp_path))
    unknown = LookUpMiss("dataTableRow", "key", "k", "Unknown")
    assert not any("a row" in line for line in unanswered_lines(Unanswered(look_ups=(unknown,)), tmp_path))
