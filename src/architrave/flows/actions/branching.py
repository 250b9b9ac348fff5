"""Decision and Switch: which path a flow takes."""

from architrave.expressions.types import BOOLEAN
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.shape import GIVEN, Actions, Branch, ByType, ListOf, Object, OneOf, Value, field, fields
from architrave.flows.program import Block, Fields, Slot

MAX_CASES = 64
"""The maximum number of cases of a switch (documented)."""


@fields
class Decision(Fields):
    """The fields of Decision."""

    condition: Slot[bool] = field(Value(BOOLEAN), required=True)


@fields
class Case(Fields):
    """A case of a switch."""

    value: Slot[object] = field(Value(GIVEN), required=True)
    actions: Block | None = field(Actions())


@fields
class FirstTrue(Fields):
    """A switch that takes the first case that is true."""

    cases: tuple[Case, ...] = field(ListOf(Object(Case, given=BOOLEAN), tag="case"))
    default: Branch = field(Object(Branch))


@fields
class FirstMatch(Fields):
    """A switch that takes the first case that is equal to a value."""

    value: Slot[object] = field(Value(GIVEN), required=True)
    cases: tuple[Case, ...] = field(ListOf(Object(Case), tag="case"))
    default: Branch = field(Object(Branch))


@fields
class Switch(Fields):
    """The fields of Switch."""

    evaluate: FirstTrue | FirstMatch = field(
        OneOf({"firstTrue": Object(FirstTrue), "firstMatch": ByType(Object(FirstMatch))}),
        required=True,
        doc="The cases are checked in order. The outputs are `case 1`, `case 2`, …, and `default`.",
    )

    def branches(self) -> dict[str, Block]:
        """Those of `case 1`, `case 2`, … and `default` that are written."""
        cases = self.evaluate.cases
        found = {f"case {n}": case.actions for n, case in enumerate(cases, 1) if case.actions is not None}
        default = self.evaluate.default.actions
        return found if default is None else {**found, "default": default}


DECLARATIONS = (
    ActionDeclaration(
        "decision",
        "Decision",
        Decision,
        outputs=("yes", "no"),
        running=Running.EXACT,
        page="ArchActionDecision",
    ),
    ActionDeclaration("switch", "Switch", Switch, running=Running.EXACT, page="switch-action"),
)
