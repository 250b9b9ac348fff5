"""`architrave deps`: what uses what in an organization, what is missing or unused, and in which order to deploy."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option, nearest_organization

if TYPE_CHECKING:
    from architrave.local.deps.graph import Dependencies
    from architrave.local.deps.reading import ReadFolder


@click.command(
    cls=Verb,
    examples=(
        "architrave deps my-org",
        'architrave deps my-org --of "Support Queue"',
        "architrave deps my-org --against production",
        "architrave deps my-org --svg dependencies.svg",
    ),
    page="docs/dependencies.md",
)
@click.argument("org", required=False, type=click.Path(file_okay=False))
@click.option("--against", metavar="ORG", type=click.Path(file_okay=False), help="Compare with this organization.")
@click.option("--of", "name", metavar="NAME", help="Only what has this name: what it uses, and what uses it.")
@click.option("--svg", metavar="FILE", type=click.Path(dir_okay=False), help="Also draw the graph into this file.")
@format_option("dot", "mermaid")
def command(org: str | None, against: str | None, name: str | None, svg: str | None, form: str) -> None:
    """Show what the flows of an organization use: flows, data actions, data tables, queues, prompts, schedules, …

    ORG is its folder; without it, the nearest folder with an org.yaml. Also shows what is missing, what nothing uses,
    and in which order the flows can be deployed. A name that a flow computes is not known.

    With --against, shows what another organization's folder lacks of what the flows here use, and what differs in it.
    The formats dot and mermaid are the graph for Graphviz and Mermaid.

    Exit code: 0 nothing is missing, 1 something is missing (with --against: in the other organization), 2 usage error.
    """
    from architrave.cli.views.dependencies import ShownDependencies, show_against, show_dependencies, show_things
    from architrave.local.deps.against import compared_with
    from architrave.local.deps.graph import State
    from architrave.local.deps.report import against_json, dependencies_json, graphviz, mermaid

    if against is not None and (name is not None or svg is not None or form in ("dot", "mermaid")):
        raise click.UsageError("--against cannot be used with --of, --svg, dot or mermaid.")
    read, graph = _read(_folder(org))
    if name is not None:
        graph = _around(graph, name)
    if svg is not None:
        _draw(graph, read, Path(svg))
    view = ShownDependencies(read, graph)
    other = None if against is None else _read(Path(against))
    compared = None if other is None else compared_with((read, graph), other)
    is_missing = bool(graph.in_state(State.MISSING)) if compared is None else bool(compared.missing)
    match form:
        case "json":
            result = {"ok": not is_missing, "organization": _named(read), **dependencies_json(graph)}
            result["unread"] = [fault.to_json() for fault in read.unread]
            if compared is not None and other is not None:
                result["against"] = {"organization": _named(other[0]), **against_json(compared)}
            click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        case "dot":
            click.echo("\n".join(graphviz(graph)))
        case "mermaid":
            click.echo("\n".join(mermaid(graph)))
        case _ if compared is not None and other is not None:
            show_against(view, compared, other[0])
        case _ if name is not None:
            show_things(view)
        case _:
            show_dependencies(view)
    sys.exit(PROBLEMS if is_missing else GOOD)


def _folder(org: str | None) -> Path:
    found = nearest_organization() if org is None else Path(org)
    if found is None:
        raise click.UsageError("There is no org.yaml in this folder or above it. Name the organization's folder.")
    return found


def _read(folder: Path) -> "tuple[ReadFolder, Dependencies]":
    from architrave.cli.refusing import refuse
    from architrave.cli.views.errors import show_message
    from architrave.diagnostics.summary import counted
    from architrave.local.deps.linking import dependencies_of
    from architrave.local.deps.reading import read_folder
    from architrave.local.faults import CannotOpenError

    try:
        read = read_folder(folder, os.environ)
    except CannotOpenError as problem:
        refuse(problem, problem.diagnostics)
    for fault in read.unread:
        place = "" if fault.start is None else f":{fault.start.line}"
        show_message(f"Not read: {fault.file}{place}: {fault.message}")
    broken = sum(flow.has_errors for flow in read.flows)
    if broken:
        show_message(f"{counted(broken, 'flow')} with errors in {folder}: some of what they use may not be known.")
    return read, dependencies_of(read)


def _draw(graph: "Dependencies", read: "ReadFolder", path: Path) -> None:
    from architrave.local.deps.picture import svg
    from architrave.local.replacing import replace_file

    text = svg(graph, f"What the flows of {read.organization.name} use")
    try:
        replace_file(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise click.UsageError(f"Cannot write {path}: {error.strerror or error}.") from None


def _named(read: "ReadFolder") -> dict[str, str]:
    return {"name": read.organization.name, "folder": str(read.folder)}


def _around(graph: "Dependencies", name: str) -> "Dependencies":
    """The part of a graph that the things with a name use, and that uses them, also indirectly."""
    from architrave.diagnostics import did_you_mean
    from architrave.local.deps.graph import around

    found = around(graph, name)
    if not found.things:
        near = did_you_mean(name, [thing.name for thing in graph.things.values()])
        advice = f"Did you mean {near}?" if near else "Run the command without --of to see all names."
        raise click.UsageError(f"Nothing is named {name}. {advice}")
    return found
