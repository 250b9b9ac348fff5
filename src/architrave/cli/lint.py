"""`architrave lint`: checks flow files."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.files import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from architrave.definitions.mocks import Mocks
    from architrave.definitions.values import Organization
    from architrave.diagnostics import Diagnostic, Source

_SUFFIXES = frozenset({".yaml", ".yml"})
_NO_FLOWS = frozenset({"org", "mocks", "options", "substitutions"})


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--org", metavar="FOLDER", help="Also check names (data actions, tables, modules, queues, …) against it.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in the flow files.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(
    paths: tuple[str, ...], org: str | None, options_file: str | None, substitute: tuple[str, ...], form: str
) -> None:
    """Check flow files, and the flow files in folders.

    In a folder, YAML files that are not flows are skipped. A placeholder {{KEY}} without a value is a warning; what
    depends on it is not checked. With --org, problems in its data actions, data tables and org.yaml are reported too.

    Exit code: 0 no errors, 1 errors found, 2 usage error.
    """
    from architrave.cli.substitutions import substitutions_from
    from architrave.definitions.known import known_of
    from architrave.flows.reader import read_flow

    organization, mocks, found = (None, None, []) if org is None else _organization(org)
    known = None if organization is None else known_of(organization, mocks)
    values = {**(organization.substitutions if organization else {}), **substitutions_from(options_file, substitute)}
    sources: dict[str, Source] = {}
    for name, is_listed in _files(paths):
        source = read_source(name, "a flow file")
        if not is_listed and not _looks_like_flow(source):
            continue
        sources[source.name] = source
        found += read_flow(source, substitutions=values, known=known, allow_placeholders=True)[1]
    if not sources:
        searched = '", "'.join(paths)
        raise click.UsageError(f'No flow files (.yaml or .yml) in "{searched}".')
    _print(found, sources, form)
    sys.exit(1 if any(item.is_error for item in found) else 0)


def _files(paths: tuple[str, ...]) -> "Iterator[tuple[str, bool]]":
    """The files to check, and for each whether it was named on the command line."""
    for path in dict.fromkeys(paths):
        if path == "-" or not Path(path).is_dir():
            yield path, True
            continue
        for file in sorted(Path(path).rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if file.suffix.lower() in _SUFFIXES and file.is_file() and not hidden and file.stem not in _NO_FLOWS:
                yield str(file), False


def _looks_like_flow(source: "Source") -> bool:
    """Whether a file in a folder is a flow: one of its top-level keys is a flow type."""
    from architrave.flows.flow_types import FLOW_TYPES

    tops = (line.partition(":")[0] for line in source.text.splitlines() if line[:1].isalpha() and ":" in line)
    return any(top.strip().lower() in FLOW_TYPES for top in tops)


def _organization(folder: str) -> "tuple[Organization, Mocks, list[Diagnostic]]":
    """The organization, its scripted replies, and the problems in both.

    Those in its flows are left out: flows are checked only when named.
    """
    from architrave.definitions import rules
    from architrave.definitions.mocks import MOCKS_YAML
    from architrave.definitions.reader import ORG_YAML, read_organization
    from architrave.local.reading import checked_replies
    from architrave.local.sources import rendered

    organization, faults = read_organization(Path(folder), environment=os.environ)
    if organization is None:
        errors = [fault for fault in faults if fault.is_error]
        raise click.UsageError(rendered(errors))
    mocks, mock_faults = checked_replies(None, Path(folder), organization, faults)
    every = (fault for fault in (*faults, *mock_faults) if fault.rule is not rules.NO_FLOWS)
    files = [(Path(fault.file or ""), fault) for fault in every]
    own = (ORG_YAML, MOCKS_YAML)
    return organization, mocks, [fault for file, fault in files if file.suffix not in _SUFFIXES or file.name in own]


def _print(found: "list[Diagnostic]", sources: "dict[str, Source]", form: str) -> None:
    from architrave import __version__
    from architrave.diagnostics.renderers.github import render_github
    from architrave.diagnostics.renderers.json import render_json
    from architrave.diagnostics.renderers.sarif import render_sarif
    from architrave.diagnostics.renderers.text import render_text
    from architrave.local.sources import sources_of

    ok = not any(item.is_error for item in found)
    match form:
        case "json":
            click.echo(json.dumps({"ok": ok, "diagnostics": render_json(found)}, ensure_ascii=False, indent=2))
        case "sarif":
            click.echo(json.dumps(render_sarif(found, __version__), ensure_ascii=False, indent=2))
        case "github":
            if found:
                click.echo(render_github(found))
        case _:
            if found:
                click.echo(render_text(found, {**sources_of(found), **sources}) + "\n")
            click.echo(_summary(found, len(sources)))


def _summary(found: "list[Diagnostic]", files: int) -> str:
    errors = sum(item.is_error for item in found)
    others = len(found) - errors
    counted = f"{files} flow{'' if files == 1 else 's'}"
    if not found:
        return f"{counted}: no problems found."
    return f"{counted}: {errors} error{'' if errors == 1 else 's'}, {others} warning{'' if others == 1 else 's'}."
