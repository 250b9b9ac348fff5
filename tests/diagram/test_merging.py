"""Two versions as one outline: every action of both is in it once, what was removed is where it was."""

from itertools import pairwise
from pathlib import Path

import pytest

from architrave.comparison.comparing import compare
from architrave.comparison.side import Side, read_side
from architrave.diagnostics import Source
from architrave.diagram.merging import Merged, merged
from architrave.diagram.outline import Box, outline_of, walk
from tests.comparison.flows import GOOD, WORKFLOW, side
from tests.shared import SHARED, needs_shared

CORPUS = sorted((SHARED / "corpus").rglob("*.yaml"))


def both(old: Side, new: Side) -> Merged:
    before, after = (outline_of(each.program, each.document) for each in (old, new))
    return merged(before, after, compare(old, new).same)


def said(found: Merged) -> list[str]:
    """The boxes of each part on a line: what was removed in brackets, what was added with a plus."""

    def named(box: Box) -> str:
        inside = "".join(f" ({listed(branch.boxes)})" for branch in box.branches if branch.boxes)
        mark = f"[{box.name}]" if box in found.removed else f"+{box.name}" if box in found.added else box.name
        return mark + inside

    def listed(boxes: tuple[Box, ...]) -> str:
        return ", ".join(map(named, boxes))

    return [f"{part.name}: {listed(part.boxes)}" for part in found.outline.parts]


WAIT = """          - wait:
              name: Rest
              duration:
                lit:
                  seconds: 5
"""
SEND = "    - state:\n        name: Send"


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (("name: Rest", "name: Rest"), ["Start: Count, Enough? (Stop), Rest, Go on", "Send: …"]),
        ((WAIT, ""), ["Start: Count, Enough? (Stop), [Rest], Go on", "Send: …"]),
        ((WAIT, WAIT.replace("Rest", "Nap") + WAIT), ["Start: Count, Enough? (Stop), +Nap, Rest, Go on", "Send: …"]),
        (("name: Stop", "name: Halt"), ["Start: Count, Enough? (Halt), Rest, Go on", "Send: …"]),
    ],
)
def test_edits(edit: tuple[str, str], wanted: list[str]) -> None:
    assert edit[0] in WORKFLOW
    found = said(both(side(WORKFLOW), side(WORKFLOW.replace(*edit))))
    assert [found[0], "Send: …"] == wanted


def test_what_was_removed_does_not_end_what_follows_it() -> None:
    end = "          - endWorkflow: {name: Early, exitReason: {lit: early}}\n"
    found = both(side(WORKFLOW.replace(WAIT, end + WAIT)), side(WORKFLOW))
    early = next(box for part in found.outline.parts for box in walk(part.boxes) if box.name == "Early")
    assert early in found.removed
    assert not early.ends


def test_a_removed_state_is_last() -> None:
    without = WORKFLOW[: WORKFLOW.index(SEND)]
    found = both(side(WORKFLOW), side(without))
    assert said(found)[1].startswith("Send: [Which note?] ([Counted])")
    assert found.outline.parts[1] in found.removed
    assert said(both(side(without), side(WORKFLOW)))[1].startswith("Send: +Which note? (+Counted)")


def test_a_case_that_has_another_number_keeps_its_actions() -> None:
    first = WORKFLOW.index("                    - case:\n")
    second = WORKFLOW.index("                    - case:\n", first + 1)
    found = both(side(WORKFLOW), side(WORKFLOW[:first] + WORKFLOW[second:]))
    assert said(found)[1] == "Send: Which note? (Nothing) ([Counted]), Finish"


def check(old: Side, new: Side) -> None:
    found = both(old, new)
    boxes = [box for part in found.outline.parts for box in walk(part.boxes)]
    numbers = [box.number for box in boxes if box.number is not None]
    assert sorted(numbers) == list(range(len(new.program.actions)))
    same = compare(old, new).same
    gone = {action.pointer for action in old.program.actions} - set(same.values())
    assert {box.pointer for box in found.removed if isinstance(box, Box)} >= gone
    assert len([box for box in boxes if box in found.removed]) == len(
        {id(box) for box in boxes if box in found.removed}
    )
    for part in found.outline.parts:
        for box, _ in pairwise(part.boxes):
            assert not (box in found.removed and box.ends and part not in found.removed)


PAIRS = list(pairwise(sorted(GOOD)))


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[f"{old} {new}" for old, new in PAIRS])
def test_any_two_flows(old: str, new: str) -> None:
    check(side(GOOD[old]), side(GOOD[new]))


@needs_shared
@pytest.mark.parametrize(("old", "new"), list(pairwise(CORPUS)), ids=lambda path: path.stem[-30:])
def test_any_two_exported_flows(old: Path, new: Path) -> None:
    sides = [read_side(Source(path.name, path.read_text(encoding="utf-8")), {})[0] for path in (old, new)]
    if sides[0] is not None and sides[1] is not None:
        check(sides[0], sides[1])
        check(sides[1], sides[0])
