"""Runs for diagrams and pages: from a file, or from a server."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from architrave.diagram.recorded import RecordedRun


def read_recorded(written: str, target: str | None) -> "RecordedRun":
    """The run in a file (`-`: standard input) or, if there is no such file, of an execution on a server."""
    if written != "-" and not Path(written).exists():
        if Path(written).suffix:
            raise click.UsageError(f"--trace {written}: there is no such file.")
        from architrave.cli.execution_ids import find_execution
        from architrave.cli.targets import connected

        with connected(target, "text") as client:
            return recorded_trace(client.trace(find_execution(client, written)))
    from architrave.cli.files import read_file
    from architrave.diagram.recorded import read_run

    try:
        return read_run(read_file(written, "--trace"))
    except ValueError as problem:
        hint = "Make one with `architrave run FLOW --format json`."
        raise click.UsageError(f"--trace {written}: not a run: {problem}. {hint}") from None


def recorded_trace(found: dict[str, Any]) -> "RecordedRun":
    """The run in a server's trace."""
    from architrave.diagram.recorded import recorded

    try:
        return recorded(found)
    except ValueError as problem:
        raise click.UsageError(f"The server's trace does not have the expected form: {problem}.") from None
