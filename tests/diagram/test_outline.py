"""Every action of a flow is in its outline once; parts, choices, targets and outputs are as a person would expect."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.diagram.outline import Box, Outline, Tone, walk
from tests.diagram.drawn import ALL, CORPUS, OWN, flow, read
from tests.shared import needs_shared

TEXTS = [path.read_text(encoding="utf-8") for path in OWN]


def shown(outline: Outline) -> list[str]:
    """The outline as lines of text."""
    lines: list[str] = []
    for part in outline.parts:
        lines.append(f"{part.kind} {part.name}".strip())
        _show(part.boxes, 1, lines)
    return lines


def _show(boxes: tuple[Box, ...], depth: int, lines: list[str]) -> None:
    for box in boxes:
        end = " ." if box.ends else ""
        target = f" → {' '.join(box.target)}" if box.target else ""
        lines.append(f"{'  ' * depth}{box.title}: {box.name}{f' ({box.detail})' if box.detail else ''}{target}{end}")
        for branch in box.branches:
            lines.append(f"{'  ' * depth}- {branch.label}")
            _show(branch.boxes, depth + 1, lines)


MENUS = """\
menu Main menu
  Menu: Main menu .
  - 1 (any menu)
    Jump to Reusable Task: Orders → task Orders_2 .
  - 2
    Sub Menu: More
    - 0
      Transfer to ACD: An agent .
    - *
      Jump to Menu: Back → menu Main_1 .
    - #
      Jump to Reusable Task: Gone → task Nowhere_9 .
  - default
    Task: Silence
    -\x20
      Play Audio: Nothing was pressed (“Are you there?”)
      Decision: Once more? (Menu.LastCollectionNoInput)
      - yes
        Jump to Menu: Again → menu Main_1 .
      - no
  - 9
    Disconnect: Disconnect .
task Orders
  Collect Input: Which order? (“Enter the four digits of your order number.”)
  - success
    Disconnect: Good bye .
  - failure
    Transfer to ACD: An agent (Support)
"""

BOT = """\
bot Desk
  Ask for Intent: What is it? (“How can I "help"?”)
  - Hours
    Communicate: The hours (“Nine to five.”)
  - noIntent
    Call Task: Ask → task Ask_2
  Exit Bot Flow: Good bye .
task Ask
  Ask for Yes/No: Sure? (MakeCommunication(Flow.question))
  - yes
    Exit Bot Flow: Yes .
  - no, maxNoInputs, maxNoMatches
"""

BROKEN = """\
state First
  Decision: Is it </title><script>alert(1)</script>?
  - perhaps
    Wait: A while (1 h 30 min 5 s)
  - yes
    Change State: Go .
  - no
  inventedAction: inventedAction
  End Workflow: The end (Over) .
  Update Data: Never reached
state Empty
Other actions
  End Workflow: Double .
"""


@pytest.mark.parametrize(("name", "lines"), [("menus", MENUS), ("bot", BOT)])
def test_the_outline_of_a_flow(name: str, lines: str) -> None:
    _, outline = flow(name)
    assert "\n".join(shown(outline)) + "\n" == lines


def test_a_flow_with_errors_keeps_what_can_be_read() -> None:
    _, outline = flow("broken")
    lines = "\n".join(shown(outline)) + "\n"
    assert lines == BROKEN
    assert outline.start == ("state", "Nowhere_1")


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_action_is_in_the_outline_once(path: Path) -> None:
    every_action_once(path.read_text(encoding="utf-8"))


@needs_shared
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-40:])
def test_every_action_of_an_exported_flow_is_in_its_outline_once(path: Path) -> None:
    every_action_once(path.read_text(encoding="utf-8"))


@pytest.mark.property
@settings(max_examples=200)
@given(st.sampled_from(TEXTS), st.data())
def test_every_action_of_a_flow_that_was_cut_is_in_its_outline_once(text: str, data: st.DataObject) -> None:
    lines = text.splitlines(keepends=True)
    first = data.draw(st.integers(4, len(lines)))
    last = data.draw(st.integers(first, min(first + 6, len(lines))))
    every_action_once("".join(lines[:first] + lines[last:]))


def every_action_once(text: str) -> None:
    found = read(text)
    if found is None:
        return
    program, outline = found
    numbers = [box.number for part in outline.parts for box in walk(part.boxes) if box.number is not None]
    assert sorted(numbers) == list(range(len(program.actions)))


def test_the_parts_are_in_the_order_in_which_the_start_leads_to_them() -> None:
    text = """
workflow:
  name: Order
  startUpRef: /workflow/states/state[B]
  states:
    - state: {name: A, refId: A, actions: [{endWorkflow: {name: End}}]}
    - state: {name: B, refId: B, actions: [{changeState: {name: Go, targetStateRef: "/workflow/states/state[C]"}}]}
    - state: {name: C, refId: C, actions: [{endWorkflow: {name: End}}]}
"""
    found = read(text)
    assert found is not None
    assert [part.name for part in found[1].parts] == ["B", "C", "A"]


def test_tones_say_what_a_box_does() -> None:
    _, outline = flow("menus")
    tones = {box.name: box.tone for part in outline.parts for box in walk(part.boxes)}
    assert tones["Main menu"] is Tone.CHOICE
    assert tones["Orders"] is Tone.JUMP
    assert tones["Disconnect"] is Tone.END
    assert tones["An agent"] is Tone.CALL
