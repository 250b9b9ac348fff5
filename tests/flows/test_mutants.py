"""Mutants: which changes of a flow are made, and which are not because they change nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Source
from architrave.flows.document import read_document
from architrave.flows.mutants import Mutant, mutants_of
from architrave.flows.mutants.expressions import expression_changes
from architrave.flows.reader import read_flow
from tests.shared import SHARED, needs_shared

FLOW = """\
workflow:
  name: A
  startUpRef: /workflow/states/state[S_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - integerVariable: {name: Flow.n, initialValue: {lit: 1}, isInput: true, isOutput: false}
    - integerVariable: {name: Flow.i, initialValue: {lit: 0}, isInput: false, isOutput: false}
    - integerVariable: {name: Flow.unread, initialValue: {lit: 0}, isInput: false, isOutput: false}
    - stringVariable: {name: Flow.out, initialValue: {lit: none}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: S
        refId: S_1
        actions:
"""

END = "- endWorkflow: {name: End, exitReason: {noValue: true}}"


def changes(actions: str) -> list[str]:
    """The mutants of a flow with these actions: their kinds and changes, in order."""
    found = mutants(FLOW + indented(f"{actions}\n{END}"))
    is_end = [each.action is not None and each.action.name == "End" for each in found]
    return [f"{each.change.kind}: {each.change.text}" for each, last in zip(found, is_end, strict=True) if not last]


def indented(actions: str) -> str:
    return "".join(f"          {line}\n" for line in actions.strip().splitlines())


def mutants(text: str) -> tuple[Mutant, ...]:
    source = Source("a.yaml", text)
    program, faults = read_flow(source)
    assert program is not None, faults
    assert not [fault.message for fault in faults if fault.is_error]
    return mutants_of(read_document(source, {})[0], program)


def in_actions(actions: str) -> list[str]:
    """As `changes`, without those of the variables."""
    return [each for each in changes(actions) if each not in ("literal: `1` → `2`", "literal: `none` → `none changed`")]


UPDATE = "updateData: {{name: U, statements: [{0}]}}"
SET_OUT = "{string: {variable: Flow.out, value: {lit: x}}}"


@pytest.mark.parametrize(
    ("actions", "wanted"),
    [
        (
            "- decision:\n    name: D\n    condition: {exp: Flow.n > 1}\n    outputs: {yes: {actions: []}}",
            [
                "removed: the action is removed",
                "condition: `Flow.n > 1` → `!(Flow.n > 1)`",
                "bound: `Flow.n > 1` → `Flow.n >= 1`",
                "literal: `Flow.n > 1` → `Flow.n > 2`",
            ],
        ),
        (
            f"- {UPDATE.format(SET_OUT)}",
            ["removed: the action is removed", "literal: `x` → `x changed`"],
        ),
        (
            f"- {UPDATE.format(SET_OUT + ', ' + SET_OUT)}",
            [
                "removed: the action is removed",
                "assignment: Flow.out is not assigned",
                "literal: `x` → `x changed`",
                "assignment: Flow.out is not assigned",
                "literal: `x` → `x changed`",
            ],
        ),
        (
            "- wait: {name: W, duration: {lit: {hours: 1}}, trimDurationNearMaxRunningTime: {lit: true}}",
            ["removed: the action is removed", "literal: `hours: 1` → `hours: 2`"],
        ),
        (
            (
                "- findUser:\n    name: F\n    findName: {lit: Ada}\n    findResult: {noValue: true}\n"
                "    outputs: {found: {actions: []}}"
            ),
            [
                "removed: the action is removed",
                "literal: `Ada` → `Ada changed`",
                "outputs: the outputs found and notFound are swapped",
            ],
        ),
        (
            (
                "- switch:\n    name: W\n    evaluate:\n      firstTrue:\n"
                "        default: {actions: []}\n        cases:\n"
                "          - case: {value: {exp: Flow.n == 1}, actions: []}\n"
                "          - case: {value: {lit: true}, actions: []}"
            ),
            [
                "removed: the action is removed",
                "outputs: the actions of case 1 and case 2 are swapped",
                "operator: `Flow.n == 1` → `Flow.n != 1`",
                "literal: `Flow.n == 1` → `Flow.n == 2`",
                "literal: `true` → `false`",
            ],
        ),
    ],
)
def test_changes(actions: str, wanted: list[str]) -> None:
    assert in_actions(actions) == wanted


NOTHING = f"- {UPDATE.format('{integer: {variable: Flow.unread, value: {exp: Flow.unread + 1}}}')}"


def test_what_nothing_reads_is_not_changed() -> None:
    assert in_actions(NOTHING) == []


@pytest.mark.parametrize(
    ("actions", "is_changed"),
    [
        ("- loop: {name: L, currentIndex: {var: Flow.i}, loopCount: {exp: Flow.i + Flow.n}}", True),
        (
            (
                "- loop:\n    name: L\n    currentIndex: {var: Flow.i}\n    loopCount: {exp: Flow.n}\n    outputs:\n"
                "      loop: {actions: [{endWorkflow: {name: E, exitReason: {exp: ToString(Flow.i)}}}]}"
            ),
            False,
        ),
        ("- endWorkflow: {name: E, exitReason: {exp: ToString(Flow.i)}}", True),
        (
            (
                f"- {UPDATE.format('{integer: {variable: Flow.i, value: {exp: Flow.n}}}')}\n"
                "- endWorkflow: {name: E, exitReason: {exp: ToString(Flow.i)}}"
            ),
            False,
        ),
        (
            (
                "- decision:\n    name: D\n    condition: {exp: Flow.n == 1}\n    outputs:\n"
                "      yes: {actions: [{updateData: {name: U, statements: [{integer: {variable: Flow.i, "
                "value: {exp: Flow.n}}}]}}]}\n- endWorkflow: {name: E, exitReason: {exp: ToString(Flow.i)}}"
            ),
            True,
        ),
    ],
    ids=["read-at-once", "loop", "end", "assigned", "perhaps-assigned"],
)
def test_an_initial_value_that_is_always_overwritten_is_not_changed(actions: str, is_changed: bool) -> None:
    assert ("literal: `0` → `1`" in changes(actions)) is is_changed


@pytest.mark.parametrize(
    ("actions", "is_changed"),
    [
        (f"- {UPDATE.format(SET_OUT)}", False),
        (f"- wait: {{name: W, duration: {{exp: 'MakeDuration(0, 0, 0, Flow.n)'}}}}\n- {UPDATE.format(SET_OUT)}", True),
        (f"- {UPDATE.format('{string: {variable: Flow.out, value: {exp: ToString(Flow.n)}}}')}", True),
        ("", True),
    ],
    ids=["at-once", "after-a-fault", "by-a-fault", "never"],
)
def test_the_initial_value_of_an_output_shows_when_a_flow_faults(actions: str, is_changed: bool) -> None:
    assert ("literal: `none` → `none changed`" in changes(actions)) is is_changed


def test_a_mutant_is_read_with_its_change() -> None:
    flow = FLOW + indented(f"- wait: {{name: W, duration: {{lit: {{hours: 1}}}}}}\n{END}")
    removed, literal = (each for each in mutants(flow) if each.action is not None and each.action.name == "W")
    program, other = removed.read(), literal.read()
    assert program is not None
    assert other is not None
    assert ([each.name for each in program.actions], removed.line, removed.file) == (["End"], 17, "a.yaml")
    assert other.actions[0].fields.slots()["duration"].evaluate({}, lambda _: None) == timedelta(hours=2)


def test_a_change_that_gives_a_flow_errors_is_no_mutant() -> None:
    text = FLOW + indented("- changeState: {name: C, targetStateRef: '/workflow/states/state[T_2]'}")
    text += "    - state: {name: T, refId: T_2, actions: [{endWorkflow: {name: E, exitReason: {noValue: true}}}]}\n"
    removed = [each for each in mutants(text) if each.change.kind == "removed"]
    assert [each.read() for each in removed] == [None, None]  # the path would run off the end


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Flow.a and !Flow.b", ["Flow.a or !Flow.b", "!(Flow.a) and !Flow.b", "Flow.a and Flow.b"]),
        (
            'If(Flow.a, "x", "")',
            ['If(!(Flow.a), "x", "")', 'If(Flow.a, "x changed", "")', 'If(Flow.a, "x", "changed")'],
        ),
        ("Flow.n * 2.5", ["Flow.n / 2.5", "Flow.n * 3.5"]),
        ("Flow.a ==", []),
    ],
)
def test_expressions(text: str, wanted: list[str]) -> None:
    assert [each.text for each in expression_changes(text, is_condition=False)] == wanted


@pytest.mark.property
@given(st.text(max_size=30))
def test_any_text_can_be_asked(text: str) -> None:
    for each in expression_changes(text, is_condition=True):
        assert each.text != text


@needs_shared
@pytest.mark.parametrize("path", sorted((SHARED / "corpus" / "workflow").rglob("*.yaml")), ids=lambda path: path.name)
def test_mutants_of_the_corpus(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    program, _ = read_flow(source, allow_placeholders=True)
    if program is not None:
        made = mutants_of(read_document(source, {})[0], program)
        assert made or not program.actions
        for each in made[::20]:
            each.read()
