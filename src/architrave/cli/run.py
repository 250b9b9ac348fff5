"""`architrave run`: runs a flow file on a virtual clock and prints its trace."""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import architrave

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from architrave import AsyncLocalPlatform
    from architrave.diagnostics import Diagnostic, Source
    from architrave.local.debugging import Debugger
    from architrave.local.faults import CannotRunError
    from architrave.local.runs import Run, RunnableFlow


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of `architrave run`."""

    flow: str
    org: str | None
    mocks: str | None
    allowed_hosts: tuple[str, ...]
    options_file: str | None
    substitute: tuple[str, ...]
    inputs_file: str | None
    inputs: tuple[str, ...]
    at: int
    seed: int
    until: str | None


@click.command()
@click.argument("flow")
@click.option(
    "-i", "--input", "inputs", metavar="NAME=VALUE", multiple=True, help="Set an input. The prefix “Flow.” is optional."
)
@click.option("--inputs", "inputs_file", metavar="FILE", help="Read inputs from a JSON or YAML map.")
@click.option("--org", metavar="FOLDER", help="The organization in which the flow looks things up.")
@click.option("--mocks", metavar="FILE", help="Replies for data actions.")
@click.option(
    "--allow-host", "allowed_hosts", multiple=True, metavar="HOST:PORT", help="Let data actions call this host."
)
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in the flow file.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@click.option("--at", metavar="TIME", help="Start the virtual clock at this ISO 8601 time.  [default: now]")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the flow's random numbers.")
@click.option("--until", metavar="PLACE", help="Stop after this action: its name, its number or FILE:LINE.")
@click.option(
    "--break", "breaks", metavar="PLACE", multiple=True, help="Debug: stop before this action. Also “PLACE if TEST”."
)
@click.option("--step", is_flag=True, help="Debug: stop before the first action, then step.")
@click.option("--brief", is_flag=True, help="Show one line per outermost action, without values.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
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
    """Run FLOW, a flow file or, with --org, a flow's name, on a virtual clock, and print its trace.

    Waits take no time. Data actions use the replies in the mocks file. A data action without a reply is called over
    the network if --org defines it and its host is allowed (--allow-host); otherwise it takes its failure path.

    Exit code: 0 the flow completed, 1 it failed or has errors, 2 usage error.
    """
    from architrave.cli.addresses import check_hosts
    from architrave.local.faults import CannotOpenError, CannotRunError, NoSuchActionError, NoSuchFlowError
    from architrave.local.sources import CannotReadFileError

    if allowed_hosts:
        check_hosts(allowed_hosts)
    if step or breaks:
        _check_debugging(flow, form, brief=brief)
    options = RunOptions(
        flow, org, mocks, allowed_hosts, options_file, substitute, inputs_file, inputs, _moment(at), seed, until
    )
    try:
        if step or breaks:
            from architrave.cli.debugging import debug

            done = debug(_debugger(options), breaks, is_stepping=step)
        else:
            found, done = asyncio.run(_run(options))
            _print_run(found, done, form, brief=brief)
    except CannotRunError as refused:
        _print_refusal(refused, form)
        sys.exit(1)
    except (CannotOpenError, CannotReadFileError, NoSuchActionError, NoSuchFlowError) as problem:
        raise click.UsageError(str(problem)) from None
    if until is not None and done.outcome is not None:
        click.echo(f"The run did not reach --until “{until}”.", err=True)
    sys.exit(0 if done.status in {"COMPLETED", "RUNNING"} else 1)


def _check_debugging(flow: str, form: str, *, brief: bool) -> None:
    """Refuse the options that --step and --break cannot be combined with."""
    if form == "json":
        raise click.UsageError("--format json prints a complete run; leave it out, or --step and --break.")
    if brief:
        raise click.UsageError("--brief prints a complete run; leave it out, or --step and --break.")
    if flow == "-":
        raise click.UsageError("--step and --break read commands from standard input: save the flow to a file.")


async def _run(options: RunOptions) -> "tuple[RunnableFlow, Run]":
    async with _prepared(options) as (platform, found, given):
        return found, await platform.run(found, given, at=options.at, seed=options.seed, until=options.until)


@asynccontextmanager
async def _debugger(options: RunOptions) -> "AsyncGenerator[Debugger]":
    async with _prepared(options) as (platform, found, given):
        debugger = platform.debug(found, given, at=options.at, seed=options.seed, until=options.until)
        _print_warnings(found)
        yield debugger


@asynccontextmanager
async def _prepared(
    options: RunOptions,
) -> "AsyncGenerator[tuple[AsyncLocalPlatform, RunnableFlow, dict[str, Any]]]":
    """What to run, on an open platform, with its inputs."""
    from architrave.cli.flow_inputs import inputs_from
    from architrave.cli.substitutions import substitutions_from

    opened, flow = _named(options.flow, options.org)
    substitutions = substitutions_from(options.options_file, options.substitute)
    async with architrave.open(opened, mocks=options.mocks, allow_hosts=options.allowed_hosts) as platform:
        if options.org is not None:
            _warn(platform.diagnostics)
        found = platform.flow(flow, substitutions=substitutions)
        given, problems = inputs_from(found.program, options.inputs_file, options.inputs)
        if problems:
            raise click.UsageError("\n".join(problems))
        yield platform, found, given


def _named(flow: str, org: str | None) -> "tuple[Path | Source, str | Source | None]":
    """What to open, and which of its flows to run; None runs the opened flow itself."""
    from architrave.cli.files import read_source

    is_text = flow == "-" or not (org is not None or Path(flow).is_file())
    written = read_source(flow, "the flow") if is_text else flow
    return (Path(flow) if isinstance(written, str) else written, None) if org is None else (Path(org), written)


def _warn(diagnostics: "Iterable[Diagnostic]") -> None:
    """Print the errors in the organization's other files."""
    from architrave.local.sources import rendered

    errors = [fault for fault in diagnostics if fault.is_error]
    if errors:
        click.echo(rendered(errors) + "\n", err=True)


def _moment(text: str | None) -> int:
    """The start of the virtual clock, in milliseconds since the epoch."""
    from architrave.engine.clock import milliseconds_of, wall_clock

    if text is None:
        return wall_clock()
    try:
        return milliseconds_of(text)
    except ValueError:
        raise click.UsageError(f"--at {text}: not an ISO 8601 time. Write it like 2026-01-31T12:00:00Z.") from None


def _print_refusal(refused: "CannotRunError", form: str) -> None:
    """Print why a flow cannot run: its errors, or its type."""
    from architrave.diagnostics.renderers.json import render_json

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
    click.echo(str(refused), err=True)


def _print_run(found: "RunnableFlow", done: "Run", form: str, *, brief: bool) -> None:
    """Print a run."""
    from architrave.cli.views.trace import show_trace

    result = done.to_json()
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    _print_warnings(found)
    show_trace(result, brief=brief)


def _print_warnings(found: "RunnableFlow") -> None:
    from architrave.local.sources import rendered

    if found.diagnostics:
        click.echo(rendered(found.diagnostics, found.source) + "\n", err=True)
