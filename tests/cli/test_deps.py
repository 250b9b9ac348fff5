"""`architrave deps`: what it finds in a folder, what it prints, its JSON and its exit codes."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
HEAD = "  defaultLanguage: en-us\n  supportedLanguages: {en-us: {none: true}}\n"
DESK = f"""inboundCall:
  name: Desk
{HEAD}  startUpRef: ./menus/menu[m]
  menus:
    - menu:
        name: m
        refId: m
        choices:
          - menuTransferToAcd:
              name: Sales
              dtmf: digit_1
              targetQueue: {{lit: {{name: Sales}}}}
  tasks:
    - task:
        name: Talk
        refId: t
        actions:
          - callBotFlow:
              name: Bot
              botFlow: {{Helper: {{ver_latestPublished: {{none: true}}}}}}
          - playAudio: {{name: Hello, audio: {{prompt: Prompt.greeting}}}}
          - transferToFlow: {{name: Over, targetFlow: {{name: Night desk}}}}
          - callData:
              name: Look
              category: {{CRM: {{dataAction: {{Find customer: {{none: true}}}}}}}}
"""
HELPER = f"""botFlow:
  name: helper
{HEAD}  startUpRef: ./bots/bot[b]
  bots:
    - bot: {{name: b, refId: b, actions: []}}
"""
NIGHT = """inboundCall:
  name: {name}
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  startUpRef: ./tasks/task[t]
  tasks:
    - task:
        name: t
        refId: t
        actions:
          - transferToFlow: {{name: Over, targetFlow: {{name: {other}}}}}
"""
ORG = """name: Desk
queues: [{name: Sales}, {name: Old}]
schedules: [{name: Day}, {name: Xmas}]
scheduleGroups: [{name: Hours, openSchedules: [Day]}]
users: [{name: Ada, email: ada@example.com}]
"""


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(architrave, ["deps", *arguments], env={"COLUMNS": ""})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An organization of a call flow, its bot, and two call flows that transfer to each other."""
    texts = {
        "org.yaml": ORG,
        "mocks.yaml": "CRM/Find customer:\n  success: {}\n",
        "flows/desk.yaml": DESK,
        "flows/helper.yaml": HELPER,
        "flows/one.yaml": NIGHT.format(name="One", other="two"),
        "flows/two.yaml": NIGHT.format(name="Two", other="ONE"),
    }
    for path, text in texts.items():
        (tmp_path / "org" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "org" / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "org"


def test_for_people(folder: Path) -> None:
    result = run("org")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Desk (inbound call flow)  flows/desk.yaml",
        "  bot flow           helper",
        "  inbound call flow  Night desk  missing",
        "  data action        CRM/Find customer  only a reply in mocks.yaml",
        "  queue              Sales",
        "  user prompt        greeting  missing",
        "",
        "helper (bot flow)  flows/helper.yaml",
        "  uses nothing by name",
        "",
        "One (inbound call flow)  flows/one.yaml",
        "  inbound call flow  Two",
        "",
        "Two (inbound call flow)  flows/two.yaml",
        "  inbound call flow  One",
        "",
        "Hours (schedule group)  org.yaml",
        "  schedule  Day",
        "",
        "Deploy order",
        "  1. helper (bot flow)",
        "  2. One (inbound call flow)",
        "  2. Two (inbound call flow)",
        "  3. Desk (inbound call flow)",
        "",
        "Cycles: deploy stubs of one of these first",
        "  One → Two → One",
        "",
        "Missing",
        "  inbound call flow  Night desk  used by Desk",
        "  user prompt        greeting  used by Desk",
        "",
        "Used by no flow",
        "  queue           Old  in org.yaml",
        "  schedule        Xmas  in org.yaml",
        "  schedule group  Hours  in org.yaml",
        "",
        "Desk: 4 flows, 8 uses, 2 missing, 1 cycle.",
    ]


def test_json(folder: Path) -> None:
    found = json.loads(run("org", "--format", "json").stdout)
    assert found["ok"] is False
    assert found["organization"] == {"name": "Desk", "folder": "org"}
    desk = next(each for each in found["things"] if each["name"] == "Desk")
    assert desk["file"] == "flows/desk.yaml"
    assert {"kind": "queue", "name": "Sales"} in desk["uses"]
    assert found["missing"][0]["usedBy"] == [{"kind": "inboundCall", "name": "Desk"}]
    assert [[each["name"] for each in cycle] for cycle in found["cycles"]] == [["One", "Two"]]
    assert {each["name"] for each in found["unused"]} == {"Old", "Xmas", "Hours"}
    assert found["unread"] == []


