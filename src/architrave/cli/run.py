"""`architrave run`: runs a flow file on a virtual clock and prints its trace."""

import asyncio
import json
import shlex
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import architrave
from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.files import lint_command
from architrave.cli.options import Verb, completes, format_option, nearest_organization, org_option
from architrave.cli.refusing import SeveralLines
from architrave.cli.views.errors import show_message
from architrave.diagnostics.visible import visible_line

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


@click.command(
    cls=Verb,
    examples=(
        "architrave run flows/order-sync.yaml -i batchId=B-1 -i sourceSystem=erp",
        'architrave run "Order sync" --org my-org --mocks mocks.yaml --brief',
        "architrave run flows/order-sync.yaml -i batchId=B-1 --html run.html",
        "architrave run flows/order-sync.yaml --at 2026-01-31T12:00:00Z --step",
    ),
    page="docs/running.md",
)
@click.argument("flow", shell_complete=completes("flows"))
@click.option(
    "-i", "--input", "inputs", metavar="NAME=VALUE", multiple=True, help="Set an input. The prefix “Flow.” is optional."
)
@click.option("--inputs", "inputs_file", metavar="FILE", help="Read inputs from a map (JSON or YAML) or a launch body.")
@org_option("The organization in which the flow looks things up.")
@click.option("--mocks", metavar="FILE", help="Replies for data actions, instead of the folder's mocks.yaml.")
@click.option(
    "--allow-host", "allowed_hosts", multiple=True, metavar="HOST:PORT", help="Let data actions call this host."
)
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in the flow file.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@click.option("--write-options", metavar="FILE", help="Write an options file with the flow's placeholders, and exit.")
@click.option("--at", metavar="TIME", help="Start the virtual clock at this ISO 8601 time.  [default: now]")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the flow's random numbers.")
@click.option(
    "--until",
    metavar="PLACE",
    shell_complete=completes("actions"),
    help="Stop after this action: its name, its number or FILE:LINE.",
)
@click.option(
    "--break",
    "breaks",
    metavar="PLACE",
    shell_complete=completes("actions"),
    multiple=True,
    help="Debug: stop before this action. Also “PLACE if EXPRESSION”.",
)
@click.option("--step", is_flag=True, help="Debug: stop before the first action, then step.")
@click.option("--brief", is_flag=True, help="Show one line per outermost action, without values.")
@click.option(
    "--html", metavar="FILE", type=click.Path(), help="Also write the run as one HTML page, with its diagram."
)
@format_option()
def command(
    flow: str,
    inputs: tuple[str, ...],
    inputs_file: str | None,
    org: str | None,
    mocks: str | None,
    allowed_hosts: tuple[str, ...],
    substitute: tuple[str, ...],
    options_file: str | None,
    write_options: str | None,
    at: str | None,
    seed: int,
    until: str | None,
    breaks: tuple[str, ...],
    step: bool,
    brief: bool,
    html: str | None,
    form: str,
) -> None:
    """Run FLOW, a flow file or the name of a flow in the organization, on a virtual clock, and print its trace.

    Waits take no time. Data actions use the replies in the mocks file. A data action without a reply is called over
    the network if the organization defines it and its host is allowed (--allow-host); otherwise it takes its failure
    path.

    Exit code: 0 the flow completed, 1 it failed or has errors, 2 usage error.
    """
    from architrave.cli.addresses import check_hosts
    from architrave.cli.files import read_source, write_text
    from architrave.local.faults import CannotOpenError, CannotRunError, NoSuchActionError, NoSuchFlowError
    from architrave.local.sources import CannotReadFileError

    if allowed_hosts:
        check_hosts(allowed_hosts)
    if mocks is not None:
        read_source(mocks, "--mocks")
    if write_options is not None:
        from architrave.cli import placeholders
        from architrave.cli.substitutions import substitutions_from

        placeholders.write_options(write_options, flow, org, substitutions_from(options_file, substitute))
        sys.exit(GOOD)
    if step or breaks:
        _check_debugging(flow, form, html, brief=brief)
    options = RunOptions(
        flow, org, mocks, allowed_hosts, options_file, substitute, inputs_file, inputs, _moment(at), seed, until
    )
    try:
        if step or breaks:
            from architrave.cli.debugging import debug

            done = debug(_debugger(options), breaks, is_stepping=step)
        else:
            found, given, done = asyncio.run(_run(options))
            _print_run(found, done, form, mocks, brief=brief)
            if html is not None:
                from architrave.local.trace_page.figures import run_page

                write_text(html, run_page(found, done, given))
    except CannotRunError as refused:
        _print_refusal(refused, form)
        sys.exit(PROBLEMS)
    except CannotOpenError as problem:
        from architrave.cli.refusing import refuse

        refuse(problem, problem.diagnostics)
    except (CannotReadFileError, NoSuchActionError, NoSuchFlowError) as problem:
        raise click.UsageError(str(problem)) from None
    if until is not None and done.outcome is not None:
        click.echo(f"The run did not reach --until “{until}”.", err=True)
    sys.exit(GOOD if done.status in {"COMPLETED", "RUNNING"} else PROBLEMS)


