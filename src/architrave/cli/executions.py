"""`architrave executions`: lists the newest executions of a server."""

import json
from typing import Any

import click

from architrave.cli.options import Verb, format_option, target_option
from architrave.cli.targets import connected


@click.command(
    cls=Verb,
    examples=(
        "architrave executions",
        "architrave executions --parked",
        "architrave executions --limit 100 --format json",
    ),
    page="docs/launching.md",
)
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="List at most this many.")
@click.option(
    "--context",
    "context",
    multiple=True,
    metavar="KEY=VALUE",
    help="Only executions with this context, a field of launches under the extended contract.",
)
@click.option("--parked", is_flag=True, help="Only executions that cannot continue, with the reason.")
@target_option
@format_option()
def command(limit: int, context: tuple[str, ...], parked: bool, target: str | None, form: str) -> None:
    """List the newest executions of a server, newest first.

    Only Architrave servers can list executions; the cloud cannot. On a terminal, IDs are shortened to their end, which
    `architrave trace` accepts. Continue a parked execution with `architrave resume`.

    Exit code: 0 good, 1 the server refused, 2 usage error or no server.
    """
    wanted: dict[str, str] = {}
    for text in context:
        key, separator, value = text.partition("=")
        if not separator or not key:
            raise click.BadParameter(f'Expected KEY=VALUE, found "{text}".', param_hint="--context")
        wanted[key] = value
    with connected(target, form) as client:
        found = client.executions(limit, wanted, parked=parked)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    from architrave.cli.views.screen import width_of
    from architrave.cli.views.tables import show_table

    is_narrow = width_of() is not None
    empty = "No executions yet."
    if wanted or parked:
        empty = "No parked executions." if not wanted else "No executions with this context."
    show_table(
        ("ID", "LAUNCHED (UTC)", "STATUS", "NAME", "REASON"), [_row(one, is_narrow=is_narrow) for one in found], empty
    )


def _row(execution: dict[str, Any], *, is_narrow: bool) -> tuple[str, ...]:
    """The cells of an execution. On a terminal, its id is shortened to its end, which `architrave trace` accepts."""
    id_ = str(execution.get("id"))
    launched = str(execution.get("dateLaunched") or "").replace("T", " ")[:19]
    error: dict[str, Any] = execution.get("flowErrorInfo") or {}
    parked: list[dict[str, Any]] = execution.get("parked") or []
    reason = execution.get("completionReason") or error.get("message") or "; ".join(one["message"] for one in parked)
    status = "PARKED" if parked else str(execution.get("status"))
    name = execution.get("name") or ""
    return id_.rpartition("-")[2] if is_narrow else id_, launched, status, str(name), str(reason)