def test_the_example_lacks_nothing() -> None:
    result = run(str(EXAMPLE))
    assert result.exit_code == 0
    assert "Order sync example: 4 flows, 6 uses.\n" in result.stdout


def test_the_nearest_organization(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().exit_code == 2
    monkeypatch.chdir(folder / "flows")
    assert "Desk: 4 flows" in run().stdout


def test_of_one_thing(folder: Path) -> None:
    result = run("org", "--of", "sales")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["Desk (inbound call flow)  flows/desk.yaml", "  queue  Sales"]
    assert "Did you mean Sales?" in run("org", "--of", "Slaes").stderr
    assert "  data action  CRM/Find customer" in run("org", "--of", "Find customer").stdout


def test_flows_with_errors_and_files_that_are_no_flows(folder: Path) -> None:
    (folder / "flows" / "desk.yaml").write_text(DESK.replace("name: Bot", "nmae: Bot"), encoding="utf-8")
    (folder / "flows" / "broken.yaml").write_text("workflow: [", encoding="utf-8")
    result = run("org")
    assert "  bot flow           helper" in result.stdout
    assert "1 flow with errors in org: some of what they use may not be known." in result.stderr
    assert "Not read: org/flows/broken.yaml:1: " in result.stderr


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"org.yaml": "queue: []"}, "org.yaml"),
        ({"mocks.yaml": "- x"}, "mocks.yaml"),
    ],
)
def test_a_broken_file_for_all_flows_is_a_usage_error(files: dict[str, str], said: str, folder: Path) -> None:
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    result = run("org")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_folder_that_does_not_exist(folder: Path) -> None:
    assert run("nowhere").exit_code == 2


def test_placeholders_are_not_missing(folder: Path) -> None:
    (folder / "flows" / "desk.yaml").write_text(DESK.replace("name: Sales}", 'name: "{{queue}}"}'), encoding="utf-8")
    shown = run("org").stdout
    assert "  queue              {{queue}}  not checked" in shown or "{{queue}}" not in shown
    (folder / "org.yaml").write_text(ORG + "substitutions: {queue: Old}\n", encoding="utf-8")
    assert "  queue              Old" in run("org").stdout


def test_against_itself_nothing_differs(folder: Path) -> None:
    result = run("org", "--against", "org")
    assert result.stdout == "Desk (org) has all of this, and nothing differs.\n" or "greeting" in result.stdout


def test_against_another_organization(folder: Path) -> None:
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    (other / "org.yaml").write_text(
        "name: Other\nqueues: [{name: New}]\nschedules: [{name: Day, rrule: FREQ=DAILY}]\n", encoding="utf-8"
    )
    (other / "flows" / "helper.yaml").unlink()
    (other / "flows" / "desk.yaml").write_text(DESK.replace("digit_1", "digit_2"), encoding="utf-8")
    result = run("org", "--against", "other")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Not in Other (other), and used here",
        "  queue        Sales  used by Desk",
        "  user prompt  greeting  used by Desk",
        "",
        "Flows that are not in Other (other), in deploy order",
        "  bot flow           helper",
        "  inbound call flow  Night desk",
        "",
        "Different",
        "  inbound call flow  Desk: 1 difference",
        "    architrave diff other/flows/desk.yaml org/flows/desk.yaml",
        "  schedule  Day: differs in rrule",
        "",
        "Only in Other (other)",
        "  queue  New",
        "",
        "Other (other): 2 missing, 2 to deploy, 2 different, 1 only there.",
    ]
    found = json.loads(run("org", "--against", "other", "--format", "json").stdout)
    assert (found["ok"], found["against"]["organization"]["name"]) == (False, "Other")
    assert found["against"]["onlyThere"] == [{"kind": "queue", "name": "New"}]


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_drawings(form: str, folder: Path) -> None:
    shown = run("org", "--format", form).stdout
    assert "Night desk" in shown
    assert run("org", "--format", form, "--against", "org").exit_code == 2


def test_hostile_names_are_shown_as_escapes(folder: Path) -> None:
    text = DESK.replace("name: Desk", 'name: "\\u001b[31m\\u202eDesk"')
    (folder / "flows" / "desk.yaml").write_text(text, encoding="utf-8")
    for form in ("text", "mermaid"):
        assert not {"\x1b", "\u202e"} & set(run("org", "--format", form).stdout)


def test_the_picture(folder: Path) -> None:
    result = run("org", "--svg", "uses.svg")
    assert "Desk: 4 flows" in result.stdout
    assert (folder.parent / "uses.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert run("org", "--svg", "nowhere/uses.svg").exit_code == 2
    assert run("org", "--svg", "uses.svg", "--against", "org").exit_code == 2
