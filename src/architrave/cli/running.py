"""What `run` runs: the flow with the organization, mocks and common modules around it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from architrave.cli.files import read_source, sources_of
from architrave.cli.substitutions import substitutions_from
from architrave.definitions.mocks import MOCKS_YAML, Mocks, read_mocks
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import render_text
from architrave.engine.handlers import DataActions, Directory, Handlers
from architrave.engine.virtual import VirtualEngine, VirtualRun
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Start

if TYPE_CHECKING:
    from architrave.definitions.values import Organization

EXECUTION_ID = "00000000-0000-4000-8000-000000000000"
"""The id of every execution of `run`, so that two runs of the same flow are the same."""


_ENTITIES = UUID(EXECUTION_ID)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A flow that can be run, and its surroundings. `diagnostics` are warnings."""

    program: Program
    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, Source]
    directory: Directory
    modules: Mapping[str, Program]
    mocks: Mocks
    data_actions: DataActions | None = None


@dataclass(frozen=True, slots=True)
class NotRunnable:
    """A flow that cannot be run: it has errors, or a type that is not run, which `refusal` says."""

    name: str
    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, Source]
    refusal: str | None = None


@dataclass(slots=True)
class Siblings:
    """What a flow without an organization has around it.

    The common modules in its file's own folder, read when one is first asked for, and the entities that its literals
    name: a flow is published only where they are there, so that they cannot be missing when it runs.
    """

    folder: Path | None
    substitutions: Mapping[str, str]
    modules: dict[str, Program]
    program: Program
    _by_name: dict[str, Program] | None = field(default=None)

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:  # noqa: ARG002
        """A common module or a literal's entity by its name; nothing else is known without an organization."""
        if noun != "commonModule":
            return self._entity(noun, str(value)) if by == "name" else None
        if self._by_name is None:
            self._by_name = dict(self._read())
            self.modules.update({program.hash: program for program in self._by_name.values()})
        program = self._by_name.get(str(value).casefold())
        return None if program is None else {"name": program.name, "version": "1.0", "hash": program.hash}

    def all(self, noun: str) -> list[dict[str, Any]]:  # noqa: ARG002
        """Nothing."""
        return []

    def _entity(self, noun: str, name: str) -> dict[str, Any] | None:
        wanted = (noun, name.casefold())
        for program in (self.program, *self.modules.values()):
            for of, written in program.entities:
                if (of, written.casefold()) == wanted:
                    return {"id": str(uuid5(_ENTITIES, f"{of} {written}")), "name": written}
        return None

    def _read(self) -> list[tuple[str, Program]]:
        programs: list[tuple[str, Program]] = []
        if self.folder is None:
            return programs
        for path in sorted(self.folder.glob("*.y*ml")):
            try:
                source = Source(str(path), path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                continue
            if "commonModule" in source.text:
                program, faults = read_flow(source, substitutions=self.substitutions, known=None)
                if program is not None and not any(fault.is_error for fault in faults):
                    programs.append((program.name.casefold(), program))
        return programs


def load(
    flow: str,
    org: str | None,
    mocks: str | None,
    options_file: str | None,
    substitute: tuple[str, ...],
    allowed_hosts: tuple[str, ...] = (),
) -> Loaded | NotRunnable:
    """Reads everything that a run needs. Files that cannot be read are errors of usage.

    `allowed_hosts` are what data actions may call, as `--allow-host` has them.
    """
    organization = None if org is None else _organization(org)
    substitutions = {
        **(organization.substitutions if organization else {}),
        **substitutions_from(options_file, substitute),
    }
    scripted = _mocks(mocks, org)
    pinned = organization.flow(flow) if organization is not None and not Path(flow).exists() else None
    if pinned is not None:
        source = pinned.source
        program, diagnostics = pinned.program, ()
    else:
        source = read_source(flow, "the flow")
        program, diagnostics = read_flow(source, substitutions=substitutions)
    sources = {source.name: source}
    if program is None or any(diagnostic.is_error for diagnostic in diagnostics):
        return NotRunnable(source.name, diagnostics, sources)
    if program.start is None:
        return NotRunnable(source.name, diagnostics, sources, _refusal(source.name, program))
    modules: dict[str, Program] = {}
    folder = None if flow == "-" else Path(flow).parent
    directory: Directory = Siblings(folder, substitutions, modules, program)
    if organization is not None:
        from architrave.organization.directory import Directory as OrganizationDirectory

        modules.update({file.program.hash: file.program for file in organization.flows})
        directory = OrganizationDirectory(organization, _module_finder(organization))
    caller = _caller(organization, allowed_hosts)
    return Loaded(program, diagnostics, sources, directory, modules, scripted, caller)


def run_loaded(loaded: Loaded, inputs: dict[str, Any], launched_at: int, seed: int, until: str | None) -> VirtualRun:
    """Runs it on the virtual engine."""
    handlers = Handlers(lambda: loaded.directory, mocks=lambda: loaded.mocks, real=loaded.data_actions)
    start = Start(EXECUTION_ID, inputs, launched_at, is_test=True)
    return VirtualEngine(handlers, loaded.modules.__getitem__, seed=seed).run(loaded.program, start, until=until)


def _caller(organization: "Organization | None", allowed_hosts: tuple[str, ...]) -> DataActions | None:
    """What calls the organization's data actions for real; nothing where it has none."""
    if not allowed_hosts and (organization is None or not organization.data_actions):
        return None
    from architrave.engine.data_actions import AllowedHosts, DataActionCaller  # slow to import

    try:
        allowed = AllowedHosts.of(allowed_hosts)
    except ValueError as problem:
        raise click.UsageError(f"--allow-host: {problem}") from None
    if organization is None or not organization.data_actions:
        return None
    return DataActionCaller(lambda: organization, allowed)


def _refusal(name: str, program: Program) -> str:
    return (
        f"{name} is a flow of the type {program.flow_type}. Architrave reads and lints it, but runs only workflows "
        "and common modules: all others need a live interaction."
    )


def _organization(folder: str) -> "Organization":
    from architrave.definitions.reader import read_organization  # slow to import

    organization, faults = read_organization(Path(folder), environment=os.environ)
    errors = [fault for fault in faults if fault.is_error]
    if organization is None:
        raise click.UsageError(render_text(errors, sources_of(errors)))
    if errors:
        click.echo(render_text(errors, sources_of(errors)) + "\n", err=True)
    return organization


def _module_finder(organization: "Organization") -> Any:
    def find(_by: str, value: str, /) -> dict[str, Any] | None:
        flow = organization.flow(value)
        if flow is None or flow.program.flow_type != "commonModule" or not flow.published:
            return None
        return {"id": flow.id, "name": flow.program.name, "version": "1.0", "hash": flow.program.hash}

    return find


def _mocks(file: str | None, org: str | None) -> Mocks:
    if file is None and org is not None and (Path(org) / MOCKS_YAML).is_file():
        file = str(Path(org) / MOCKS_YAML)
    if file is None:
        return Mocks()
    source = read_source(file, "the mocks")
    mocks, faults = read_mocks(source)
    if any(fault.is_error for fault in faults):
        raise click.UsageError(render_text(faults, {source.name: source}))
    return mocks
