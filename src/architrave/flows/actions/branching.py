"""Decision and Switch: which way a flow goes on."""

from architrave.expressions.types import BOOLEAN, Type
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running, named, part
from architrave.flows.actions.shape import Actions, ByType, ListOf, Object, OneOf, Value, branch, field

MAX_CASES = 64
"""The most cases of a switch (documented)."""


def _cases(kind: Type) -> ListOf:
    case = Object({"value": field(Value(kind), "value", required=True), "actions": field(Actions(), "actions")})
    return ListOf(case, tag="case")


def _first_match(kind: Type) -> Object:
    return Object(
        {
            "value": field(Value(kind), "value", required=True),
            "cases": field(_cases(kind), "cases"),
            "default": field(branch(), "default"),
        }
    )


_FIRST_TRUE = Object({"cases": field(_cases(BOOLEAN), "cases"), "default": field(branch(), "default")})


def _switch(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `style` `firstTrue` or `firstMatch`, `value` Slot or None, `cases` tuple of Slot."""
    style, inner = named(raw, "evaluate")
    body: Fields = (inner[1] if style == "firstMatch" and inner else inner) or {}
    written: tuple[Fields, ...] = body.get("cases") or ()
    cases = [case for case in written if case.get("value") is not None]
    branches: Branches = {f"case {n}": case["actions"] for n, case in enumerate(cases, 1) if "actions" in case}
    if "default" in body:
        branches["default"] = part(body, "default").get("actions", ())
    return {
        "style": style or "firstTrue",
        "value": body.get("value"),
        "cases": tuple(case["value"] for case in cases),
    }, branches


DECLARATIONS = (
    ActionDeclaration(
        "decision",
        "Decision",
        {"condition": field(Value(BOOLEAN), "condition", required=True)},
        outputs=("yes", "no"),
        running=Running.EXACT,
    ),
    ActionDeclaration(
        "switch",
        "Switch",
        {
            "evaluate": field(
                OneOf({"firstTrue": _FIRST_TRUE, "firstMatch": ByType(_first_match)}),
                "evaluate",
                required=True,
                doc="Becomes `style`, `value` and `cases`, and the outputs `case 1`, `case 2`, …, `default`.",
            )
        },
        running=Running.EXACT,
        build=_switch,
    ),
)
