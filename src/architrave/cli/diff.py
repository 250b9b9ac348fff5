"""`architrave diff`: what changed between two versions of a flow."""

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option

if TYPE_CHECKING:
    from architrave.comparison.difference import Comparison
    from architrave.diagnostics import Source
    from architrave.local.comparing import Version


@click.command(
    cls=Verb,
    examples=(
        "architrave diff exported/order-sync.yaml flows/order-sync.yaml",
        "architrave diff HEAD:flows/order-sync.yaml flows/order-sync.yaml",
        "architrave diff main:./order-sync.yaml order-sync.yaml --breaking",
        "architrave diff old.yaml new.yaml --svg change.svg",
    ),
    page="docs/comparing.md",
)
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--breaking", is_flag=True, help="Only what breaks those who launch or call the flow.")
@click.option("--svg", "picture", metavar="FILE", type=click.Path(), help="Also draw both versions as one diagram.")
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in both flows.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@format_option()
def command(
    old: str,
    new: str,
    breaking: bool,
    picture: str | None,
    substitute: tuple[str, ...],
    options_file: str | None,
    form: str,
) -> None:
    """Show what changed between two versions of a flow by its meaning.

    OLD and NEW are flow files, files of a Git revision (HEAD~1:flows/order-sync.yaml), or - for standard input.
    Both must exist: a new flow has no older version to compare with.

    Formatting, comments, the order of keys and generated refIds do not count. An input or output that breaks callers is
    marked: a removed or retyped one, or an input that org.yaml newly requires.

    Exit code: 0 no differences, 1 differences found (with --breaking: breaking ones), 2 usage error.
    """
    from architrave.cli.substitutions import substitutions_from
    from architrave.cli.views.differences import Shown, show_differences
    from architrave.comparison.report import comparison_json
    from architrave.local.comparing import compare_versions

    if old == new == "-":
        raise click.UsageError("Only one of the two flows can come from standard input.")
    if breaking and picture is not None:
        raise click.UsageError("--svg draws all differences; leave it out, or --breaking.")
    if Path(old).is_dir() and Path(new).is_dir():
        folders = " --against ".join(shlex.quote(each) for each in (new, old))
        raise click.UsageError(f"To compare the folders of two organizations, run `architrave deps {folders}`.")
    substitutions = substitutions_from(options_file, substitute)
    versions = [_version(name, substitutions) for name in (old, new)]
    _check_keys(versions, options_file, substitute)
    comparison = compare_versions(*versions)
    found = comparison.breaking if breaking else comparison.differences
    if picture is not None:
        _draw(picture, versions, comparison)
    view = Shown(comparison, found, versions[0].source, versions[1].source)
    if form == "json":
        result = comparison_json(comparison, found, *(version.source.name for version in versions))
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        show_differences(view)
    sys.exit(PROBLEMS if found else GOOD)


def _draw(picture: str, versions: "list[Version]", comparison: "Comparison") -> None:
    """Write the diagram of what changed into a file."""
    from architrave.cli.files import write_text
    from architrave.local.change_diagram import change_diagram

    old, new = versions
    write_text(picture, change_diagram(old.side, new.side, comparison))


def _version(name: str, substitutions: dict[str, str]) -> "Version":
    from architrave.cli.files import lint_command
    from architrave.cli.refusing import refuse
    from architrave.cli.views.errors import show_message
    from architrave.diagnostics.rule import Severity
    from architrave.diagnostics.summary import counted, number_of
    from architrave.local.comparing import NotAFlowError, read_version
    from architrave.local.sources import CannotReadFileError

    try:
        version = read_version(name, substitutions, _read_other)
    except CannotReadFileError as problem:
        raise click.UsageError(str(problem)) from None
    except NotAFlowError as problem:
        refuse(problem, problem.diagnostics, {problem.source.name: problem.source})
    errors = number_of(version.faults, Severity.ERROR)
    if errors:
        hint = f" Run `{lint_command(Path(name))}`." if Path(name).is_file() else ""
        what = "Values that cannot be read are compared as they are written."
        show_message(f"{version.source.name} has {counted(errors, 'error')}. {what}{hint}")
    return version


def _check_keys(versions: "list[Version]", options_file: str | None, substitute: tuple[str, ...]) -> None:
    """Substitutions that fit neither flow: a usage error or, of an options file, a warning."""
    from architrave.cli.substitutions import check_used
    from architrave.cli.views.problems import show_problems
    from architrave.flows.substitutions import keys_in

    if options_file is None and not substitute:
        return
    keys = {key for version in versions for key in keys_in(version.source.text)}
    keys |= {key for version in versions for _, text in version.source.parts for key in keys_in(text)}
    show_problems(check_used(options_file, substitute, keys), err=True)


def _read_other(name: str) -> "Source | None":
    """Standard input or a pipe as a text; None for everything else."""
    from architrave.cli.files import read_file, standard_input
    from architrave.cli.pipes import is_pipe
    from architrave.definitions.regular_files import BOM, text_of
    from architrave.diagnostics import Source

    if name == "-":
        return standard_input()
    return Source(name, text_of(read_file(name, "the flow"), name).removeprefix(BOM)) if is_pipe(Path(name)) else None
