"""What a run asked for and nothing answered."""

from pathlib import Path

import pytest

import architrave
from architrave.cli.views.unanswered import unanswered_lines
from architrave.definitions.nouns import BY_SECTION
from architrave.definitions.reader import read_organization
from architrave.engine.handlers.look_ups import search
from architrave.interpreter.effects import Search
from architrave.local.starting.file_names import file_name
from architrave.local.unanswered import LookUpMiss, Unanswered
from architrave.organization.directory import Directory

TABLE = Path("org/data-tables") / file_name("T/1")
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
                "  Add to my org/org.yaml, to a section if it is already there:",
                "    users: [{id: u, name: u, state: active, status: Available}]",
                "    queues: [{name: Q}]",
                "  Add a line with the key “k” to my org/data-tables/T.csv.",
            ],
        ),
        (
            Unanswered(("A/B", "C: d/E"), (LookUpMiss("skill", "name", "S: t"), LookUpMiss("skill", "name", "U"))),
            Path("org"),
            [
                "warning: 2 data actions had no reply: A/B, C: d/E.",
                "  Add replies to org/mocks.yaml, with the outputs that the flow reads:",
                "    A/B: {success: {}}",
                '    "C: d/E": {success: {}}',
                "warning: 2 look-ups found nothing: skill “S: t”, skill “U”.",
                "  Add to org/org.yaml, to a section if it is already there:",
                '    skills: [{name: "S: t"}, {name: U}]',
            ],
        ),
        (
            Unanswered(look_ups=(LookUpMiss("queue", "name", "Sales"),)),
            None,
            [
                "warning: 1 look-up found nothing: queue “Sales”.",
                "  Name the organization that has them: --org FOLDER. Or make the flow's folder one:",
                "  Add to org.yaml, to a section if it is already there:",
                "    queues: [{name: Sales}]",
            ],
        ),
        (
            Unanswered(
                look_ups=(
                    LookUpMiss("commonModule", "name", "M"),
                    LookUpMiss("dataTable", "name", "T/1"),
                    LookUpMiss("queue", "name", " "),
                    LookUpMiss("widget", "name", "W"),
                )
            ),
            Path("org"),
            [
                "warning: 4 look-ups found nothing: common module “M”, data table “T/1”, queue “ ”, widget “W”.",
                "  Put the YAML export of the common module “M” into org.",
                f"  Add the columns and rows of the data table: {TABLE}.schema.json and .csv.",
                "  The queue has no name: the flow computed an empty text.",
                "  org.yaml cannot list widget “W”, so the flow takes its path for what is not found.",
            ],
        ),
    ],
)
def test_the_warnings(unanswered: Unanswered, folder: Path | None, lines: list[str]) -> None:
    assert list(unanswered_lines(unanswered, folder)) == lines


FOUND = [
    *(LookUpMiss(noun.name, by, "x 1: y") for noun in BY_SECTION.values() for by in ("id", "name")),
    LookUpMiss("user", "name", "Ada"),
    LookUpMiss("user", "id", "u-1"),
    LookUpMiss("user", "email", "ada@example.com"),
    LookUpMiss("externalContact", "workEmail", "ada@example.com"),
    LookUpMiss("externalContact", "text", "Ada"),
]


@pytest.mark.parametrize("miss", FOUND, ids=str)
def test_what_is_added_as_printed_is_found(miss: LookUpMiss, tmp_path: Path) -> None:
    lines = [line.removeprefix("    ") for line in unanswered_lines(Unanswered(look_ups=(miss,)), tmp_path)]
    (tmp_path / "org.yaml").write_text("\n".join(line for line in lines if line[0].islower() and ": [" in line))
    organization, faults = read_organization(tmp_path, environment={})
    assert organization is not None, (faults, lines)
    directory = Directory.of(organization)
    if miss.by == "text":
        assert search(directory, Search(miss.noun, str(miss.value)))
    else:
        assert directory.look_up(miss.noun, miss.by, miss.value) or (miss.noun, miss.by) in NOT_NAMED


NOT_NAMED = {("conversation", "name"), ("externalContact", "name")}
"""No flow looks these up."""


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
