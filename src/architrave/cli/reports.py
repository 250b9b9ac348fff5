"""What a server or a worker reports about its files: grouped for people, or one log record for each problem."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from architrave.cli.exit_codes import PROBLEMS, USAGE
from architrave.cli.logs import JSON, log_problems
from architrave.cli.views.problems import show_problems
from architrave.cli.views.serving import show_grouped, show_summary
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.rules import OLDER_MODULE
from architrave.diagnostics import Diagnostic
from architrave.diagnostics.visible import visible_line
from architrave.local.faults import CannotOpenError
from architrave.local.platform import Reloaded
from architrave.organization.flows import Published, version_name

log = logging.getLogger("architrave.server")


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports to standard error. `command` is the command that runs, `folder` the organization's folder."""

    command: str
    log_format: str
    folder: Path

    def started(self, diagnostics: Sequence[Diagnostic]) -> None:
        """The problems in the files at the start: for people, errors in full and the rest in numbers."""
        if self.log_format == JSON:
            log_problems(log, diagnostics)
        else:
            show_summary(diagnostics, self.folder)
            # What a person must do to publish a changed module is more than a number.
            show_problems([fault for fault in diagnostics if fault.rule is OLDER_MODULE], err=True)

    def problems(self, diagnostics: Sequence[Diagnostic]) -> None:
        """All of these problems in full."""
        if self.log_format == JSON:
            log_problems(log, diagnostics)
        else:
            show_problems(diagnostics, err=True)

    def refused(self, problem: CannotOpenError) -> int:
        """Why nothing can be opened. Returns the exit code."""
        self.problems(problem.diagnostics)
        return USAGE if problem.is_missing else PROBLEMS

    def complain(self, message: str, code: int) -> int:
        """An error that stops the command. Returns the exit code."""
        if self.log_format == JSON:
            log.error("%s", message)
        else:
            click.echo(f"architrave {self.command}: {message}", err=True)
        return code

    def reloaded(self, done: Reloaded) -> None:
        """The problems in the changed files, what keeps its previous version, and what was published."""
        if self.log_format == JSON:
            log_problems(log, done.news)
        else:
            show_grouped(done.news)
        if done.has_broken_mocks:
            log.warning("the mocks file has errors; still using the previous replies")
        if done.has_broken_org_yaml:
            log.warning("%s has errors; still using the previous version", ORG_YAML)
        for flow in done.kept:
            row, file = flow.row, flow.row.file or flow.row.name
            used = f"version {version_name(flow.published)}" if flow.published else "the previous version"
            log.warning('%s has errors; still using %s of "%s"', visible_line(file), used, visible_line(row.name))
        for file in done.left_out:
            log.warning("%s has errors and is left out", visible_line(file))
        for published in done.published:
            if published.is_new:
                log.info("%s", _said_of(published))


def _said_of(published: Published) -> str:
    row = published.flow.row
    how = "was published" if published.flow.published else "was saved but not published"
    return f'version {published.version} of "{visible_line(row.name)}" ({row.id}) {how}'
