"""`architrave run`: its JSON, its exit codes, and its text output."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli.run import command

FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"
CONTROL = str(FLOWS / "control.yaml")


def run(*arguments: str, text: str | None = None) -> Result:
    result = CliRunner().invoke(command, list(arguments), input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def run_json(*arguments: str, code: int = 0) -> dict:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_the_json_is_stable():
    result = run_json(CONTROL, "-i", "number=2", "--at", "2026-01-01T00:00:00Z")
    assert result["status"] == "COMPLETED"
    assert result["completionReason"] == "ended fresh"
    assert result["outputData"] == {"Flow.number": "2", "Flow.way": "12 few well"}
    assert result["error"] is None
    assert result["diagnostics"] == []
    assert (result["launchedAt"], result["endedAt"]) == ("2026-01-01T00:00:00.000Z", "2026-01-01T01:30:00.000Z")
    first = result["trace"][0]
    assert first == {
        "action": 0,
        "name": "Some times",
        "type": "loop",
        "output": "loop",
        "flow": "Control flow",
        "at": "2026-01-01T00:00:00.000Z",
        "depth": 1,
        "inputs": {"count": 4},
        "expressions": {"count": "Flow.number * 2"},
        "changes": [{"variable": "Flow.index", "before": 0, "after": 0}],
        "error": None,
    }


def test_a_repeated_run_is_identical():
    arguments = (CONTROL, "--at", "2026-01-01T00:00:00Z")
    assert run_json(*arguments) == run_json(*arguments)


def test_the_text_shows_the_path():
    result = run(CONTROL, "-i", "Flow.number=2", "--at", "2026-01-01T00:00:00Z")
    assert result.exit_code == 0
    assert "Enough?  decision → yes" in result.stdout
    assert "COMPLETED, ended fresh, after 1h30m00.000s" in result.stdout
    assert "\x1b[" not in result.stdout


def test_a_flow_that_fails_is_exit_code_1():
    result = run_json(str(FLOWS / "errors.yaml"), code=1)
    assert result["status"] == "FAILED"
    assert result["error"]["expression"] == "Upper(Flow.list[0])"
    assert result["error"]["values"] == {"Flow.list": []}


def test_a_flow_with_errors_is_not_run(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text(Path(CONTROL).read_text().replace("Flow.number * 2", "Flow.nmber * 2"))
    result = run_json(str(broken), code=1)
    assert (result["status"], result["trace"]) == ("ERROR", [])
    assert [item["rule"] for item in result["diagnostics"] if item["severity"] == "error"] == ["unknown-variable"]
    told = run(str(broken))
    assert told.exit_code == 1
    assert "broken.yaml: it has 1 error." in told.stderr
    assert "^" in told.stderr


def test_a_flow_type_that_architrave_does_not_run_is_refused(tmp_path):
    call = tmp_path / "call.yaml"
    call.write_text(
        "inboundCall:\n  name: Call\n  defaultLanguage: en-us\n  startUpRef: ./tasks/task[A_1]\n"
        "  supportedLanguages: {en-us: {none: true}}\n"
        "  tasks:\n    - task:\n        name: A\n        refId: A_1\n        actions:\n"
        "          - disconnect: {name: Bye}\n"
    )
    result = run(str(call))
    assert result.exit_code == 1
    assert "its flow type is inboundCall" in result.stderr
    assert run_json(str(call), code=1)["error"]["type"] == "FlowTypeNotRun"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.yaml",), "File not found: nowhere.yaml"),
        ((str(FLOWS),), "is a folder"),
        ((CONTROL, "-i", "number"), "expected NAME=VALUE"),
        ((CONTROL, "-i", "nubmer=1"), "Did you mean Flow.number?"),
        ((CONTROL, "-i", "x=1"), "Its inputs: Flow.number, Flow.colour."),
        ((CONTROL, "-i", "number=many"), '"many" is not valid for the input Flow.number (Integer)'),
        ((CONTROL, "--inputs", "nowhere.json"), "File not found: nowhere.json"),
        ((CONTROL, "--mocks", "nowhere.yaml"), "File not found: nowhere.yaml"),
        ((CONTROL, "--options", "nowhere.yaml"), "File not found: nowhere.yaml"),
        ((CONTROL, "--substitute", "a"), "expected KEY=VALUE"),
        ((CONTROL, "--at", "noon"), "not an ISO 8601 time"),
        ((CONTROL, "--org", "nowhere"), "nowhere"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_wrong(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_all_wrong_inputs_are_reported_at_once():
    result = run(CONTROL, "-i", "number=many", "-i", "size=1")
    assert "no input “size”" in result.stderr
    assert "Flow.number" in result.stderr


def test_inputs_are_read_by_type_and_the_command_line_overrides_the_file(tmp_path):
    inputs = tmp_path / "inputs.yaml"
    inputs.write_text("Flow.number: 5\ncolour: red\n")
    assert run_json(CONTROL, "--inputs", str(inputs))["completionReason"] == "red"
    assert run_json(CONTROL, "--inputs", str(inputs), "-i", "colour=blue")["completionReason"] == "ended fresh"
    as_json = tmp_path / "inputs.json"
    as_json.write_text('{"Flow.number": "1"}')
    assert run_json(CONTROL, "--inputs", str(as_json))["outputData"]["Flow.number"] == "1"


def test_collections_and_json_are_read_as_json():
    listed = run_json(str(FLOWS / "errors.yaml"), "-i", 'list=["b"]')
    assert listed["outputData"] == {"Flow.list": ["b"], "Flow.item": "B"}
    data = run_json(str(FLOWS / "records.yaml"), "-i", 'data={"n": 1.50}')
    assert data["outputData"]["Flow.opened"] == {"n": 1.5}


@pytest.mark.parametrize("text", ["[1]", "{", "- a\n", "a: [\n"])
def test_a_file_that_is_not_a_map_of_inputs_is_a_usage_error(tmp_path, text):
    inputs = tmp_path / "inputs.yaml"
    inputs.write_text(text)
    assert run(CONTROL, "--inputs", str(inputs)).exit_code == 2


def test_mocks_and_their_errors(tmp_path):
    mocks = tmp_path / "mocks.yaml"
    mocks.write_text("Orders/Get Order: {success: {amount: 3}}\n")
    flow = str(FLOWS / "data_actions.yaml")
    assert run_json(flow, "--mocks", str(mocks))["outputData"]["Flow.amount"] == "3"
    mocks.write_text("Orders/Get Order: {sucess: {amount: 3}}\n")
    result = run(flow, "--mocks", str(mocks))
    assert result.exit_code == 2
    assert "Did you mean `success`?" in result.stderr


def test_common_modules_in_the_folder_of_the_flow_are_found():
    assert run_json(str(FLOWS / "module.yaml"))["outputData"] == {"Flow.length": "3"}


def test_what_a_literal_names_exists_without_an_organization(tmp_path):
    text = (FLOWS / "control.yaml").read_text(encoding="utf-8")
    queue = "queueVariable: {name: Flow.queue, initialValue: {lit: {name: Services}}, isInput: false, isOutput: true}"
    (tmp_path / "flow.yaml").write_text(text.replace("  variables:\n", f"  variables:\n    - {queue}\n", 1))
    result = run_json(str(tmp_path / "flow.yaml"), "-i", "number=2")
    assert result["status"] == "COMPLETED"
    assert result["outputData"]["Flow.queue"]


def test_an_organization_gives_its_entities_mocks_and_flows(tmp_path):
    (tmp_path / "org.yaml").write_text("queues: [{id: q-1, name: Support}]\nname: Test\n")
    (tmp_path / "mocks.yaml").write_text("Get Order: {success: {amount: 8}}\n")
    (tmp_path / "flows").mkdir()
    for name in ("data_actions", "module", "measuring"):
        (tmp_path / "flows" / f"{name}.yaml").write_text((FLOWS / f"{name}.yaml").read_text())
    assert run_json("Data actions", "--org", str(tmp_path))["outputData"]["Flow.amount"] == "8"
    assert run_json("A module's caller", "--org", str(tmp_path))["outputData"] == {"Flow.length": "3"}


def test_substitutions_from_options_and_the_command_line(tmp_path):
    flow = tmp_path / "flow.yaml"
    flow.write_text(Path(CONTROL).read_text().replace("name: Control flow", "name: '{{name}} {{kind}}'"))
    options = tmp_path / "options.yaml"
    options.write_text("substitutions:\n  name: A\n  kind: B\n")
    result = run_json(str(flow), "--options", str(options), "--substitute", "kind=C")
    assert result["name"] == "A C"
    missing = run(str(flow), "--substitute", "kind=C")
    assert missing.exit_code == 1
    assert "name" in missing.stderr


def test_until_stops_after_an_action():
    result = run_json(CONTROL, "--until", "Note the way")
    assert result["status"] == "RUNNING"
    assert result["trace"][-1]["name"] == "Note the way"
    assert result["completionReason"] is None


@pytest.mark.parametrize("place", ["note the WAY", "5", "control.yaml:43", ":40", f"{CONTROL}:41"])
def test_until_takes_a_name_a_number_or_a_line(place):
    names = [action["name"] for action in run_json(CONTROL, "--until", place)["trace"]]
    assert names[-1] == "Note the way"
    assert names.count("Note the way") == 1


def test_until_an_action_that_is_not_reached_is_reported():
    result = run(CONTROL, "--until", "Many")
    assert result.exit_code == 0
    assert result.stderr == "The run did not reach --until “Many”.\n"
    assert "COMPLETED" in result.stdout
    assert run(str(FLOWS / "errors.yaml"), "--until", "Trimmed").exit_code == 1


@pytest.mark.parametrize("option", ["--until", "--break"])
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Note the ways", "The flow “Control flow” has no action “Note the ways”. Did you mean “Note the way”?"),
        ("Quite other", "has no action “Quite other”. Its actions: “Some times”, “First?”, “Skip it”,"),
        ("22", "The flow “Control flow” has no action 22: its actions have the numbers 0 to 21."),
        (":18", "Line 18 of control.yaml is not inside an action. The next action, “Some times”, is on line 19."),
        ("other.yaml:19", "The flow “Control flow” is not in other.yaml. Its files: control.yaml."),
    ],
)
def test_an_action_that_does_not_exist_is_a_usage_error_before_anything_runs(option, place, said):
    result = run(CONTROL, option, place)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_condition_is_checked_before_anything_runs():
    result = run(CONTROL, "--break", "First? if Flow.indx == 1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "The condition of --break “First? if Flow.indx == 1” is not valid." in result.stderr
    assert "Did you mean Flow.index?" in result.stderr


@pytest.mark.parametrize("debugging", [("--step",), ("--break", "First?")])
@pytest.mark.parametrize(
    ("flow", "others", "said"),
    [
        (CONTROL, ("--format", "json"), "--format json prints a complete run"),
        (CONTROL, ("--brief",), "--brief prints a complete run"),
        ("-", (), "read commands from standard input"),
    ],
)
def test_what_debugging_cannot_be_combined_with(debugging, flow, others, said):
    result = run(flow, *debugging, *others, text="")
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("flow", "typed", "code"),
    [("errors", "", 0), ("errors", "c\n", 1), ("errors", "c\nrs\nq\n", 0), ("control", "c\n", 0)],
)
def test_the_exit_code_of_debugging_is_that_of_the_run_so_far(flow, typed, code):
    assert run(str(FLOWS / f"{flow}.yaml"), "--step", text=typed).exit_code == code


def test_the_flow_may_come_from_standard_input():
    result = run("-", "--format", "json", text=Path(CONTROL).read_text())
    assert json.loads(result.stdout)["status"] == "COMPLETED"


DEEP = """workflow:
  name: Deep
  startUpRef: /workflow/states/state[Start_1]
  variables:
    - integerVariable: {name: Flow.depth, initialValue: {lit: 0}, isOutput: true}
    - integerVariable: {name: Flow.unset, initialValue: {noValue: true}, isInput: true}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - loop: {name: Not once, currentIndex: {noValue: true}, loopCount: {exp: Flow.unset}}
          - callTask: {name: Down, targetTaskRef: "/workflow/tasks/task[Down_2]"}
          - endWorkflow: {name: End}
  tasks:
    - task:
        name: Down
        refId: Down_2
        actions:
          - updateData:
              name: Count
              statements: [{integer: {variable: Flow.depth, value: {exp: Flow.depth + 1}}}]
          - decision:
              name: Deeper?
              condition: {exp: Flow.depth < 200}
              outputs:
                yes:
                  actions:
                    - callTask: {name: Again, targetTaskRef: "/workflow/tasks/task[Down_2]"}
          - endTask: {name: Up}
