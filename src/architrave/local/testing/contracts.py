"""Whether the replies of a test fit the contracts of data actions: stricter than a run, which drops what is unknown."""

from collections.abc import Mapping

from architrave.definitions.values import DataAction
from architrave.diagnostics import did_you_mean
from architrave.interpreter.effects import Json


def reply_misfits(action: DataAction, outputs: Mapping[str, Json], *, is_complete: bool) -> list[str]:
    """Why the outputs of a reply do not fit a contract. Without `is_complete`, outputs may be left out."""
    from architrave.engine.data_actions.agreeing import agreed_outputs, missing_outputs

    kept, misfits = agreed_outputs(action, outputs)
    left_out = set(missing_outputs(action, kept))
    found = [each for each in misfits if is_complete or each not in left_out]
    known = output_names(action)
    for name in outputs:
        if known and name not in known:
            near = did_you_mean(name, known)
            found.append(f"it has no output “{name}”{f', did you mean “{near}”?' if near else ''}")
    return found


def output_names(action: DataAction) -> frozenset[str]:
    """The outputs of a data action by their flattened names."""
    from architrave.definitions.flattening import flattened

    return frozenset(flattened(action.contract["output"]["successSchema"]))
