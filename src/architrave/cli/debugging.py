"""Debugging a run from the command line: for `architrave run` with `--step` or `--break`."""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from architrave.cli.refusing import SeveralLines
from architrave.cli.views.stepping import step_through
from architrave.diagnostics.visible import visible_line
from architrave.local.faults import BadExpressionError

if TYPE_CHECKING:
    from architrave.local.debugging import Debugger
    from architrave.local.runs import Run

Prepared = AbstractAsyncContextManager["Debugger"]


def debug(prepared: Prepared, breaks: Iterable[str], *, is_stepping: bool) -> "Run":
    """Debug a run at the prompt. Returns the run as far as it went.

    Raises UsageError for a break whose condition is not valid, and NoSuchActionError for one at no action.
    """
    with asyncio.Runner() as runner:
        debugger = runner.run(prepared.__aenter__())
        try:
            for text in breaks:
                _add_break(debugger, text)
            # Each movement is a task of its own: Ctrl+C cancels that task, and at the prompt it is not caught.
            step_through(debugger, runner.run, is_stepping=is_stepping)
        finally:
            runner.run(prepared.__aexit__(None, None, None))
        return debugger.run


def _add_break(debugger: "Debugger", text: str) -> None:
    try:
        debugger.add_break(text)
    except BadExpressionError as problem:
        raise SeveralLines(f"The condition of --break “{visible_line(text)}” is not valid.\n{problem}") from None
