"""Loops, and the actions that continue or leave the innermost one."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import BOOLEAN, COMMUNICATION, INTEGER
from architrave.expressions.values import Communication
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.shape import Actions, ListOf, Object, Output, Text, Value, field, fields
from architrave.flows.flow_groups import BOTS, VOICE_SURVEYS
from architrave.flows.program import Block, Fields, Slot, Target

_INDEX_DOC = "The variable of the current index, from 0."


@fields
class Loop(Fields):
    """The fields of Loop."""

    index: Target | None = field(Output(INTEGER), "currentIndex", doc=_INDEX_DOC)
    count: Slot[int] = field(Value(INTEGER), "loopCount", required=True, doc="The number of passes.")


@fields
class UntilCase(Fields):
    """A case of Loop Until, whose condition is written as `value` or `condition`."""

    name: str | None = field(Text())
    value: Slot[bool] | None = field(Value(BOOLEAN))
    condition: Slot[bool] | None = field(Value(BOOLEAN))
    actions: Block | None = field(Actions())

    @property
    def holds(self) -> Slot[bool] | None:
        """Whether this case ends the loop."""
        return self.condition if self.value is None else self.value

    def is_complete(self) -> bool:
        """A case without a condition is left out."""
        return self.holds is not None

    def path(self, number: int) -> str:
        """The name of its output; `number` is its position among the cases, from 1."""
        return (self.name or f"case {number}").lower()


@fields
class LoopUntil(Fields):
    """The fields of Loop Until."""

    index: Target | None = field(Output(INTEGER), "currentIndex", doc=_INDEX_DOC)
    max_count: Slot[int] | None = field(Value(INTEGER), "maxLoopCount")
    cases: tuple[UntilCase, ...] = field(ListOf(Object(UntilCase, is_open=True), tag="untilCase"), "untilCases")

    def branches(self) -> dict[str, Block]:
        """The blocks inside the cases."""
        return {case.path(n): case.actions for n, case in enumerate(self.cases, 1) if case.actions is not None}


@fields
class LoopAnythingElse(Fields):
    """The fields of Loop Anything Else."""

    index: Target | None = field(Output(INTEGER), "currentIndex", doc=_INDEX_DOC)
    question: Slot[Communication] | None = field(Value(COMMUNICATION))


@fields
class LoopNext(Fields):
    """Next Loop has no fields."""


@fields
class LoopExit(Fields):
    """Exit Loop has no fields."""


DECLARATIONS = (
    ActionDeclaration("loop", "Loop", Loop, outputs=("loop",), goes_on=True, running=Running.EXACT),
    ActionDeclaration(
        "loopUntil",
        "Loop Until",
        LoopUntil,
        outputs=("loop", "nextLoop", "maxLoops"),
        is_open_outputs=True,
        is_open=True,
        goes_on=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.ASSUMED,
        note="Its behavior is documented; how Archy writes its cases is not public.",
    ),
    ActionDeclaration(
        "loopAnythingElse",
        "Loop Anything Else",
        LoopAnythingElse,
        outputs=("loop",),
        is_open_outputs=True,
        is_open=True,
        goes_on=True,
        only_in=BOTS,
        perhaps_in=VOICE_SURVEYS,
        provenance=Provenance.DOCUMENTED,
        note="A workflow has no live participant to talk to.",
    ),
    ActionDeclaration("loopNext", "Next Loop", LoopNext, is_terminal=True, running=Running.EXACT),
    ActionDeclaration("loopExit", "Exit Loop", LoopExit, is_terminal=True, running=Running.EXACT),
)
