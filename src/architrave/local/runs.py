"""Runs one flow to its end on the virtual engine, whose clock jumps over every wait. Nothing is saved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from architrave.definitions.flow_files import flow_id
from architrave.definitions.flow_parts import with_files_around
from architrave.definitions.mocks import Mocks
from architrave.definitions.values import FlowFile, Organization
from architrave.diagnostics import Diagnostic, Source, did_you_mean
from architrave.diagnostics.renderers.json import render_json
from architrave.engine.handlers import DataActions, Directory
from architrave.engine.virtual import VirtualEngine
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Json, Outcome, Start
from architrave.interpreter.trace import Trace, error_json, iso, result_json
from architrave.local.dependencies import errors_in_dependencies
from architrave.local.faults import CannotRunError, NoSuchFlowError
from architrave.local.modules import PublishedModules, check_modules, check_references
from architrave.local.places import Places
from architrave.local.settings import Settings
from architrave.local.siblings import Siblings
from architrave.local.sources import read_source, sources_of
from architrave.local.unanswered import NotingHandlers, Unanswered

if TYPE_CHECKING:
    from architrave.engine.data_actions import Exchange

EXECUTION_ID = "00000000-0000-4000-8000-000000000000"
"""The id of every virtual run, so that repeated runs of a flow are identical."""

Flow = str | Path | Source
"""A flow: its name or id in the organization, its file, or its text."""


class _Programs(Mapping[str, Program]):
    """The programs of an organization's flows by their hashes. Each is read when it is first needed."""

    def __init__(self, files: Mapping[str, FlowFile]) -> None:
        self._files = files

    def __getitem__(self, content_hash: str) -> Program:
        return self._files[content_hash].program

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True, slots=True)
class RunnableFlow:
    """A flow without errors, with its dependencies. `diagnostics` are warnings; `source` is its text.

    `modules` are common modules by their hashes, and `sources` their texts.
    `organization` is the folder of the organization in which it looks things up, None without one.
    """

    program: Program
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    directory: Directory
    modules: Mapping[str, Program]
    sources: Mapping[str, Source]
    data_actions: DataActions | None = None
    organization: Path | None = None

    def __repr__(self) -> str:
        return f"<RunnableFlow {self.program.name!r} in {self.source.name}>"


