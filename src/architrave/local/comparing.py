"""Two versions of a flow, from files, pipes or Git, and their comparison."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.comparison.comparing import compare
from architrave.comparison.difference import Comparison
from architrave.comparison.side import Side, read_side
from architrave.definitions.files import FolderFiles
from architrave.definitions.flow_parts import with_files_around
from architrave.definitions.nearest import ORG_YAML, nearest_organization
from architrave.definitions.org_yaml import read_org_yaml
from architrave.definitions.other_files import not_a_flow
from architrave.diagnostics import Diagnostic, Source
from architrave.flows.parts import with_parts
from architrave.flows.program import Program
from architrave.local.git_files import GitFile, git_file
from architrave.local.sources import read_source

Reader = Callable[[str], Source | None]
"""Reads what is not a file, such as standard input or a pipe; None for everything else."""


class NotAFlowError(ValueError):
    """A file that is compared is not a flow. `diagnostics` say why, `source` is its text."""

    def __init__(self, message: str, source: Source, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        self.source = source
        self.diagnostics = diagnostics
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a flow that was read. `source` is its text, `faults` its problems; it may have errors."""

    source: Source
    side: Side
    faults: tuple[Diagnostic, ...]


def read_version(name: str, substitutions: Mapping[str, str], read_other: Reader) -> Version:
    """The flow in a file, in a file of a Git revision (`HEAD~1:flows/a.yaml`), or in what `read_other` reads.

    Which inputs are required is taken from the org.yaml around it. Raises CannotReadFileError and NotAFlowError.
    """
    source, org_yaml = _source(name, read_other)
    message = not_a_flow(source.name, source.text)
    if message is not None:
        raise NotAFlowError(message, source)
    side, faults = read_side(source, substitutions, lambda program: _required(program, org_yaml))
    if side is None:
        raise NotAFlowError(f"{source.name} is not a flow.", source, faults)
    return Version(source, side, faults)


def compare_versions(old: Version, new: Version) -> Comparison:
    """The differences between two versions."""
    return compare(old.side, new.side)


def _source(name: str, read_other: Reader) -> tuple[Source, Source | None]:
    """The text of a flow with the files that it refers to, and the org.yaml of its organization."""
    other = read_other(name)
    if other is not None:
        return other, None
    in_git = None if Path(name).exists() else git_file(name)
    if in_git is not None:
        return _from_git(in_git)
    source = with_files_around(read_source(name, "the flow"))
    folder = nearest_organization(Path(name))
    org_yaml = None if folder is None else FolderFiles(folder).read(ORG_YAML)
    return source, org_yaml if isinstance(org_yaml, Source) else None


def _from_git(file: GitFile) -> tuple[Source, Source | None]:
    def read(path: str) -> str | None:
        other = file.beside(path)
        return None if other is None else other.read_if_there()

    source = with_parts(Source(file.name, file.read()), read)
    folders = file.path.count("/")
    for up in range(folders + 1):
        org_yaml = file.beside("../" * up + ORG_YAML)
        text = None if org_yaml is None else org_yaml.read_if_there()
        if org_yaml is not None and text is not None:
            return source, Source(org_yaml.name, text)
    return source, None


def _required(program: Program, org_yaml: Source | None) -> frozenset[str]:
    """The full names, in lower case, of the inputs that org.yaml requires for a flow."""
    if org_yaml is None:
        return frozenset()
    pins = read_org_yaml(org_yaml, os.environ, needs_secrets=False)[0].pins
    name = program.name.casefold()
    required = {each.lower() for pin in pins if pin.name.casefold() == name for each in pin.required}
    return frozenset(each if "." in each else f"flow.{each}" for each in required)
