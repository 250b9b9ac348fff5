"""`architrave init`: makes an organization of a folder of flows, or an example in an empty folder."""

import json
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option, nearest_organization

if TYPE_CHECKING:
    from architrave.local.starting.starting import Started


@click.command(
    cls=Verb,
    examples=("architrave init my-org", "architrave init exported-flows --format json"),
    page="docs/organization.md",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--nested", is_flag=True, help="Also in a folder of another organization.")
@format_option()
def command(folder: Path, nested: bool, form: str) -> None:
    """Make an organization in FOLDER, so that its flows run on this machine.

    In an empty or new folder: a small organization with a flow, replies for its data action and a launch request.

    In a folder of flows (Archy YAML, in any subfolders): org.yaml, mocks.yaml, data tables and common modules for
    everything that the flows name and the folder does not have. Values are examples to change.

    Existing files are never changed. What an existing org.yaml or mocks.yaml lacks is written to org.missing.yaml or
    mocks.missing.yaml.

    Exit code: 0 the organization is complete, 1 an existing file lacks names or something cannot be read, 2 usage
    error.
    """
    from architrave.local.faults import CannotOpenError
    from architrave.local.starting.starting import start

    if not nested:
        _refuse_nested(folder)
    try:
        started = start(folder, os.environ)
    except CannotOpenError as problem:
        click.echo(str(problem), err=True)
        click.echo("Nothing was written. Fix these errors, then run the command again.", err=True)
        sys.exit(PROBLEMS)
    if form == "json":
        click.echo(json.dumps(_as_json(started), ensure_ascii=False, indent=2))
    else:
        from architrave.cli.views.starting import starting_lines
        from architrave.diagnostics.visible import visible_line

        for line in starting_lines(started):
            click.echo(visible_line(line))
    sys.exit(GOOD if started.is_complete else PROBLEMS)


def _refuse_nested(folder: Path) -> None:
    """Refuse a new organization inside another one: flows belong to the nearest one, so it would take them over."""
    outer = nearest_organization(folder / "org.yaml")
    if outer is None or (folder.exists() and outer.exists() and outer.samefile(folder)):
        return
    raise click.UsageError(
        f"{folder} is inside the organization {outer}. To update it, run `architrave init {shlex.quote(str(outer))}`. "
        "To make a separate organization, which its flows then use instead, add --nested."
    )


def _as_json(started: "Started") -> dict[str, Any]:
    from architrave.definitions.file_kinds import exports_by_suffix
    from architrave.diagnostics.renderers.json import render_json

    return {
        "ok": started.is_complete,
        "folder": str(started.folder),
        "created": list(started.created),
        "kept": list(started.kept),
        "lacking": list(started.lacking),
        "offered": list(started.offered),
        "missing": {} if started.needs is None else started.needs.names(),
        "flows": [
            {
                "file": flow.path,
                "name": None if flow.program is None else flow.program.name,
                "type": None if flow.program is None else flow.program.flow_type,
                "runs": flow.runs,
            }
            for flow in started.flows
        ],
        "exports": exports_by_suffix(started.exports),
        "diagnostics": render_json(
            [*started.unread, *(fault for flow in started.flows for fault in flow.diagnostics if fault.is_error)]
        ),
    }