@dataclass(frozen=True, slots=True)
class Run:
    """A run and its result. `outcome` is None if it stopped after an action; times are ms since the epoch.

    `inputs` are those that were given, by full names. `unanswered` are the data actions without a reply and the
    look-ups that found nothing. `exchanges` are the HTTP exchanges of each call of a data action, without credentials.
    """

    name: str
    launched_at: int
    ended_at: int
    outcome: Outcome | None
    trace: Trace
    diagnostics: tuple[Diagnostic, ...] = ()
    unanswered: Unanswered = field(default_factory=Unanswered)
    inputs: Mapping[str, Json] = field(default_factory=dict[str, Json])
    exchanges: "Sequence[Sequence[Exchange]]" = ()

    @property
    def status(self) -> str:
        """`COMPLETED`, `ERROR` or another status of the cloud; `RUNNING` for a run that stopped after an action."""
        return "RUNNING" if self.outcome is None else self.outcome.status

    @property
    def output_data(self) -> Mapping[str, Json]:
        """The outputs by their full names (`Flow.total`), as JSON values."""
        return {} if self.outcome is None else self.outcome.output_data

    @property
    def error(self) -> dict[str, Any] | None:
        """Why the flow failed: type, message, action, place and expression; None if it did not fail."""
        return None if self.outcome is None or self.outcome.error is None else error_json(self.outcome.error)

    @property
    def path(self) -> list[str]:
        """The names of the actions that ran, in order."""
        return [step.action.name for step in self.trace]

    def __repr__(self) -> str:
        error = None if self.outcome is None else self.outcome.error
        failed = f" {error.type} in {error.action!r}," if error is not None else ""
        return f"<Run {self.name!r}: {self.status},{failed} {counted(len(self.trace.steps), 'action')}>"

    def _repr_html_(self) -> str:
        """The run for a notebook."""
        from architrave.diagnostics.renderers.html import folded, render_html
        from architrave.interpreter.trace_html import run_html

        shown = run_html(self.name, self.trace.steps, self.outcome, self.launched_at, self.ended_at)
        if not self.diagnostics:
            return shown
        title = f"{counted(len(self.diagnostics), 'problem')} in the flow's file"
        return shown + folded(title, render_html(self.diagnostics, sources_of(self.diagnostics)))

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape that `architrave run --format json` prints."""
        return {
            "name": self.name,
            "launchedAt": iso(self.launched_at),
            "endedAt": iso(self.ended_at),
            "inputData": dict(self.inputs),
            **result_json(self.outcome, self.trace),
            "unanswered": self.unanswered.to_json(),
            "diagnostics": render_json(self.diagnostics),
        }


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 action`, `2 actions`."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"


def runnable(
    settings: Settings,
    organization: Organization | None,
    flow: Flow,
    substitutions: Mapping[str, str],
    faults: Iterable[Diagnostic] = (),
) -> RunnableFlow:
    """A flow with its dependencies, from the organization or else from the files in the flow's folder.

    `faults` are the problems in the organization's files. Raises NoSuchFlowError, CannotReadFileError, or
    CannotRunError for a flow that has errors, depends on files with errors, has a type that Architrave does not run,
    or calls modules that it cannot call.
    """
    given = {**(organization.substitutions if organization is not None else {}), **substitutions}
    pinned: FlowFile | None = None
    if organization is not None and isinstance(flow, str) and not Path(flow).exists():
        pinned = organization.flow(flow)
    if pinned is not None:
        source, program, diagnostics = pinned.source, pinned.program, ()
    else:
        source = _source(flow, organization)
        program, diagnostics = read_flow(source, substitutions=given)
    if program is None or any(diagnostic.is_error for diagnostic in diagnostics):
        raise CannotRunError(source.name, diagnostics, source, None)
    if program.start is None:
        raise CannotRunError(source.name, diagnostics, source, _refusal(source.name, program))
    if organization is None:
        alone: dict[str, Program] = {}
        folder = None if isinstance(flow, Source) else Path(flow).parent
        sources: dict[str, Source] = {}
        directory = Siblings(folder, given, alone, sources, program)
        check_references(program, source, directory.known_module)
        return RunnableFlow(program, tuple(diagnostics), source, directory, alone, sources, caller_of(settings, None))
    if broken := errors_in_dependencies(program, organization, faults):
        raise CannotRunError(source.name, broken, source, _depends(source.name, broken))
    from architrave.organization.directory import Directory as OrganizationDirectory

    modules = _Programs({file.outline.hash: file for file in organization.flows})
    sources = {file.outline.hash: file.source for file in organization.flows}
    found = PublishedModules(organization)
    check_references(program, source, found.known)
    check_modules(program, source, found, faults)
    directory = OrganizationDirectory.of(organization, found.find)
    caller = caller_of(settings, organization)
    return RunnableFlow(program, tuple(diagnostics), source, directory, modules, sources, caller, organization.folder)


def runnable_one(settings: Settings, flow: Flow, substitutions: Mapping[str, str]) -> RunnableFlow:
    """The single flow that was opened, by its name or id; or else the flow in a file. Raises as `runnable`."""
    if not isinstance(flow, str) or _is_file_name(flow):
        return runnable(settings, None, flow, substitutions)
    only = runnable(settings, None, settings.org, substitutions)
    if flow.casefold() not in (only.program.name.casefold(), flow_id(only.program, None)):
        raise NoSuchFlowError(f'{only.source.name} has the flow "{only.program.name}", and no flow "{flow}".')
    return only


async def run(
    flow: RunnableFlow, inputs: Mapping[str, Any], mocks: Mocks, at: int, seed: int, until: str | None
) -> Run:
    """Run a flow from a time, in milliseconds since the epoch, to its end or until after the action `until`.

    Raises NoSuchActionError, before the run, if `until` names no action.
    """
    last = None if until is None else Places(flow).named(until)
    handlers = world(flow, mocks)
    engine = VirtualEngine(handlers, flow.modules.__getitem__, seed=seed)
    done = await engine.run_in_loop(flow.program, start_of(inputs, at), until=last)
    unanswered = handlers.unanswered
    return Run(
        flow.program.name,
        at,
        done.ended_at,
        done.outcome,
        done.trace,
        flow.diagnostics,
        unanswered,
        dict(inputs),
        tuple(handlers.exchanges),
    )


def world(flow: RunnableFlow, mocks: Mocks) -> NotingHandlers:
    """What answers the effects of a flow: its organization, the mocks, and real data actions."""
    return NotingHandlers(lambda: flow.directory, lambda: mocks, flow.data_actions)


def start_of(inputs: Mapping[str, Any], at: int) -> Start:
    """The start of a run at a time, in milliseconds since the epoch."""
    return Start(EXECUTION_ID, dict(inputs), at, is_test=True)


def _source(flow: Flow, organization: Organization | None) -> Source:
    if isinstance(flow, Source):
        return flow
    if organization is not None and isinstance(flow, str) and not _is_file_name(flow):
        near = did_you_mean(flow, [file.outline.name for file in organization.flows])
        hint = f' Did you mean "{near}"?' if near is not None else ""
        raise NoSuchFlowError(f'{organization.name} has no flow "{flow}".{hint}')
    return with_files_around(read_source(flow, "the flow"))


def _is_file_name(flow: str) -> bool:
    return Path(flow).exists() or Path(flow).suffix.lower() in (".yaml", ".yml")


def caller_of(settings: Settings, organization: Organization | None) -> DataActions | None:
    """The caller for the organization's data actions; None if it has none."""
    has_data_actions = organization is not None and bool(organization.data_actions)
    if not settings.allow_hosts and not has_data_actions:
        return None
    from architrave.engine.data_actions import AllowedHosts, DataActionCaller  # slow to import

    allowed = AllowedHosts.of(settings.allow_hosts)
    return DataActionCaller(lambda: organization, allowed) if organization is not None and has_data_actions else None


def _refusal(name: str, program: Program) -> str:
    return (
        f"Cannot run {name}: its flow type is {program.flow_type}. Architrave runs only workflows and common modules; "
        "other flow types need a live interaction."
    )


def _depends(name: str, broken: tuple[Diagnostic, ...]) -> str:
    files = list(dict.fromkeys(fault.file for fault in broken if fault.file))
    return f"Cannot run {name}: it depends on {', '.join(files)}, which {'has' if len(files) == 1 else 'have'} errors."
