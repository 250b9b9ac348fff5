"""What changed between two versions of a flow: a table of edits, and what must hold for every flow."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.comparison.comparing import compare
from architrave.comparison.side import read_side
from architrave.diagnostics import Source
from architrave.flows.yaml import parse
from tests.comparison.flows import GOOD, MENUS, WORKFLOW, compared, rewritten, said, values_of
from tests.mutating import Mutator
from tests.shared import SHARED, needs_shared

Edit = Callable[[str], str]


def lines(text: str, first: str, last: str) -> tuple[int, int]:
    """The lines from the first that contains one text to the one before the next that contains another."""
    every = text.split("\n")
    start = next(at for at, line in enumerate(every) if first in line)
    return start, next((at for at in range(start + 1, len(every)) if last in every[at]), len(every))


def put(*pairs: tuple[str, str]) -> Edit:
    """Replace texts, each of which is there."""

    def edit(text: str) -> str:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return text

    return edit


def without(first: str, last: str) -> Edit:
    """Remove lines."""

    def edit(text: str) -> str:
        start, end = lines(text, first, last)
        every = text.split("\n")
        return "\n".join(every[:start] + every[end:])

    return edit


def moved(first: str, last: str, before: str, indent: int = 0) -> Edit:
    """Move lines before the line that contains `before`, indented further."""

    def edit(text: str) -> str:
        start, end = lines(text, first, last)
        every = text.split("\n")
        taken, rest = every[start:end], every[:start] + every[end:]
        at = next((at for at, line in enumerate(rest) if before in line), len(rest))
        return "\n".join(rest[:at] + [" " * indent + line for line in taken] + rest[at:])

    return edit


INSIDE = "state Start › Enough?"
SEND = "/workflow/states/state[Send_20]"
NEW_CASE = """                    - case:
                        value:
                          exp: Flow.note == "new"
                        actions: []
