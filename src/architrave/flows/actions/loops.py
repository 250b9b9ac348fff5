"""Loops, and what goes on with or leaves the innermost one."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import BOOLEAN, COMMUNICATION, INTEGER
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running
from architrave.flows.actions.shape import Actions, Field, ListOf, Object, Output, Text, Value, field

_INDEX = field(Output(INTEGER), "index", doc="The variable of the current index, from 0.")

_UNTIL_CASE = Object(
    {
        "name": Field(Text(), "name"),
        "value": field(Value(BOOLEAN), "value"),
        "condition": field(Value(BOOLEAN), "value"),
        "actions": field(Actions(), "actions"),
    },
    is_open=True,
)


def _loop_until(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `index` Target or None, `max_count` Slot or None, `cases` tuple of (name, Slot).

    Branches: `loop`, `nextLoop`, `maxLoops`, and each case by its name in lower case.
    """
    written: tuple[Fields, ...] = raw.get("cases") or ()
    cases = [case for case in written if case.get("value") is not None]
    named = [(str(case.get("name") or f"case {n}"), case) for n, case in enumerate(cases, 1)]
    branches: Branches = {name.lower(): case["actions"] for name, case in named if "actions" in case}
    return {
        "index": raw.get("index"),
        "max_count": raw.get("max_count"),
        "cases": tuple((name, case["value"]) for name, case in named),
    }, branches


DECLARATIONS = (
    ActionDeclaration(
        "loop",
        "Loop",
        {
            "currentIndex": _INDEX,
            "loopCount": field(Value(INTEGER), "count", required=True, doc="How many passes there are."),
        },
        outputs=("loop",),
        goes_on=True,
        running=Running.EXACT,
    ),
    ActionDeclaration(
        "loopUntil",
        "Loop Until",
        {
            "currentIndex": _INDEX,
            "maxLoopCount": field(Value(INTEGER), "max_count"),
            "untilCases": field(ListOf(_UNTIL_CASE, tag="untilCase"), "cases"),
        },
        outputs=("loop", "nextLoop", "maxLoops"),
        is_open_outputs=True,
        is_open=True,
        goes_on=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.ASSUMED,
        note="What it does is documented; how Archy writes its cases is not public.",
        build=_loop_until,
    ),
    ActionDeclaration(
        "loopAnythingElse",
        "Loop Anything Else",
        {"currentIndex": _INDEX, "question": field(Value(COMMUNICATION), "question")},
        outputs=("loop",),
        is_open_outputs=True,
        is_open=True,
        goes_on=True,
        needs_interaction=True,
        provenance=Provenance.DOCUMENTED,
        note="A workflow has no live participant to talk with.",
    ),
    ActionDeclaration("loopNext", "Next Loop", is_terminal=True, running=Running.EXACT),
    ActionDeclaration("loopExit", "Exit Loop", is_terminal=True, running=Running.EXACT),
)
