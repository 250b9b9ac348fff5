"""`architrave lint`: checks flow files."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.files import standard_input
from architrave.cli.options import Verb, completes, format_option, nearest_organization, org_option
from architrave.cli.views.errors import show_message

if TYPE_CHECKING:
    from architrave.cli.views.linting import View
    from architrave.local.linting import LintReport


_RULES = completes("lint_rules")
_MAX_HELP = "Show at most N problems of each file.  [default: 10, of a single file 30]"


@click.command(
    cls=Verb,
    examples=(
        "architrave lint my-org",
        "architrave lint flows/order-sync.yaml --fix",
        "architrave lint flows --ignore unused-variable --baseline known.json",
        "architrave lint . --format junit > lint.xml",
    ),
    page="docs/linting.md",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@org_option("Also check names (data actions, tables, modules, queues, …) against this organization.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in the flow files.")
@click.option("--select", metavar="RULE,…", multiple=True, shell_complete=_RULES, help="Report only these rules.")
@click.option("--ignore", metavar="RULE,…", multiple=True, shell_complete=_RULES, help="Do not report these rules.")
@click.option("--strict", is_flag=True, help="Warnings fail too (exit code 1).")
@click.option("--baseline", metavar="FILE", help="Leave out the known problems that this file lists.")
@click.option("--write-baseline", metavar="FILE", help="Write all problems into this file as known ones.")
@click.option("--fix", is_flag=True, help="Fix in the files what is certain.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--full", is_flag=True, help="Show every problem with its source line; sum nothing.")
@click.option("--max-per-file", type=click.IntRange(min=1), metavar="N", show_default=False, help=_MAX_HELP)
@format_option("sarif", "github", "junit")
def command(
    paths: tuple[str, ...],
    org: str | None,
    options_file: str | None,
    substitute: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    baseline: str | None,
    write_baseline: str | None,
    fix: bool,
    diff: bool,
    full: bool,
    max_per_file: int | None,
    form: str,
) -> None:
    """Check flow files, and the flow files in folders.

    In a folder, YAML files that are not flows are skipped. A placeholder {{KEY}} without a value is a warning; what
    depends on it is not checked. Problems in an organization's own files (org.yaml, mocks.yaml, data actions, data
    tables) are reported if its folder is checked, and otherwise counted. In text, repeated problems are summed; the
    other formats are complete.

    Exit code: 0 no errors, 1 errors found (with --strict also warnings; with --baseline only new ones), 2 usage error.
    """
    from architrave.cli.refusing import refuse
    from architrave.cli.substitutions import check_used, substitutions_from
    from architrave.cli.views.linting import View, problems_elsewhere
    from architrave.flows.substitutions import keys_in
    from architrave.local.linting import CannotLintError, LintOptions, lint
    from architrave.local.placeholders import keys_of_folders
    from architrave.local.sources import CannotReadFileError

    _refuse_together(paths, baseline, write_baseline, fix, diff, form)
    options = LintOptions(
        paths=paths,
        nearest=nearest_organization if org is None else lambda _: Path(org),
        standard_input=standard_input,
        substitutions=substitutions_from(options_file, substitute),
        select=_rules(select),
        ignore=_rules(ignore),
        baseline=baseline,
        write_baseline=write_baseline,
        strict=strict,
        fix=fix or diff,
        write=fix and not diff,
    )
    try:
        report = lint(options)
    except CannotLintError as problem:
        refuse(problem, problem.diagnostics)
    except CannotReadFileError as problem:
        raise click.UsageError(str(problem)) from None
    if options_file is not None or substitute:
        folders = [organization.folder for organization in report.organizations]
        keys = {key for source in report.sources.values() for key in keys_in(source.text)} | keys_of_folders(folders)
        report.findings += check_used(options_file, substitute, keys)
    for organization in report.organizations:
        elsewhere = problems_elsewhere(report.elsewhere.get(organization.folder, ()), organization.folder)
        show_message(f"Organization: “{organization.name}” in {organization.folder}{elsewhere}")
    _print(report, form, View(full, max_per_file, fix, diff, baseline, write_baseline))
    sys.exit(GOOD if report.ok else PROBLEMS)


def _rules(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for names in given for name in names.split(",") if name.strip())


def _refuse_together(
    paths: tuple[str, ...], baseline: str | None, write_baseline: str | None, fix: bool, diff: bool, form: str
) -> None:
    if baseline is not None and write_baseline is not None:
        raise click.UsageError("--baseline and --write-baseline cannot be used together.")
    if "-" in paths and fix and not diff:
        raise click.UsageError("Standard input cannot be fixed. Use --diff to see the changes.")
    if diff and form not in ("text", "json"):
        raise click.UsageError("--diff needs --format text or json.")


def _print(report: "LintReport", form: str, view: "View") -> None:
    from architrave import __version__

    match form:
        case "json":
            from architrave.local.linting.report_json import report_json

            click.echo(json.dumps(report_json(report), ensure_ascii=False, indent=2))
        case "sarif":
            from architrave.diagnostics.renderers.sarif import render_sarif

            click.echo(json.dumps(render_sarif(report.findings, __version__), ensure_ascii=False, indent=2))
        case "github":
            from architrave.diagnostics.renderers.github import render_github

            if report.findings:
                click.echo(render_github(report.findings))
        case "junit":
            from architrave.diagnostics.renderers.junit import render_junit

            click.echo(render_junit(report.findings, report.sources, failing=report.failing))
        case _:
            from architrave.cli.views.linting import show_report

            show_report(report, view)