"""


def test_a_deep_trace_stays_within_the_page_and_shows_what_is_not_set(tmp_path: Path):
    (tmp_path / "deep.yaml").write_text(DEEP, encoding="utf-8")
    lines = run(str(tmp_path / "deep.yaml")).stdout.splitlines()
    assert max(map(len, lines)) < 150
    assert any(line.strip() == "count Flow.unset is NOT_SET" for line in lines)
    assert '  Flow.depth = "200"' in lines


def with_placeholders(folder: Path, *keys: str) -> str:
    """A flow file whose name consists of placeholders, alone in its folder."""
    flow = folder / "flows of one" / "flow.yaml"
    flow.parent.mkdir()
    name = " ".join(f"{{{{{key}}}}}" for key in keys)
    flow.write_text(Path(CONTROL).read_text().replace("name: Control flow", f"name: '{name}'"))
    return str(flow)


def test_all_placeholders_without_a_value_are_listed_at_once(tmp_path):
    flow = with_placeholders(tmp_path, "one", "two", "three")
    result = run(flow, "--substitute", "two=2")
    assert result.exit_code == 1
    assert "2 placeholders have no value:" in result.stderr
    assert re.search(r"\{\{one\}\} +.*flow.yaml:2\n *\{\{three\}\} +.*flow.yaml:2", result.stderr)
    assert f"architrave run '{flow}' --write-options options.yaml" in result.stderr
    listed = run_json(flow, code=1)["diagnostics"]
    assert [each["message"] for each in listed] == [f"`{{{{{key}}}}}` has no value." for key in ("one", "two", "three")]


def test_an_options_file_for_the_placeholders_of_a_flow(tmp_path):
    flow = with_placeholders(tmp_path, "one", "two", "three")
    (tmp_path / "org.yaml").write_text("substitutions: {three: '3'}\n")
    options = str(tmp_path / "options.yaml")
    written = run(flow, "--substitute", "two=2", "--write-options", options)
    assert written.exit_code == 0
    assert f"architrave run '{flow}' --options {options}" in written.stdout
    text = Path(options).read_text()
    assert [line.partition("#")[0].rstrip() for line in text.splitlines()[1:]] == [
        "substitutions:",
        "  one:",
        '  two: "2"',
        '  three: "3"',
    ]
    again = run(flow, "--write-options", options)
    assert (again.exit_code, Path(options).read_text()) == (2, text)
    assert "exists already" in again.stderr
    unfilled = run(flow, "--options", options)
    assert unfilled.exit_code == 1
    assert "1 placeholder has no value:" in unfilled.stderr
    Path(options).write_text(text.replace("one:", "one: 1"))
    assert run_json(flow, "--options", options)["name"] == "1 2 3"


def test_a_flow_without_placeholders_needs_no_options_file(tmp_path):
    options = tmp_path / "options.yaml"
    result = run(CONTROL, "--write-options", str(options))
    assert (result.exit_code, options.exists()) == (0, False)
    assert "has no placeholders" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--substitute", "on=1"), 2, "No flow here has the placeholder {{on}}. Did you mean {{one}}?"),
        (("--substitute", "xyzzy=1"), 2, "Placeholders here: {{one}}, {{other}}."),
        (("--options", "options.yaml"), 0, "options.yaml:4:3"),
        (("--options", "shared.yaml"), 0, None),
    ],
)
def test_a_substitution_that_fits_nothing(arguments, code, said, tmp_path, monkeypatch):
    flow = Path(with_placeholders(tmp_path, "one"))
    (flow.parent / "other.yaml").write_text("workflow: {name: '{{other}}'}\n")
    monkeypatch.chdir(tmp_path)
    Path("options.yaml").write_text("flowName: X\nsubstitutions:\n  one: A\n  oter: B\n")
    Path("shared.yaml").write_text("substitutions: {one: A, other: B}\n")
    result = run(str(flow), *arguments)
    assert result.exit_code == code
    assert (said or "") in result.stderr
    assert ("unused-substitution" in result.stderr) == (code == 0 and said is not None)


def test_replies_that_fit_no_data_action_are_a_warning(tmp_path):
    flow = tmp_path / "data_actions.yaml"
    flow.write_text((FLOWS / "data_actions.yaml").read_text())
    mocks = tmp_path / "replies.yaml"
    mocks.write_text("Get Ordr: {timeout: true}\nGet Order: {when: {ID: 1}, success: {amont: 1}}\n")
    found = run_json(str(flow), "--mocks", str(mocks))["diagnostics"]
    assert [(each["rule"], each["start"]["line"]) for each in found if each["rule"].startswith("mock")] == [
        ("mock-action", 1),
        ("mock-name", 2),
        ("mock-name", 2),
    ]
    # A mocks file may be for other flows in the folder, too.
    (tmp_path / "other.yaml").write_text(flow.read_text().replace("Get Order:", "Get Ordr:"))
    found = run_json(str(flow), "--mocks", str(mocks))["diagnostics"]
    assert [each["rule"] for each in found if each["rule"].startswith("mock")] == ["mock-name", "mock-name"]


def test_what_nothing_answered_is_a_warning_at_the_end(tmp_path):
    flow = tmp_path / "data_actions.yaml"
    flow.write_text((FLOWS / "data_actions.yaml").read_text())
    result = run(str(flow))
    assert "warning: 1 data action had no reply: Orders/Get Order." in result.stderr
    assert "architrave init FOLDER" in result.stderr
    assert run_json(str(flow))["unanswered"] == {"dataActions": ["Orders/Get Order"], "lookUps": []}
    (tmp_path / "mocks.yaml").write_text("Get Order: {success: {amount: 8}}\n")
    good = run(str(flow), "--mocks", str(tmp_path / "mocks.yaml"))
    assert "had no reply" not in good.stderr


MANY = """
workflow:
  name: Many
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
VARIABLES
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""
UNUSED = "    - stringVariable: {name: Flow.vN, initialValue: {lit: x}, isInput: false, isOutput: false}"


