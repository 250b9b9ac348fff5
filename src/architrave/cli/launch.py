"""`architrave launch`: launches a flow on a server and, with `--wait`, follows it to its end."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from architrave.client.platform import PlatformClient

NOT_GOOD = 1
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0


@click.command()
@click.argument("flow")
@click.option(
    "-i", "--input", "inputs", multiple=True, metavar="NAME=VALUE", help="Set an input. The prefix “Flow.” is optional."
)
@click.option("--name", help="Name the execution.")
@click.option("--flow-version", help="Launch this version.  [default: the published version]")
@click.option("--wait", is_flag=True, help="Wait for the execution to end, and show its result.")
@click.option("--to", metavar="URL|PROFILE", help="The server.  [default: the running local server]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
def command(
    flow: str,
    inputs: tuple[str, ...],
    name: str | None,
    flow_version: str | None,
    wait: bool,
    to: str | None,
    form: str,
) -> None:
    """Launch FLOW, a flow's name or ID, on a server.

    Exit code: 0 success, 1 the launch failed or, with --wait, the flow failed, 2 usage error.
    """
    from architrave.client.platform import PlatformClient, Refused
    from architrave.client.targets import NoTarget, find_target

    try:
        target = find_target(to, folder=Path.cwd())
        with PlatformClient(target) as client:
            found = client.flow(flow)
            body: dict[str, Any] = {"flowId": found["id"]}
            if inputs:
                body["inputData"] = input_data(inputs, found.get("inputSchema") or {})
            body |= {key: value for key, value in (("name", name), ("flowVersion", flow_version)) if value}
            launched = client.launch(body)
            trace = f"architrave trace {launched['id']}" + (f" --to {to}" if to else "")
            result = _followed(client, launched["id"], trace) if wait else launched
    except (NoTarget, Refused) as error:
        complain(error, form)
        raise SystemExit(NOT_GOOD) from None
    if form == "json":
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    elif wait:
        show_result(found["name"], result)
    else:
        click.echo(f'Launched "{found["name"]}": execution {launched["id"]}')
        click.echo(f"To see what it does, run: {trace}")
    raise SystemExit(NOT_GOOD if wait and result["status"] != "COMPLETED" else 0)


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


def show_result(flow_name: str, state: dict[str, Any]) -> None:
    """Print an execution's result."""
    reason = f" ({state['completionReason']})" if state.get("completionReason") else ""
    click.echo(f'{state["status"]}{reason}: "{flow_name}", execution {state["id"]}')
    outputs: dict[str, Any] = state.get("outputData") or {}
    for name, value in outputs.items():
        click.echo(f"  {name} = {json.dumps(value, ensure_ascii=False)}")
    if error := state.get("flowErrorInfo"):
        click.echo(f"  {error['message']}", err=True)


def complain(error: Exception, form: str) -> None:
    """Print why the server refused: one problem per line, or the error body as JSON."""
    body: dict[str, Any] = getattr(error, "body", {})
    if form == "json":
        click.echo(json.dumps(body or {"message": str(error)}, indent=2, ensure_ascii=False))
        return
    problems = [one["message"] for one in body.get("errors") or ()] or [str(error)]
    for problem in problems:
        click.echo(f"architrave: {problem}", err=True)
