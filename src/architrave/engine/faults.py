"""What befalls an execution through no fault of its flow; the same, and logged the same, in every durable engine."""

import logging

from architrave.diagnostics import Diagnostic
from architrave.interpreter.effects import FlowError, Outcome

log = logging.getLogger(__name__)


def internal_error(execution_id: str, bug: BaseException) -> Outcome:
    """The outcome of an execution that met a fault of our own, which is logged."""
    log.error(
        "execution %s met a fault of Architrave's own", execution_id, exc_info=bug, extra={"execution": execution_id}
    )
    message = f"Architrave itself failed while it ran this flow: {type(bug).__name__}. Please report it."
    return Outcome("ERROR", None, {}, FlowError("InternalError", message))


def log_parked(execution_id: str, diagnostic: Diagnostic) -> None:
    """Say why an execution cannot go on."""
    log.error(
        "execution %s is parked: %s %s",
        execution_id,
        diagnostic.message,
        diagnostic.help or "",
        extra={"execution": execution_id, "rule": diagnostic.rule.slug},
    )
