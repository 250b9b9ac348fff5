"""`architrave launch`: launches a flow on a server and, with `--wait`, follows it to its end."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS, UNKNOWN
from architrave.cli.options import Verb, completes, format_option, target_option
from architrave.cli.targets import connected, with_target
from architrave.cli.views.errors import show_lines, show_message
from architrave.diagnostics.visible import visible_line

if TYPE_CHECKING:
    from architrave.client.platform import PlatformClient

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_LONGEST_ASKED = 60.0
"""The longest pause, in seconds, if the server asks for one."""

_PATIENT_POLLS = 10
"""After how many polls, about three seconds, it is said that the execution has not ended."""

_FAILURES = 30
"""How often in a row the state of an execution may be unreadable, once a second."""

_SERVER_ERROR = 500


@click.command(
    cls=Verb,
    examples=(
        'architrave launch "Order sync" -i batchId=B-1 -i sourceSystem=erp --wait',
        "architrave launch --body request.json --target examples/order-sync",
        'architrave launch "Order sync" --target eu-west-1 --format json',
    ),
    page="docs/launching.md",
)
@click.argument("flow", shell_complete=completes("flow_names"), required=False)
@click.option("--body", metavar="FILE", help="Launch with the JSON body in this file instead; - is standard input.")
@click.option(
    "-i", "--input", "inputs", multiple=True, metavar="NAME=VALUE", help="Set an input. The prefix “Flow.” is optional."
)
@click.option("--name", help="Name the execution.")
@click.option("--flow-version", help="Launch this version.  [default: the published version]")
@click.option("--wait", is_flag=True, help="Wait for the execution to end, and show its result.")
@target_option
@format_option()
def command(
    flow: str | None,
    body: str | None,
    inputs: tuple[str, ...],
    name: str | None,
    flow_version: str | None,
    wait: bool,
    target: str | None,
    form: str,
) -> None:
    """Launch FLOW, a flow's name or ID, on a server; or send a launch body, such as `architrave check --fix` prints.

    The server and its organization are named on standard error.

    Exit code: 0 good, 1 the launch was rejected or, with --wait, the flow failed, 2 usage error or no server,
    4 unknown whether the flow was launched or, with --wait, how it ended.
    """
    written = None if body is None else _written_body(body, flow, inputs, name, flow_version)
    if written is None and flow is None:
        raise click.UsageError("Give a FLOW, or --body FILE.")
    if flow is not None and flow.endswith(".json") and Path(flow).is_file():
        raise click.UsageError(f"{flow} is a file. To send the body in it, use `architrave launch --body {flow}`.")
    with connected(target, form) as client:
        if written is None:
            found = client.flow(flow or "")
            sent: dict[str, Any] = {"flowId": found["id"]}
            if inputs:
                sent["inputData"] = input_data(inputs, found.get("inputSchema") or {})
            sent |= {key: value for key, value in (("name", name), ("flowVersion", flow_version)) if value}
        else:
            sent = written
            found = {"name": written.get("flowId")}
        named = str(found.get("name") or flow)
        launched = client.launch(sent)
        trace = visible_line(f"architrave trace {launched['id']}{with_target(target)}")
        result = _followed(client, launched["id"], trace) if wait else launched
    if form == "json":
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    elif wait:
        from architrave.cli.views.trace import show_outcome

        show_outcome(named, result)
    else:
        click.echo(visible_line(f'Launched "{named}": execution {launched["id"]}'))
        click.echo(f"To see what it does, run:\n  {trace}")
    raise SystemExit(PROBLEMS if wait and result["status"] != "COMPLETED" else GOOD)


def _written_body(file: str, *others: object) -> dict[str, Any]:
    """The body in a file. The server checks it."""
    from architrave.cli.files import read_source

    if any(others):
        raise click.UsageError("--body has the whole launch: leave out FLOW, -i, --name and --flow-version.")
    try:
        body: Any = json.loads(read_source(file, "the launch body").text)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} is not JSON: {error}. Run `architrave check {file}` to learn more.") from None
    if not isinstance(body, dict):
        raise click.UsageError(f"{file} is not a JSON object. Run `architrave check {file}` to learn more.")
    return cast("dict[str, Any]", body)


def _followed(client: "PlatformClient", execution_id: str, trace: str) -> dict[str, Any]:
    """The state of an execution at its end. If waiting fails, prints how to find the execution again, and exits."""
    from architrave.client.platform import Refused

    try:
        return follow(client, execution_id)
    except (Refused, KeyboardInterrupt) as error:
        why = visible_line(str(error) or "Stopped waiting.")
        message = f"{why} Execution {execution_id} was launched; how it ended is unknown. To see it, run:\n  {trace}"
        show_lines(message)
        raise SystemExit(UNKNOWN) from None


def follow(client: "PlatformClient", execution_id: str, pause: Callable[[float], None] = time.sleep) -> dict[str, Any]:
    """The state of an execution at its end.

    Polls at growing intervals, up to a second, respects rate limits, and goes on while the server restarts.
    """
    from architrave.client.platform import Interrupted, Refused, Unreachable

    seconds, failures, polls = _FIRST_PAUSE, 0, 0
    while True:
        try:
            state = client.execution(execution_id)
            failures = 0
        except Refused as refused:
            failures += 1
            is_passing = isinstance(refused, Interrupted | Unreachable) or (refused.status or 0) >= _SERVER_ERROR
            if refused.retry_after is None and not (is_passing and failures <= _FAILURES):
                raise
            asked = _LONGEST_PAUSE if refused.retry_after is None else refused.retry_after
            pause(min(max(asked, _FIRST_PAUSE), _LONGEST_ASKED))
            continue
        if state["status"] != "RUNNING":
            return state
        polls += 1
        if polls == _PATIENT_POLLS:
            show_message("Waiting for the execution to end. Ctrl+C stops the waiting, not the execution.")
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
    except (ValueError, RecursionError):
        return text
    return text if not kind and isinstance(value, str) else value