"""

EDITS: list[tuple[str, Edit, list[str]]] = [
    (
        "expression",
        put(("Flow.count > 3", "Flow.count > 4")),
        ["changed value [state Start] decision Enough? condition: Flow.count > 3 -> Flow.count > 4"],
    ),
    ("spaces and parentheses", put(("Flow.count > 3", "((flow.COUNT)   >  3)"), ('Append("a "', 'append( "a "')), []),
    ("a comment", put(("workflow:\n", "# new\nworkflow:  # a flow\n")), []),
    ("quotes", put(("lit: counted", 'lit: "counted"'), ("lit: 1\n", "lit: '1'\n")), []),
    (
        "literal",
        put(("lit: enough", "lit: too many")),
        ['changed value [state Start > Enough? > yes] endWorkflow Stop exitReason: "enough" -> "too many"'],
    ),
    (
        "duration",
        put(("seconds: 5", "minutes: 5")),
        ["changed value [state Start] wait Rest duration: 5 seconds -> 5 minutes"],
    ),
    (
        "a value that is an expression now",
        put(("lit: enough", "exp: Flow.note")),
        ['changed value [state Start > Enough? > yes] endWorkflow Stop exitReason: "enough" -> Flow.note'],
    ),
    (
        "no value is no value",
        put(("        name: Flow.id\n        initialValue:\n          noValue: true\n", "        name: Flow.id\n")),
        [],
    ),
    (
        "statement",
        put(("Flow.count + 1", "Flow.count + 2")),
        ["changed value [state Start] updateData Count Flow.count: Flow.count + 1 -> Flow.count + 2"],
    ),
    (
        "new name of an action",
        put(("name: Rest", "name: Sleep")),
        ['renamed action [state Start] wait Sleep name: "Rest" -> "Sleep"'],
    ),
    (
        "removed action",
        without("- wait:", "- changeState:"),
        ["removed action [state Start] wait Rest"],
    ),
    (
        "removed action with what is inside",
        without("- decision:", "- wait:"),
        ["removed action [state Start] decision Enough? +1"],
    ),
    (
        "other order",
        moved("- wait:", "- changeState:", "- updateData:"),
        ["moved action [state Start] wait Rest: state Start -> state Start"],
    ),
    (
        "into another action",
        moved("- wait:", "- changeState:", "- endWorkflow:", indent=10),
        ["moved action [state Start > Enough? > yes] wait Rest: state Start -> state Start › Enough? › yes"],
    ),
    (
        "into another state",
        moved("- wait:", "- changeState:", "- switch:"),
        ["moved action [state Send] wait Rest: state Start -> state Send"],
    ),
    (
        "generated ids",
        put(("Start_10", "Start_77"), ("Send_20", "Main_31")),
        [],
    ),
    (
        "new name of a state",
        put(("name: Send\n", "name: Deliver\n"), ("Send_20", "Deliver_20")),
        ['renamed element [] state Deliver name: "Send" -> "Deliver"'],
    ),
    (
        "new name and id of a state",
        put(("name: Send\n", "name: Deliver\n"), ("Send_20", "deliver")),
        ['renamed element [] state Deliver name: "Send" -> "Deliver"'],
    ),
    (
        "other target",
        put(('targetStateRef: "/workflow/states/state[Send_20]"', "targetStateRef: ./states/state[Start_10]")),
        [f"changed value [state Start] changeState Go on targetStateRef: {SEND} -> ./states/state[Start_10]"],
    ),
    ("another way to the same target", put(('"/workflow/states/state[Send_20]"', "./states/state[Send_20]")), []),
    ("order of states", moved("    - state:", "    - state:", "there is no such line"), []),
    (
        "removed state",
        lambda text: text[: text.index("    - state:\n        name: Send")],
        ["removed element [] state Send +4"],
    ),
    (
        "a case before others",
        put(("                  cases:\n", "                  cases:\n" + NEW_CASE)),
        ['added value [state Send] switch Which note? evaluate.firstTrue.cases.case 1: None -> Flow.note == "new"'],
    ),
    (
        "name and description of the flow",
        put(("name: Orders", "name: All orders"), ("Takes orders", "Takes all orders")),
        [
            'renamed flow [] name: "Orders" -> "All orders"',
            'changed value [] description: "Takes orders" -> "Takes all orders"',
        ],
    ),
    (
        "new input",
        put(("name: Flow.id", "name: Flow.key")),
        [
            "removed input [] String Flow.id: no value -> None ! callers that send it are rejected",
            "added input [] String Flow.key: None -> no value",
        ],
    ),
    (
        "another type of an input and output",
        put(("- integerVariable:", "- decimalVariable:")),
        ["changed input [] Decimal Flow.count type: Integer -> Decimal ! callers that expect an Integer get a Decimal"],
    ),
    (
        "an input becomes a variable",
        put(("isInput: true\n        isOutput: true", "isInput: false\n        isOutput: true")),
        ["changed input [] Integer Flow.count input: yes -> no ! callers that send it are rejected"],
    ),
    (
        "initial value",
        put(("lit: none", "lit: all")),
        ['changed variable [] String Flow.note initial value: "none" -> "all"'],
    ),
    (
        "a flow of another type",
        put(("workflow:", "commonModule:"), ("/workflow/", "/commonModule/")),
        ["changed flow [] type: workflow -> commonModule ! it can no longer be launched"],
    ),
    (
        "a key without a value",
        put(("    en-us:\n      none: true", "    de-de:\n      none: true")),
        ["changed value [] supportedLanguages: en-us -> de-de"],
    ),
    (
        "a further key without a value",
        put(("    en-us:\n      none: true", "    en-us:\n      none: true\n    de-de:\n      none: true")),
        ["added value [] supportedLanguages.de-de: None -> nothing set"],
    ),
    (
        "another output",
        put(('"yes":', '"no":')),
        [
            f"moved action [state Start > Enough? > no] endWorkflow Stop: {INSIDE} › yes -> {INSIDE} › no",
        ],
    ),
    (
        "a setting",
        put(("defaultLanguage: en-us", "defaultLanguage: de-de")),
        ["changed value [] defaultLanguage: en-us -> de-de"],
    ),
]

MENU_EDITS: list[tuple[str, Edit, list[str]]] = [
    (
        "speech",
        put(("tts: Welcome", "tts: Hello there")),
        ['changed value [] initialGreeting: speech "Welcome" -> speech "Hello there"'],
    ),
    (
        "digit of a choice",
        put(("dtmf: digit_9", "dtmf: digit_3")),
        ["changed value [menu Main] menuDisconnect Goodbye dtmf: digit_9 -> digit_3"],
    ),
    (
        "new name of a choice",
        put(("name: Goodbye", "name: Farewell")),
        ['renamed element [menu Main] menuDisconnect Farewell name: "Goodbye" -> "Farewell"'],
    ),
    ("order of choices", moved("- menuDisconnect:", "  tasks:", "- menuTransferToAcd:"), []),
    (
        "removed choice",
        without("- menuDisconnect:", "  tasks:"),
        ["removed element [menu Main] menuDisconnect Goodbye"],
    ),
    (
        "queue of a choice",
        put(("                  name: Sales\n", "                  name: Returns\n")),
        ['changed value [menu Main] menuTransferToAcd Sales targetQueue: "Sales" -> "Returns"'],
    ),
    ("generated ids", put(("Main_10", "Main_55"), ("Help_20", "Help_99")), []),
]


@pytest.mark.parametrize(("edit", "wanted"), [pytest.param(e, w, id=name) for name, e, w in EDITS])
def test_edits_of_a_workflow(edit: Edit, wanted: list[str]) -> None:
    assert said(WORKFLOW, edit(WORKFLOW)) == wanted


@pytest.mark.parametrize(("edit", "wanted"), [pytest.param(e, w, id=name) for name, e, w in MENU_EDITS])
def test_edits_of_a_call_flow(edit: Edit, wanted: list[str]) -> None:
    assert said(MENUS, edit(MENUS)) == wanted


@pytest.mark.parametrize(("edit", "wanted"), [pytest.param(e, w, id=name) for name, e, w in EDITS])
def test_the_other_way_round_the_opposite_changed(edit: Edit, wanted: list[str]) -> None:
    opposite = {"added": "removed", "removed": "added"}
    back = said(edit(WORKFLOW), WORKFLOW)
    there = [opposite.get(word := line.partition(" ")[0], word) for line in wanted]
    assert sorted(line.partition(" ")[0] for line in back) == sorted(there)


@pytest.mark.parametrize("name", GOOD)
def test_a_flow_does_not_differ_from_itself(name: str) -> None:
    assert compared(GOOD[name], GOOD[name]).differences == ()


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers())
def test_another_writing_is_no_difference(name: str, seed: int) -> None:
    assert said(GOOD[name], rewritten(GOOD[name], random.Random(seed))) == []


@pytest.mark.property
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers())
def test_every_change_of_a_value_is_seen(name: str, seed: int) -> None:
    text = GOOD[name]
    root, _ = parse(text)
    assert root is not None
    chance = random.Random(seed)
    key, node = chance.choice([each for each in values_of(root) if each[0] not in ("refId", "none", "noValue")])
    new = {"true": "false", "false": "true"}.get(node.text, f"{node.text}7")
    if text[node.start] in "|>":
        return
    quoted = new if node.plain else f'"{new}"'
    changed = f"{text[: node.start]}{quoted}{text[node.end :]}"
    if parse(changed)[0] is not None:
        assert compared(text, changed).differences, (key, node.text)


MUTATORS = {name: Mutator(text) for name, text in GOOD.items() if len(text) < 6000}


@pytest.mark.property
@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(MUTATORS)), st.integers())
def test_any_two_readable_files_can_be_compared(name: str, seed: int) -> None:
    sides = [read_side(Source("flow.yaml", MUTATORS[name].mutated(random.Random(seed + at))), {})[0] for at in (0, 1)]
    old, new = sides
    if old is not None and new is not None:
        assert compare(old, old).differences == ()
        assert bool(compare(old, new).differences) == bool(compare(new, old).differences)


@needs_shared
@pytest.mark.slow
def test_real_flows_do_not_differ_from_themselves() -> None:
    for path in sorted((SHARED / "corpus").glob("*/*.yaml")):
        old, _ = read_side(Source("flow.yaml", path.read_text(encoding="utf-8-sig")), {})
        assert old is None or compare(old, old).differences == ()
