"""`architrave launch`: launches a flow on a server and, with `--wait`, follows it to its end."""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, completes, format_option, target_option
from architrave.cli.targets import connected

if TYPE_CHECKING:
    from architrave.client.platform import PlatformClient

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0


@click.command(
    cls=Verb,
    examples=(
        'architrave launch "Order sync" -i batchId=B-1 -i sourceSystem=erp --wait',
        'architrave launch "Order sync" --target examples/order-sync',
        'architrave launch "Order sync" --target eu-west-1 --format json',
    ),
    page="docs/launching.md",
)
@click.argument("flow", shell_complete=completes("flow_names"))
@click.option(
    "-i", "--input", "inputs", multiple=True, metavar="NAME=VALUE", help="Set an input. The prefix “Flow.” is optional."
)
@click.option("--name", help="Name the execution.")
@click.option("--flow-version", help="Launch this version.  [default: the published version]")
@click.option("--wait", is_flag=True, help="Wait for the execution to end, and show its result.")
@target_option
@format_option()
def command(
    flow: str,
    inputs: tuple[str, ...],
    name: str | None,
    flow_version: str | None,
    wait: bool,
    target: str | None,
    form: str,
) -> None:
    """Launch FLOW, a flow's name or ID, on a server.

    The server and its organization are named on standard error.

    Exit code: 0 good, 1 the launch was rejected or, with --wait, the flow failed, 2 usage error or no server,
    4 unknown whether the flow was launched.
    """
    with connected(target, form) as client:
        found = client.flow(flow)
        body: dict[str, Any] = {"flowId": found["id"]}
        if inputs:
            body["inputData"] = input_data(inputs, found.get("inputSchema") or {})
        body |= {key: value for key, value in (("name", name), ("flowVersion", flow_version)) if value}
        launched = client.launch(body)
        trace = f"architrave trace {launched['id']}" + (f" --target {target}" if target else "")
        result = _followed(client, launched["id"], trace) if wait else launched
    if form == "json":
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    elif wait:
        from architrave.cli.views.trace import show_outcome

        show_outcome(found["name"], result)
    else:
        click.echo(f'Launched "{found["name"]}": execution {launched["id"]}')
        click.echo(f"To see what it does, run: {trace}")
    raise SystemExit(PROBLEMS if wait and result["status"] != "COMPLETED" else GOOD)


def _followed(client: "PlatformClient", execution_id: str, trace: str) -> dict[str, Any]:
    """The state of an execution at its end. If waiting fails, prints how to find the execution again."""
    from architrave.client.platform import Refused

    try:
        return follow(client, execution_id)
    except (Refused, KeyboardInterrupt):
        click.echo(f"Execution {execution_id} was launched and is still running. To see it, run: {trace}", err=True)
        raise


def follow(client: "PlatformClient", execution_id: str, pause: Callable[[float], None] = time.sleep) -> dict[str, Any]:
    """The state of an execution at its end. Polls at growing intervals, up to a second, and respects rate limits."""
    from architrave.client.platform import Refused

    seconds = _FIRST_PAUSE
    while True:
        try:
            state = client.execution(execution_id)
        except Refused as refused:
            if refused.retry_after is None:
                raise
            pause(refused.retry_after)
            continue
        if state["status"] != "RUNNING":
            return state
        pause(seconds)
        seconds = min(seconds * 1.5, _LONGEST_PAUSE)


def input_data(inputs: tuple[str, ...], schema: dict[str, Any]) -> dict[str, Any]:
    """The inputs as JSON by their full names. Each value is read according to its input's schema."""
    properties: dict[str, dict[str, Any]] = schema.get("properties") or {}
    known = {name.lower(): (name, kind) for name, kind in properties.items()}
    data: dict[str, Any] = {}
    for text in inputs:
        given, separator, value = text.partition("=")
        if not separator:
            raise click.BadParameter(f'Expected NAME=VALUE, found "{text}".', param_hint="-i")
        given = given.strip()
        name, kind = known.get(given.lower()) or known.get(f"flow.{given.lower()}") or (given, {})
        data[name] = _value(value, kind)
    return data


def _value(text: str, kind: dict[str, Any]) -> Any:
    """The text as JSON, or as written if the input is a string or the text is not JSON."""
    if kind.get("type") == "string":
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if not kind and isinstance(value, str) else value
