"""The places of a flow: which actions a name, a number or a line stands for, and what is said if it stands for none."""

from pathlib import Path

import pytest

import architrave
from architrave.diagnostics import Source
from architrave.local.places import Places

FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"

LINES = """\
workflow:
  name: Lines
  startUpRef: /workflow/states/state[Start_1]
  supportedLanguages: {en-us: {none: true}}
  variables:
    - booleanVariable: {name: Flow.b, initialValue: {lit: true}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - decision:
              name: Outer

              outputs:
                yes:
                  actions:
                  - decision:
                      condition: {exp: Flow.b}
                      name: Twin

# a comment
                      outputs:
                        yes:
                          actions: [{updateData: {name: Flow style,
                             statements: []}}, {updateData: {name: Beside, statements: []}}]
                  - updateData: {name: twin, statements: []}
              condition: {lit: true}
          -
            loop:
                name: "12"
                loopCount: {lit: 1}
          - loop: {name: "Odd if: 5", loopCount: {lit: 1}}

          - endWorkflow: {name: End}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
"""


def places_of(flow: Path | Source) -> Places:
    with architrave.open(flow) as platform:
        return Places(platform.flow())


@pytest.fixture(scope="module")
def lines() -> Places:
    return places_of(Source("flows/lines.yaml", LINES))


def found(places: Places, text: str) -> list[tuple[int, str]]:
    return sorted((action.place.line, action.name) for action in places.find(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Outer", [(12, "Outer")]),
        (" outer ", [(12, "Outer")]),
        ("twin", [(18, "Twin"), (27, "twin")]),
        ('"Outer"', [(12, "Outer")]),
        ("'outer'", [(12, "Outer")]),
        ("“Outer”", [(12, "Outer")]),
        ('"Outer', []),
        ('""', []),
        ('"0"', []),
        ("Odd if: 5", [(33, "Odd if: 5")]),
        ("12", [(30, "12")]),
        ("0", [(12, "Outer")]),
        ("1", [(18, "Twin")]),
        ("7", [(35, "End")]),
        (":12", [(12, "Outer")]),
        (":14", [(12, "Outer")]),
        (":19", [(18, "Twin")]),
        (":24", [(18, "Twin")]),
        (":25", [(25, "Flow style")]),
        (":27", [(27, "twin")]),
        (":28", [(12, "Outer")]),
        (":31", [(30, "12")]),
        ("lines.yaml:32", [(30, "12")]),
        ("flows/lines.yaml:33", [(33, "Odd if: 5")]),
        ("./flows/lines.yaml:35", [(35, "End")]),
        (":29", []),
        (":34", []),
        (":1", []),
        (":36", []),
        (":0", []),
        (":99", []),
        ("8", []),
        ("9" * 5000, []),
        (":" + "9" * 5000, []),
        ("a\0b.yaml:3", []),
        ("²", []),
        ("-1", []),
        ("ines.yaml:12", []),
        ("other/lines.yaml:12", []),
        ("", []),
        (":", []),
        ("Out", []),
    ],
)
def test_a_text_stands_for_actions(lines: Places, text: str, expected: list[tuple[int, str]]) -> None:
    assert found(lines, text) == expected
    if expected:
        assert lines.named(text) == lines.find(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Outr", "The flow “Lines” has no action “Outr”. Did you mean “Outer”?"),
        ("Quite other", "The flow “Lines” has no action “Quite other”. Its actions: “Outer”,"),
        ("", "The flow “Lines” has no action “”. Its actions: “"),
        ("8", "The flow “Lines” has no action 8: its actions have the numbers 0 to 7."),
        (":1", "Line 1 of lines.yaml is not inside an action. The next action, “Outer”, is on line 12."),
        (":34", "Line 34 of lines.yaml is not inside an action. The next action, “End”, is on line 35."),
        (":99", "Line 99 of lines.yaml is not inside an action. The last action, “End”, is on line 35."),
        ("linse.yaml:3", "The flow “Lines” is not in linse.yaml. Its files: lines.yaml."),
        ("Outer:3", "The flow “Lines” has no action “Outer:3”. Did you mean “Outer”?"),
    ],
)
def test_what_is_said_of_a_text_that_stands_for_none(lines: Places, text: str, said: str) -> None:
    with pytest.raises(architrave.NoSuchActionError) as problem:
        lines.named(text)
    assert str(problem.value).startswith(said)


def test_the_actions_of_common_modules_are_found_by_name_and_by_line() -> None:
    places = places_of(FLOWS / "module.yaml")
    assert [program.name for program in places.programs] == ["A module's caller", "Measuring"]
    measure = found(places, "Measure it")
    assert found(places, "measuring.yaml:14") == measure == [(11, "Measure it")]
    assert found(places, ":24") == found(places, "module.yaml:24") == [(24, "End")]
    assert found(places, "0") == [(15, "Measure")]
    (action,) = places.find("Measure it")
    program, container = places.owner(action)
    assert (program.name, container.name) == ("Measuring", "Start")
    assert places.source(program).name == str(FLOWS / "measuring.yaml")


@pytest.mark.parametrize("flow", ["control.yaml", "errors.yaml", "finding.yaml", "data_actions.yaml", "module.yaml"])
def test_every_action_is_found_by_its_number_and_its_line(flow: str) -> None:
    places = places_of(FLOWS / flow)
    for action in places.programs[0].actions:
        assert places.find(str(action.number)) == {action}
        assert places.find(f":{action.place.line}") == {action}