@pytest.mark.parametrize(("number", "counted"), [(1, "1 warning"), (10, "10 warnings")])
@pytest.mark.parametrize("debugging", [(), ("--step",)])
def test_warnings_are_counted_in_one_line(tmp_path, number, counted, debugging):
    flow = tmp_path / "many.yaml"
    unused = "\n".join(UNUSED.replace("N", str(each)) for each in range(number))
    flow.write_text(MANY.replace("VARIABLES", unused))
    done = CliRunner().invoke(command, [str(flow), *debugging], input="c\n")
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [f"{counted}: architrave lint {flow}"]
    assert len(run_json(str(flow))["diagnostics"]) == number


def test_a_bad_mocks_file_is_the_only_thing_reported(tmp_path):
    (tmp_path / "org.yaml").write_text("name: Mine")
    for name in ("a", "b"):
        unused = "\n".join(UNUSED.replace("N", str(each)) for each in range(3))
        (tmp_path / f"{name}.yaml").write_text(MANY.replace("VARIABLES", unused).replace("Many", name))
    (tmp_path / "broken.yaml").write_text("workflow: [")
    mocks = tmp_path / "replies.yaml"
    mocks.write_text("Orders/Get: {sucess: {}}\n")
    done = run(str(tmp_path / "a.yaml"), "--mocks", str(mocks))
    assert done.exit_code == 2
    assert done.stderr.startswith("error[mock-")
    assert done.stderr.count("error[") == 1
    assert "warning[" not in done.stderr
    assert "Error: " not in done.stderr


