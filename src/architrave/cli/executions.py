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
        'architrave executions --flow "Order sync" --status error',
        "architrave executions --search B-1",
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
@click.option("--name", metavar="NAME", help="Only executions with this name, the whole of it.")
@click.option(
    "--status",
    multiple=True,
    type=click.Choice(("running", "completed", "error", "failed", "terminated"), case_sensitive=False),
    help="Only executions with this status; repeat it for several.",
)
@click.option("--flow", metavar="FLOW", help="Only executions of this flow, by name or ID.")
@click.option(
    "--search",
    metavar="TEXT",
    help="Only executions with this text in their name, ID, inputs, outputs, reason or error, ignoring case.",
)
@click.option("--parked", is_flag=True, help="Only executions that cannot continue, with the reason.")
@target_option
@format_option()
def command(
    limit: int,
    context: tuple[str, ...],
    name: str | None,
    status: tuple[str, ...],
    flow: str | None,
    search: str | None,
    parked: bool,
    target: str | None,
    form: str,
) -> None:
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
    texts = {"name": name, "flow": flow, "q": search}
    others: dict[str, str | list[str]] = {key: text for key, text in texts.items() if text}
    if status:
        others["status"] = list(status)
    with connected(target, form) as client:
        found = client.executions(limit, wanted, parked=parked, wanted=others)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    from architrave.cli.views.screen import width_of
    from architrave.cli.views.tables import show_table

    is_narrow = width_of() is not None
    empty = "No executions yet."
    if others or (wanted and parked):
        empty = "No such executions."
    elif wanted or parked:
        empty = "No parked executions." if parked else "No executions with this context."
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
