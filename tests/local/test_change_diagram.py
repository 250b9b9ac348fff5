"""The diagram of what changed: every difference is in it, its boxes keep apart, and hostile texts are shown as text."""

from itertools import pairwise
from pathlib import Path

import pytest

from architrave.comparison.comparing import compare
from architrave.diagram.faces import targets_of
from architrave.diagram.layout import layout_of
from architrave.diagram.marks import Marks
from architrave.local.change_diagram import change_diagram, changes_of
from tests.comparison.flows import GOOD, MENUS, WORKFLOW, side
from tests.diagram.drawn import parsed
from tests.diagram.test_layout import check
from tests.goldens import Golden

PAIRS = list(pairwise(sorted(GOOD)))


def changed(old: str, new: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What changed, by the names of boxes and parts."""
    one, other = side(old), side(new)
    _, changes = changes_of(one, other, compare(one, other))
    return {each.name: (" ".join(found.changes), found.notes) for each, found in changes.of.items()}


@pytest.mark.parametrize(
    ("flow", "old", "new", "wanted"),
    [
        (WORKFLOW, "x", "x", {}),
        (
            WORKFLOW,
            "Flow.count > 3",
            "Flow.count > 4",
            {"Enough?": ("changed", ("condition: Flow.count > 3 → Flow.count > 4",))},
        ),
        (WORKFLOW, "name: Rest", "name: Nap", {"Nap": ("changed", ('was "Rest"',))}),
        (
            WORKFLOW,
            "seconds: 5\n",
            "seconds: 5\n          - wait: {name: More, duration: {lit: {seconds: 1}}}\n",
            {"More": ("added", ())},
        ),
        (
            WORKFLOW,
            "name: Flow.id",
            "name: Flow.key",
            {
                "Flow.id": ("removed", ("initial value: no value", "breaking: callers that send it are rejected")),
                "Flow.key": ("added", ("initial value: no value",)),
            },
        ),
        (
            WORKFLOW,
            "defaultLanguage: en-us",
            "defaultLanguage: de",
            {"defaultLanguage": ("changed", ("en-us → de",))},
        ),
        (
            WORKFLOW,
            "- integerVariable:\n        name: Flow.count\n        initialValue:\n          lit: 1\n",
            "- decimalVariable:\n        name: Flow.count\n        initialValue:\n          lit: 2.5\n",
            {
                "Flow.count": (
                    "changed",
                    (
                        "type: Integer → Decimal",
                        "breaking: callers that expect an Integer get a Decimal",
                        "initial value: 1 → 2.5",
                    ),
                )
            },
        ),
        (
            WORKFLOW,
            "refId: Send_20\n",
            "refId: Send_20\n        variables:\n          - stringVariable: {name: State.a, initialValue: {lit: x}}\n",
            {"State.a": ("added", ('initial value: "x"',))},
        ),
        (WORKFLOW, "name: Orders\n", "name: Others\n", {"name": ("changed", ('"Orders" → "Others"',))}),
        (WORKFLOW, "name: Send\n", "name: Post\n", {"Post": ("changed", ('was "Send"',))}),
        (MENUS, "dtmf: digit_1", "dtmf: digit_7", {"Sales": ("changed", ("dtmf: digit_1 → digit_7",))}),
    ],
)
def test_what_boxes_say(flow: str, old: str, new: str, wanted: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    assert changed(flow, flow.replace(old, new, 1)) == wanted


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[f"{old} {new}" for old, new in PAIRS])
def test_any_two_flows(old: str, new: str) -> None:
    one, other = side(GOOD[old]), side(GOOD[new])
    comparison = compare(one, other)
    outline, changes = changes_of(one, other, comparison)
    notes = [note for each in changes.of.values() for note in each.notes]
    for each in comparison.differences:
        if each.what != "action" and each.after is not None and each.change not in ("moved", "renamed"):
            assert any(each.after in note for note in notes), each
    for part in outline.parts:
        check(layout_of(part, targets_of(outline), Marks(), changes))
    ids = [each.attrib["id"] for each in parsed(change_diagram(one, other, comparison)).iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))


def test_the_diagram_of_a_change(golden: Golden) -> None:
    one, other = (
        side(WORKFLOW),
        side(WORKFLOW.replace("Flow.count > 3", "Flow.id > 3").replace("name: Rest", "name: Nap")),
    )
    golden(Path(__file__).parent / "changed.svg", change_diagram(one, other, compare(one, other)))


def test_hostile_values_are_shown_as_text() -> None:
    old = WORKFLOW.replace("lit: enough", 'lit: "</text><script>x</script>\\u202e\\u0007{{key}}"')
    one, other = side(old), side(WORKFLOW)
    shown = "".join(parsed(change_diagram(one, other, compare(one, other))).itertext())
    assert "<script>x</script>\\u202e\\u0007" in shown
