"""Whether a call and its reply agree with the contracts of a data action: the same for real and for scripted calls."""

from collections.abc import Mapping
from typing import Any, cast

from architrave.definitions.flattening import flattened
from architrave.definitions.values import DataAction
from architrave.diagnostics.whole import whole_json
from architrave.engine.data_actions.contracts import fitted, problems
from architrave.engine.data_actions.failures import failure
from architrave.interpreter.effects import DataActionFailed, Json
from architrave.interpreter.faults import ReplyFault
from architrave.interpreter.plain import world_value


def agreed_inputs(action: DataAction, inputs: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Inputs as the input contract expects them, in text that can be sent, and why they do not match it."""
    schema = action.contract["input"]["inputSchema"]
    given = fitted(schema, whole_json(dict(inputs)))
    return given, problems(schema, given)


def refused_inputs(misfits: list[str], correlation_id: str) -> DataActionFailed:
    """The failure of a call whose inputs do not match the input contract, for these reasons."""
    why = f"The inputs do not match the input contract: {'; '.join(misfits)}."
    return failure(why, correlation_id=correlation_id)


def refused_result(misfits: list[str], correlation_id: str) -> DataActionFailed:
    """The failure of a call whose result does not match the output contract, for these reasons."""
    why = f"The resolved response does not match the output contract: {'; '.join(misfits)}."
    return failure(why, correlation_id=correlation_id)


def agreed_outputs(action: DataAction, outputs: Mapping[str, Json]) -> tuple[dict[str, Json], list[str]]:
    """Scripted outputs as a real call gives them: those in the contract, and why they do not match it.

    A scripted reply names outputs by their flattened names, so only these can be checked. As everywhere in a mocks
    file, `5` may stand for the text.
    """
    schema = cast("Mapping[str, Any]", action.contract["output"]["successSchema"])
    kinds = flattened(schema)
    if not kinds:
        return dict(outputs), []
    kept: dict[str, Json] = {name: value for name, value in outputs.items() if name in kinds and value is not None}
    misfits: list[str] = []
    for name, value in kept.items():
        try:
            world_value(kinds[name], value, "the output", name)
        except ReplyFault as fault:
            misfits.append(fault.message)
    return kept, [*misfits, *missing_outputs(action, kept)]


def missing_outputs(action: DataAction, kept: Mapping[str, Json]) -> list[str]:
    """The required members of the result without any of their outputs."""
    schema = cast("Mapping[str, Any]", action.contract["output"]["successSchema"])
    kinds = flattened(schema)
    required: Any = schema.get("required") if schema.get("type") == "object" else None
    names = [str(name) for name in cast("list[Any]", required)] if isinstance(required, list) else []
    return [
        f"“{name}” is a required property"
        for name in names
        if any(_is_of(name, each) for each in kinds) and not any(_is_of(name, each) for each in kept)
    ]


def _is_of(member: str, output: str) -> bool:
    return output == member or output.startswith(f"{member}.")
