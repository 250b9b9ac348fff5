"""Every documented function, overload and operator is declared, with its names and types."""

import json

from architrave.diagnostics import Provenance
from architrave.expressions.declare import Function
from architrave.expressions.library import all_functions
from tests.shared import SHARED, needs_shared

LATER_NAMES = {
    "RemoveDups(list: String[], ignoreCase: Boolean) -> String[]",
    "RemoveItem(list: String[], item: String?, ignoreCase: Boolean) -> String[]",
    "ReplaceItem(list: String[], item: String?, replacement: String?, ignoreCase: Boolean) -> String[]",
    "ReplaceItemFirst(list: String[], item: String?, replacement: String?, ignoreCase: Boolean) -> String[]",
}
"""Overloads that the reference has twice, with different parameter names."""

DIFFERENT = {
    # A collection of Strings stays a collection of Strings.
    (
        "ReplaceItemFirst(srcCollection: String[], valueToReplace: String?, newValue: String?, ignoreCase: Boolean)"
        " -> Any[]"
    ),
    # NOT_SET stays NOT_SET, as with every other cast; the example of ToPhoneNumber passes a NOT_SET String.
    "ToBool(valueToReturn: Boolean) -> Boolean",
    "ToPhoneNumber(valueToConvert: String) -> PhoneNumber",
    "ToLanguageSkill(valueToReturn: LanguageSkill) -> LanguageSkill",
    # A question without an answer and an empty slot are NOT_SET.
    "GetSurveyQuestionIsAnswered(question: SurveyQuestion) -> Boolean",
    "ResolveSlot(slot: Any) -> Any",
    "ResolveSlot(slot: Any, default: Any) -> Any",
}
"""Overloads that are declared with different marks or a different result."""

CHECKED_ITEM_BY_ITEM = {
    (
        "MakeListAgentScorePair(agentIds: String[], propertyScore: Integer[]) -> AgentScorePair[]",
        "propertyScore",
    )
}
"""Collections whose items have bounds that the body checks."""


def _documented() -> set[str]:
    reference = json.loads((SHARED / "reference" / "functions.json").read_text())
    return {_signature(overload) for overload in reference}


def _signature(overload: dict) -> str:
    parameters = [
        f"{parameter['name']}: {_name(parameter['type'])}"
        + ("?" if parameter["allow_not_set"] else "")
        + ("..." if parameter["repeatable"] else "")
        for parameter in overload["params"]
    ]
    return f"{overload['name']}({', '.join(parameters)}) -> {_name(overload['returns'])}"


def _name(type_: str) -> str:
    return " ".join(type_.split())


def _without_bounds(overload: Function) -> str:
    parameters = [
        f"{parameter.name}: {parameter.type.name}"
        + ("?" if parameter.accepts_not_set else "")
        + ("..." if parameter.repeats else "")
        for parameter in overload.parameters
    ]
    return f"{overload.name}({', '.join(parameters)}) -> {overload.returns.name}"


def _declared() -> set[str]:
    return {_without_bounds(overload) for overloads in all_functions().values() for overload in overloads}


def _documented_bounds() -> dict[tuple[str, str], tuple[int | None, int | None]]:
    reference = json.loads((SHARED / "reference" / "functions.json").read_text())
    return {
        (_signature(overload), parameter["name"]): (_bound(parameter, "min"), _bound(parameter, "max"))
        for overload in reference
        for parameter in overload["params"]
    }


def _bound(parameter: dict, end: str) -> int | None:
    return int(parameter[end]) if end in parameter else None


def _declared_bounds() -> dict[tuple[str, str], tuple[int | None, int | None]]:
    return {
        (_without_bounds(overload), parameter.name): (parameter.low, parameter.high)
        for overloads in all_functions().values()
        for overload in overloads
        for parameter in overload.parameters
    }


@needs_shared
def test_everything_documented_is_declared():
    assert _documented() - _declared() == LATER_NAMES | DIFFERENT


@needs_shared
def test_parameters_have_the_documented_bounds():
    declared = _declared_bounds()
    different = {key for key, bounds in _documented_bounds().items() if declared.get(key, bounds) != bounds}
    assert different == CHECKED_ITEM_BY_ITEM


def test_no_overload_is_declared_twice():
    declared = [overload for overloads in all_functions().values() for overload in overloads]
    seen = {(overload.name, tuple(parameter.type for parameter in overload.parameters)) for overload in declared}
    assert len(seen) == len(declared)


def test_at_least_the_documented_number_is_declared():
    functions = [overloads for overloads in all_functions().values() if not overloads[0].is_operator]
    operators = [overloads for overloads in all_functions().values() if overloads[0].is_operator]
    assert len(functions) >= 237
    assert len(operators) >= 21


@needs_shared
def test_undocumented_functions_are_marked_as_assumed():
    reference = json.loads((SHARED / "reference" / "functions.json").read_text())
    names = {overload["name"].casefold() for overload in reference}
    claimed = {
        overload.name
        for overloads in all_functions().values()
        for overload in overloads
        if not overload.is_operator and overload.provenance is Provenance.DOCUMENTED
    }
    invented = sorted(name for name in claimed if name.casefold() not in names)
    assert invented == [], "no page documents these: their declarations say provenance=Provenance.ASSUMED"
