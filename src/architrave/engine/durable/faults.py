"""Internal errors and parked executions, and how they are logged: the same in every durable engine."""

import logging
import traceback

from architrave.diagnostics import Diagnostic
from architrave.engine.durable.records import error_of
from architrave.engine.execution import Launch
from architrave.interpreter.effects import FlowError, Outcome
from architrave.store import Finish

log = logging.getLogger(__name__)


def traceback_text(error: BaseException | None, *, with_messages: bool = False) -> str:
    """The traceback of an exception and of its causes; without their messages, which may quote a value of a body.

    The messages of the operating system's errors stay: they name files and addresses, never values.
    """
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        has_message = with_messages or isinstance(error, OSError)
        said = f"{kind}: {error}" if has_message else f"{kind} (its message is shown with --log-bodies)"
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{said}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich followed from this one:\n\n".join(parts)


def internal_error(execution_id: str, bug: BaseException | str) -> Outcome:
    """The outcome of an execution that met an internal error, which is logged.

    `bug` is the exception, or the traceback of an exception in another process.
    """
    context = {"execution": execution_id}
    if isinstance(bug, str):
        kind = bug.strip().rpartition("\n")[2].partition(":")[0].partition(" ")[0]
        log.error("internal error in execution %s\n%s", execution_id, bug, extra=context)
    else:
        kind = type(bug).__name__
        log.error("internal error in execution %s", execution_id, exc_info=bug, extra=context)
    message = (
        f"Internal error while running this flow ({kind}). This is a bug in Architrave: "
        f"please report it with the log of execution {execution_id}."
    )
    return Outcome("ERROR", None, {}, FlowError("InternalError", message))


def log_parked(execution_id: str, diagnostic: Diagnostic) -> None:
    """Log why an execution cannot continue."""
    log.error(
        "execution %s is parked: %s %s",
        execution_id,
        diagnostic.message,
        diagnostic.help or "",
        extra={"execution": execution_id, "rule": diagnostic.rule.slug},
    )


def log_failure(launch: Launch, finish: Finish) -> None:
    """Log that an execution failed, if it did, without its values, which may be personal data."""
    error = error_of(finish)
    if error is None:
        return
    log.info(
        "execution %s of flow %s ended as %s: %s in “%s”",
        launch.id,
        launch.flow_id,
        finish.status,
        error.type,
        error.action or "its start",
        extra={"execution": launch.id, "flow": launch.flow_id, "status": finish.status, "error": error.type},
    )
