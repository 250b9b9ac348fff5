"""Ends a command because of something that it was given: exit code 2."""

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from architrave.cli.exit_codes import USAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from architrave.diagnostics import Diagnostic, Source


class SeveralLines(click.UsageError):
    """A usage error whose message has line breaks of its own. Names in it must be `visible_line`."""


def refuse(
    problem: object, diagnostics: "Iterable[Diagnostic]" = (), sources: "Mapping[str, Source] | None" = None
) -> NoReturn:
    """Print the errors among the diagnostics with their source lines or, if there are none, the problem's text."""
    errors = [fault for fault in diagnostics if fault.is_error]
    if not errors:
        raise click.UsageError(str(problem))
    from architrave.cli.views.problems import show_problems

    show_problems(errors, sources, err=True)
    sys.exit(USAGE)