@pytest.mark.parametrize("in_organization", [True, False])
def test_a_missing_mocks_file_is_a_plain_usage_error(tmp_path, in_organization):
    if in_organization:
        (tmp_path / "org.yaml").write_text("name: Mine")
    (tmp_path / "a.yaml").write_text(MANY.replace("VARIABLES", UNUSED))
    done = run(str(tmp_path / "a.yaml"), "--mocks", str(tmp_path / "nope.yaml"))
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == f"Error: File not found: {tmp_path / 'nope.yaml'} (--mocks)."


def test_a_name_outside_an_organization_leads_to_org(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "name its organization with --org" in run("Name of a flow").stderr
    assert "--org" not in run("no-such.yaml").stderr


def test_a_run_is_also_written_as_a_page(tmp_path: Path):
    page = tmp_path / "run.html"
    result = run(CONTROL, "-i", "number=2", "--at", "2026-01-01T00:00:00Z", "--html", str(page))
    assert (result.exit_code, "COMPLETED" in result.stdout) == (0, True)
    written = page.read_text(encoding="utf-8")
    assert "<title>Control flow: COMPLETED</title>" in written
    assert "<caption>Inputs</caption>" in written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--html", "/nowhere/run.html"), "Cannot write /nowhere/run.html: No such file or directory."),
        (("--html", "x.html", "--step"), "--html writes a complete run"),
    ],
)
def test_a_page_that_cannot_be_written_is_a_usage_error(arguments: tuple[str, ...], said: str):
    result = run(CONTROL, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
