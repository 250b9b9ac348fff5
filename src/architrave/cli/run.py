"""`architrave run`: runs one flow file to its end on a virtual clock and prints its trace."""

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from architrave.cli.running import Loaded, NotRunnable
    from architrave.engine.virtual import VirtualRun
    from architrave.flows.program import Program


@click.command()
@click.argument("flow")
@click.option("-i", "--input", "inputs", metavar="NAME=VALUE", multiple=True, help="An input; NAME may lack “Flow.”.")
@click.option("--inputs", "inputs_file", metavar="FILE", help="Inputs as a JSON or YAML map.")
@click.option("--org", metavar="FOLDER", help="The organization that the flow looks things up in.")
@click.option("--mocks", metavar="FILE", help="Replies for data actions.")
@click.option(
    "--allow-host", "allowed_hosts", multiple=True, metavar="HOST:PORT", help="A host that data actions may call."
)
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="A value for {{KEY}} in the flow file.")
@click.option("--options", "options_file", metavar="FILE", help="Substitutions, as in Archy's options file.")
@click.option("--at", metavar="TIME", help="When the virtual clock starts, as ISO text; now by default.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the flow's random numbers.")
@click.option("--until", metavar="ACTION", help="Stop behind this action, by name or number.")
@click.option("--break", "breaks", metavar="ACTION", multiple=True, help="Stop at this action and look around.")
@click.option("--step", is_flag=True, help="Stop at every action and look around.")
@click.option("--brief", is_flag=True, help="Show one line for each outermost action, without values.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    flow: str,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    org: str | None,
    mocks: str | None,
    allowed_hosts: tuple[str, ...],
    substitute: tuple[str, ...],
    options_file: str | None,
    at: str | None,
    seed: int,
    until: str | None,
    breaks: tuple[str, ...],
    step: bool,
    brief: bool,
    form: str,
) -> None:
    """Run one flow file to its end on a virtual clock, and print its trace.

    Waits take no time. Data actions answer from the mocks file; those that it does not have are called for real, by
    their definitions in --org, at the hosts that were allowed, and else take their failure path.
    The exit code is 0 for a flow that completes, 1 for one that fails or has errors, 2 for wrong usage.
    """
    from architrave.cli.flow_inputs import inputs_from
    from architrave.cli.running import NotRunnable, load, run_loaded

    launched_at = _moment(at)
    loaded = load(flow, org, mocks, options_file, substitute, allowed_hosts)
    if isinstance(loaded, NotRunnable):
        _print_refusal(loaded, form)
        sys.exit(1)
    given, problems = inputs_from(loaded.program, inputs_file, inputs)
    if problems:
        raise click.UsageError("\n".join(problems))
    done = run_loaded(loaded, given, launched_at, seed, until)
    if until is not None and done.outcome is not None:
        _no_such_action(loaded.program, until)
    result = result_json(loaded, done, launched_at)
    passed = {entry["name"].casefold() for entry in result["trace"]}
    for name in breaks:
        if name.casefold() not in passed:
            _no_such_action(loaded.program, name)
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        _print_text(loaded, result, breaks if step or breaks else None, brief=brief)
    sys.exit(0 if result["status"] in {"COMPLETED", "RUNNING"} else 1)


def result_json(loaded: "Loaded", done: "VirtualRun", launched_at: int) -> dict[str, Any]:
    """The stable JSON of a run: outcome, trace, diagnostics."""
    from architrave.diagnostics.renderers.json import render_json
    from architrave.interpreter.trace import iso
    from architrave.interpreter.trace import result_json as outcome_json

    return {
        "name": loaded.program.name,
        "launchedAt": iso(launched_at),
        "endedAt": iso(done.ended_at),
        **outcome_json(done.outcome, done.trace),
        "diagnostics": render_json(loaded.diagnostics),
    }


def _moment(text: str | None) -> int:
    """The start of the virtual clock, in milliseconds since the epoch."""
    if text is None:
        return int(datetime.now(UTC).timestamp() * 1000)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--at {text}: this is no ISO time. Write it like 2026-01-31T12:00:00Z.") from None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)


def _no_such_action(program: "Program", until: str) -> None:
    from architrave.diagnostics import did_you_mean

    near = did_you_mean(until, (action.name for action in program.actions))
    hint = f" Did you mean “{near}”?" if near and near.casefold() != until.casefold() else ""
    click.echo(f"The run never came to the action “{until}”.{hint}", err=True)


def _print_refusal(refused: "NotRunnable", form: str) -> None:
    """Says why a flow is not run: its errors, or its type."""
    from architrave.diagnostics.renderers.json import render_json
    from architrave.diagnostics.renderers.text import render_text

    if form == "json":
        error = None if refused.refusal is None else {"type": "FlowTypeNotRun", "message": refused.refusal}
        result: dict[str, Any] = {
            "status": "ERROR",
            "completionReason": None,
            "outputData": {},
            "error": error,
            "trace": [],
            "diagnostics": render_json(refused.diagnostics),
        }
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    if refused.diagnostics:
        click.echo(render_text(refused.diagnostics, refused.sources), err=True)
    errors = sum(diagnostic.is_error for diagnostic in refused.diagnostics)
    why = refused.refusal or f"\n{refused.name} was not run: it has {errors} error{'s' if errors != 1 else ''}."
    click.echo(why, err=True)


def _print_text(loaded: "Loaded", result: dict[str, Any], breaks: tuple[str, ...] | None, *, brief: bool) -> None:
    """Prints a run; with `breaks`, walks through it."""
    from architrave.cli.views.stepping import step_through
    from architrave.cli.views.trace import show_trace
    from architrave.diagnostics.renderers.text import render_text

    if loaded.diagnostics:
        click.echo(render_text(loaded.diagnostics, loaded.sources) + "\n", err=True)
    if breaks is None:
        show_trace(result, brief=brief)
    else:
        step_through(result, breaks)
