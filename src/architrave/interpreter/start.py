"""The data at both ends of a run: its initial variables, and its output data."""

from typing import Any

from architrave.expressions import types
from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import Type
from architrave.expressions.values import accept_input
from architrave.flows.program import Program, Variables
from architrave.interpreter.effects import Json, Start
from architrave.interpreter.plain import plain_json
from architrave.interpreter.questions import moment

_PLAIN = {types.STRING.code, types.BOOLEAN.code}


def starting_variables(start: Start) -> Variables:
    """The built-in variables of a workflow (documented: Flow.IsTest, Flow.StartDateTimeUtc, Flow.Version)."""
    return {
        "flow.istest": start.is_test,
        "flow.startdatetimeutc": moment(start.launched_at),
        "flow.version": start.flow_version,
    }


def input_values(program: Program, inputs: dict[str, Json]) -> Variables:
    """The launch's inputs as values, by lower-case full name.

    They were checked before the launch was accepted; one that is invalid nevertheless raises ExpressionError.
    """
    given = {name.lower(): value for name, value in inputs.items()}
    values: Variables = {}
    for variable in program.inputs:
        if variable.key not in given:
            continue
        value, problem = accept_input(variable.type, given[variable.key])
        if problem is not None:
            raise ExpressionError("InvalidInput", f"The input {variable.name} is not valid: {problem}")
        values[variable.key] = value
    return values


def output_data(program: Program, variables: Variables) -> dict[str, Json]:
    """Every output variable by its full name, whether set or not, as the platform shows it (recorded)."""
    return {variable.name: output_json(variable.type, variables.get(variable.key)) for variable in program.outputs}


def output_json(type: Type, value: Any) -> Json:  # noqa: A002 - the cloud's word
    """A value as the platform shows it in the outputs.

    Integers are strings, an unset collection is `[]`, everything else unset is null: recorded from the five public
    replies. Booleans as JSON booleans, JSON as JSON, and the text form of all others are assumed.
    """
    if type.is_collection:
        return [output_json(type.item, item) for item in value or ()]
    if value is None:
        return None
    if type.code in _PLAIN:
        return plain_json(value)
    if type.code == types.INTEGER.code:
        return str(value)
    return plain_json(value)