def _check_debugging(flow: str, form: str, html: str | None, *, brief: bool) -> None:
    """Refuse the options that --step and --break cannot be combined with."""
    if form == "json":
        raise click.UsageError("--format json prints a complete run; leave it out, or --step and --break.")
    if html is not None:
        raise click.UsageError("--html writes a complete run; leave it out, or --step and --break.")
    if brief:
        raise click.UsageError("--brief prints a complete run; leave it out, or --step and --break.")
    if flow == "-":
        raise click.UsageError("--step and --break read commands from standard input: save the flow to a file.")


async def _run(options: RunOptions) -> "tuple[RunnableFlow, dict[str, Any], Run]":
    async with _prepared(options) as (platform, found, given):
        done = await platform.run(found, given, at=options.at, seed=options.seed, until=options.until)
        return found, given, done


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
    from architrave.cli.placeholders import check_substitutions
    from architrave.cli.substitutions import substitutions_from

    opened, flow = _named(options.flow, options.org)
    organization = None if flow is None else Path(str(opened))
    substitutions = substitutions_from(options.options_file, options.substitute)
    _warn(check_substitutions(options.flow, organization, options.options_file, options.substitute))
    opening = architrave.open(
        opened, mocks=options.mocks, allow_hosts=options.allowed_hosts, needs_secrets=bool(options.allowed_hosts)
    )
    async with opening as platform:
        if organization is not None:
            _introduce(platform.definition.name, organization, platform.diagnostics)
        found = platform.flow(flow, substitutions=substitutions)
        given, problems = inputs_from(found.program, options.inputs_file, options.inputs)
        if problems:
            raise SeveralLines("\n".join(map(visible_line, problems)))
        yield platform, found, given


def _named(flow: str, org: str | None) -> "tuple[Path | Source, str | Source | None]":
    """What to open, and which of its flows to run; None runs the opened flow itself.

    Without `org`, the nearest organization is opened: the one of the file or, for a name, of the current folder.
    """
    from architrave.cli.files import read_source
    from architrave.definitions.other_files import not_a_flow

    is_file = flow == "-" or Path(flow).is_file()
    if is_file and flow != "-":
        source = read_source(flow, "the flow")
        message = not_a_flow(source.name, source.text)
        if message is not None:
            raise click.UsageError(message)
    found = Path(org) if org is not None else nearest_organization(flow if is_file else None)
    if found is not None:
        return found, read_source(flow, "the flow") if flow == "-" else flow
    try:
        written = read_source(flow, "the flow") if flow == "-" or not is_file else flow
    except click.UsageError as problem:
        if Path(flow).suffix.lower() in (".yaml", ".yml") or Path(flow).exists():
            raise
        hint = "To run a flow by its name, name its organization with --org."
        raise click.UsageError(f"{problem.message} {hint}") from None
    return (Path(flow) if isinstance(written, str) else written), None


def _warn(warnings: "Iterable[Diagnostic]") -> None:
    from architrave.cli.views.problems import show_problems

    show_problems(warnings, err=True)


def _introduce(name: str, folder: Path, diagnostics: "Iterable[Diagnostic]") -> None:
    """Say which organization is used, and how many errors its other files have."""

    show_message(f"Organization: “{name}” in {folder}")
    # Placeholders of other flows may get their values when those flows are run.
    errors = [fault for fault in diagnostics if fault.is_error and fault.rule.slug != "unresolved-substitution"]
    if errors:
        counted = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        said = f"Its other files have {counted}. To see them, run: {lint_command(folder)}"
        click.echo(visible_line(said), err=True)


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
    from architrave.cli.placeholders import show_refusal

    show_refusal(refused)


def _print_run(found: "RunnableFlow", done: "Run", form: str, mocks: str | None, *, brief: bool) -> None:
    """Print a run."""
    from architrave.cli.views.trace import show_trace

    result = done.to_json()
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    _print_warnings(found)
    show_trace({**result, "inputData": {}}, brief=brief)
    _print_unanswered(found, done, mocks)


def _print_warnings(found: "RunnableFlow") -> None:
    """How many warnings the flow has, and where to see them; those about the replies of this run in full."""
    from architrave.cli.views.problems import show_problems

    name = found.source.name
    own = [fault for fault in found.diagnostics if fault.file == name]
    show_problems([fault for fault in found.diagnostics if fault.file != name], err=True)
    if own:
        counted = "1 warning" if len(own) == 1 else f"{len(own)} warnings"
        where = shlex.quote(name) if Path(name).is_file() else "FILE"
        click.echo(visible_line(f"{counted}: architrave lint {where}"), err=True)


def _print_unanswered(found: "RunnableFlow", done: "Run", mocks: str | None) -> None:
    """Warn about data actions without a reply and look-ups that found nothing."""
    from architrave.cli.views.unanswered import unanswered_lines

    for line in unanswered_lines(done.unanswered, found.organization, mocks):
        click.echo(visible_line(line), err=True)
