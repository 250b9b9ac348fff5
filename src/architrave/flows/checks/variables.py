"""Unused variables."""

from architrave.flows import rules
from architrave.flows.flow_types import STRICT_SCOPES
from architrave.flows.reading import Reading


def check_variables(reading: Reading) -> None:
    """Reports variables that are neither inputs nor outputs, and are neither read nor assigned."""
    touched = reading.assigned | {".".join(name.split(".")[:2]) for name in reading.used}
    for variable, node in reading.declarations:
        if variable.is_input or variable.is_output or variable.scope.lower() not in STRICT_SCOPES:
            continue
        if variable.key not in touched:
            message = f"The variable `{variable.name}` is never used."
            reading.report(rules.UNUSED_VARIABLE, message, node, "Remove it.")
