"""`architrave flows`: lists the flows of a server."""

import json
from typing import Any

import click

from architrave.cli.options import Verb, format_option, target_option
from architrave.cli.targets import connected


@click.command(
    cls=Verb,
    examples=("architrave flows", "architrave flows --target eu-west-1 --format json"),
    page="docs/launching.md",
)
@target_option
@format_option()
def command(target: str | None, form: str) -> None:
    """List the flows of a server, by name, with their IDs, types and published versions.

    Exit code: 0 good, 1 the server refused, 2 usage error or no server.
    """
    with connected(target, form) as client:
        flows = client.flows()
    if form == "json":
        click.echo(json.dumps(flows, indent=2, ensure_ascii=False))
        return
    from architrave.cli.views.tables import show_table

    show_table(("ID", "NAME", "TYPE", "PUBLISHED"), [_row(flow) for flow in flows], "This organization has no flows.")


def _row(flow: dict[str, Any]) -> tuple[str, ...]:
    published: dict[str, Any] = flow.get("publishedVersion") or {}
    version = published.get("commitVersion") or published.get("id") or "no"
    return str(flow.get("id")), str(flow.get("name")), str(flow.get("type") or ""), str(version)
