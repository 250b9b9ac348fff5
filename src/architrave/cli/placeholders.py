"""The placeholders `{{KEY}}` of a flow for `architrave run`: those without a value, and an options file for them."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.files import read_source
from architrave.cli.options import nearest_organization
from architrave.cli.substitutions import check_used

if TYPE_CHECKING:
    from architrave.diagnostics import Diagnostic
    from architrave.local.faults import CannotRunError


def check_substitutions(
    flow: str, organization: Path | None, options_file: str | None, pairs: tuple[str, ...]
) -> "tuple[Diagnostic, ...]":
    """Check that the flow, or another one in its folder or organization, has the placeholders of the substitutions.

    A pair without one is a usage error; a value in the options file gets a warning.
    """
    if options_file is None and not pairs:
        return ()
    from architrave.flows.substitutions import keys_in
    from architrave.local.placeholders import keys_of_folders

    folders = [] if organization is None else [organization]
    if flow == "-":
        return ()  # standard input can be read only once
    keys: set[str] = set()
    if Path(flow).is_file():
        keys |= keys_in(read_source(flow, "the flow").text)
        folders.append(Path(flow).parent)
    return check_used(options_file, pairs, keys | keys_of_folders(folders))


def write_options(file: str, flow: str, org: str | None, values: Mapping[str, str]) -> None:
    """Write an Archy options file with the placeholders of a flow, and print what to do with it.

    Placeholders that have a value, in `values` or in the organization, get it. An existing file is a usage error.
    """
    from architrave.flows.placeholders import options_text
    from architrave.local.placeholders import substitutions_of
    from architrave.local.starting.writing import write_new

    if not Path(flow).is_file():
        raise click.UsageError(f"--write-options needs a flow file; {flow} is not a file.")
    organization = Path(org) if org is not None else nearest_organization(flow)
    known: Mapping[str, str] = {} if organization is None else substitutions_of(organization)
    text = options_text(read_source(flow, "the flow"), {**known, **values})
    if text is None:
        click.echo(f"{flow} has no placeholders, so {file} was not written.", err=True)
        return
    if not write_new(Path(file).parent, {Path(file).name: text}):
        raise click.UsageError(f"{file} exists already. Choose another name, or delete the file.")
    click.echo(f"Wrote {file}. Fill in the values, then run: {_command(flow)} --options {shlex.quote(file)}")


def show_refusal(refused: "CannotRunError") -> None:
    """Print why a flow cannot run. Placeholders without a value are listed together."""
    from architrave.cli.views.problems import show_problems
    from architrave.diagnostics.visible import visible_line
    from architrave.flows import rules

    slug = rules.UNRESOLVED_SUBSTITUTION.slug
    others = [fault for fault in refused.diagnostics if fault.rule.slug != slug]
    show_problems(others, {refused.source.name: refused.source}, err=True)
    missing = [fault for fault in refused.diagnostics if fault.rule.slug == slug]
    for line in _missing_lines(missing, refused.source.name) if missing else ():
        click.echo(visible_line(line), err=True)
    click.echo(refused.reason, err=True)


def _missing_lines(missing: "list[Diagnostic]", file: str) -> Iterator[str]:
    slug = missing[0].rule.slug
    had = "1 placeholder has no value" if len(missing) == 1 else f"{len(missing)} placeholders have no value"
    yield f"error[{slug}]: {had}:"
    names = [fault.message.removeprefix("`").partition("` has no value")[0] for fault in missing]
    width = max(map(len, names))
    for name, fault in zip(names, missing, strict=True):
        yield f"  {name:<{width}}  {file}:{fault.start.line if fault.start else 1}"
    either = f"--substitute {shlex.quote(names[0].strip('{}').strip())}=VALUE, or `substitutions:` in org.yaml."
    if Path(file).is_file():
        yield f"  help: To write an options file for them: {_command(file)} --write-options options.yaml"
        yield f"        Or use {either}\n"
    else:
        yield f"  help: Use {either}\n"


def _command(flow: str) -> str:
    return f"architrave run {shlex.quote(flow)}"
