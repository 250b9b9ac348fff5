"""`architrave lint`: checks flow files."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.files import read_source
from architrave.cli.options import Verb, format_option, nearest_organization, org_option
from architrave.diagnostics.renderers.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from architrave.diagnostics import Diagnostic, Source
    from architrave.flows.known import KnownOrganization

_SUFFIXES = frozenset({".yaml", ".yml"})
_NO_FLOWS = frozenset({"org", "mocks", "options", "substitutions"})


@click.command(
    cls=Verb,
    examples=(
        "architrave lint my-org",
        "architrave lint flows/order-sync.yaml --format json",
        "architrave lint . --format sarif > lint.sarif",
    ),
    page="docs/linting.md",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@org_option("Also check names (data actions, tables, modules, queues, …) against this organization.")
@click.option("--options", "options_file", metavar="FILE", help="Read substitutions from an Archy options file.")
@click.option("--substitute", metavar="KEY=VALUE", multiple=True, help="Replace {{KEY}} in the flow files.")
@format_option("sarif", "github")
def command(
    paths: tuple[str, ...], org: str | None, options_file: str | None, substitute: tuple[str, ...], form: str
) -> None:
    """Check flow files, and the flow files in folders.

    In a folder, YAML files that are not flows are skipped. A placeholder {{KEY}} without a value is a warning; what
    depends on it is not checked. With --org, problems in its data actions, data tables and org.yaml are reported too.

    Exit code: 0 no errors, 1 errors found, 2 usage error.
    """
    from architrave.cli.substitutions import substitutions_from
    from architrave.flows.reader import read_flow

    values = substitutions_from(options_file, substitute)
    organizations = _Organizations(org)
    found: list[Diagnostic] = []
    sources: dict[str, Source] = {}
    for name, is_listed in _files(paths):
        source = read_source(name, "a flow file")
        if not is_listed and not _looks_like_flow(source):
            continue
        sources[source.name] = source
        organization = organizations.of(name)
        known = None if organization is None else organization.known
        given: Mapping[str, str] = {} if organization is None else organization.substitutions
        found += read_flow(source, substitutions={**given, **values}, known=known, allow_placeholders=True)[1]
    found = organizations.diagnostics + found
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


@dataclass(frozen=True, slots=True)
class _Used:
    """An organization that flows are checked against: its names and its values for placeholders."""

    known: "KnownOrganization"
    substitutions: "Mapping[str, str]"


class _Organizations:
    """The organization of each file: the one of `--org`, or the nearest. Each is read once.

    `diagnostics` are the problems in their own files. Those of their flows are reported only for the flows to check.
    """

    def __init__(self, org: str | None) -> None:
        self._given = None if org is None else Path(org)
        self._read: dict[Path, _Used] = {}
        self.diagnostics: list[Diagnostic] = []

    def of(self, file: str) -> _Used | None:
        """The organization of a file; None if there is none."""
        folder = self._given or nearest_organization(file)
        if folder is None:
            return None
        if folder not in self._read:
            self._read[folder] = self._use(folder)
        return self._read[folder]

    def _use(self, folder: Path) -> _Used:
        from architrave.definitions import rules
        from architrave.definitions.known import known_of
        from architrave.definitions.reader import ORG_YAML, read_organization
        from architrave.local.sources import rendered

        organization, faults = read_organization(folder, environment=os.environ)
        if organization is None:
            errors = [fault for fault in faults if fault.is_error]
            raise click.UsageError(rendered(errors))
        click.echo(f"Organization: “{printable(organization.name)}” in {folder}", err=True)
        files = [(Path(fault.file or ""), fault) for fault in faults if fault.rule is not rules.NO_FLOWS]
        own = [fault for file, fault in files if file.suffix not in _SUFFIXES or file.name == ORG_YAML]
        self.diagnostics += own
        return _Used(known_of(organization), organization.substitutions)


def _print(found: "list[Diagnostic]", sources: "dict[str, Source]", form: str) -> None:
    from architrave import __version__
    from architrave.diagnostics.renderers.github import render_github
    from architrave.diagnostics.renderers.json import render_json
    from architrave.diagnostics.renderers.sarif import render_sarif

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
            from architrave.cli.views.problems import show_problems

            show_problems(found, sources)
            click.echo(_summary(found, len(sources)))


def _summary(found: "list[Diagnostic]", files: int) -> str:
    errors = sum(item.is_error for item in found)
    others = len(found) - errors
    counted = f"{files} flow{'' if files == 1 else 's'}"
    if not found:
        return f"{counted}: no problems found."
    return f"{counted}: {errors} error{'' if errors == 1 else 's'}, {others} warning{'' if others == 1 else 's'}."
