"""A flow's inputs: found by name, with or without `Flow.`, and checked against their types."""

import json
from collections.abc import Mapping
from typing import Any, cast

from architrave.diagnostics import did_you_mean
from architrave.diagnostics.whole import whole_json
from architrave.expressions.values import accept_input
from architrave.flows.program import Program, Variable


def find_input(program: Program, name: str) -> Variable | str:
    """The input with this name (`Flow.` is optional, case is ignored), or an error message with a suggestion."""
    wanted = name.strip().lower()
    for variable in program.inputs:
        if wanted in {variable.key, variable.key.partition(".")[2]}:
            return variable
    bare = {variable.name.partition(".")[2]: variable.name for variable in program.inputs}
    near = bare.get(did_you_mean(name.rpartition(".")[2], bare) or "")
    if near is not None:
        hint = f"Did you mean {near}?"
    elif program.inputs:
        hint = "Its inputs: " + ", ".join(variable.name for variable in program.inputs) + "."
    else:
        hint = "It has no inputs."
    return f"The flow has no input “{name}”. {hint}"


def check_mapping(inputs: Any) -> None:
    """Raise TypeError unless inputs are given by name."""
    if not isinstance(inputs, Mapping):
        kind = cast("type[object]", type(inputs)).__name__
        raise TypeError(f"inputs must be a mapping of names to JSON values, not {kind}.")


def named_inputs(program: Program, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The inputs by their full names, and a message for each that is wrong. Raises TypeError for another shape."""
    check_mapping(given)
    inputs: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in given.items():
        variable = find_input(program, name)
        if isinstance(variable, str):
            problems.append(variable)
        else:
            inputs[variable.name] = value
    types = {variable.name: variable.type for variable in program.inputs}
    for name, value in inputs.items():
        _, problem = accept_input(types[name], value)
        if problem is None and whole_json(value) != value:
            problem = "It has half of a surrogate pair, which is not a character."
        if problem is not None:
            problems.append(
                f"{json.dumps(value, default=repr)} is not valid for the input {name} ({types[name]}): {problem}"
            )
    return inputs, problems
