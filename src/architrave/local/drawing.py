"""Flows as outlines for diagrams: of any type, also with errors, from a file or from an organization."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions.files import FolderFiles
from architrave.definitions.flow_files import flow_id, flow_paths
from architrave.definitions.flow_parts import with_files, with_files_around
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Diagnostic, Source, did_you_mean
from architrave.diagram.outline import Outline, outline_of
from architrave.flows.document import read_document
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.local.faults import CannotRunError, NoSuchFlowError


@dataclass(frozen=True, slots=True)
class DrawableFlow:
    """A flow that can be drawn. `diagnostics` are the problems in its file."""

    program: Program
    outline: Outline
    diagnostics: tuple[Diagnostic, ...]
    source: Source

    @property
    def errors(self) -> int:
        """How many errors the file has."""
        return sum(fault.is_error for fault in self.diagnostics)


def drawable(source: Source, substitutions: Mapping[str, str] | None = None) -> DrawableFlow:
    """The flow in a text. What has errors is drawn as far as it can be read, placeholders without a value as they are.

    Raises CannotRunError if the text is not a flow, or has a YAML error.
    """
    given = substitutions or {}
    program, diagnostics = read_flow(source, substitutions=given, allow_placeholders=True)
    if program is None:
        raise CannotRunError(source.name, diagnostics, source, f"Cannot draw {source.name}: it cannot be read.")
    document, _ = read_document(source, given)
    return DrawableFlow(program, outline_of(program, document), diagnostics, source)


def drawable_file(source: Source, organization: Path | None) -> DrawableFlow:
    """The flow in a file that was read, with the files that it refers to and the organization's substitutions.

    Raises the same as `drawable`.
    """
    return drawable(with_files_around(source) if Path(source.name).is_file() else source, _substitutions(organization))


def drawable_named(name: str, organization: Path) -> DrawableFlow:
    """The flow with a name or id in the folder of an organization. Raises NoSuchFlowError, and the same as `drawable`.

    A flow with errors has a name too, as long as it can be read.
    """
    files = FolderFiles(organization)
    given = _substitutions(organization)
    names: list[str] = []
    for path in flow_paths(files):
        source = files.read(path)
        if isinstance(source, Diagnostic):
            continue
        whole = with_files(source, files, path)
        program, _ = read_flow(whole, substitutions=given, allow_placeholders=True)
        if program is None:
            continue
        if name.casefold() in (program.name.casefold(), flow_id(program, None)):
            return drawable(whole, given)
        names.append(program.name)
    near = did_you_mean(name, names)
    hint = f"Did you mean “{near}”?" if near else f"Its flows: {', '.join(sorted(names)) or 'none'}."
    raise NoSuchFlowError(f"{organization} has no flow “{name}”. {hint}")


def _substitutions(organization: Path | None) -> Mapping[str, str]:
    """The values that an organization has for placeholders; none if its org.yaml cannot be read."""
    if organization is None:
        return {}
    definition, _ = read_organization(organization, environment=os.environ, needs_secrets=False)
    return {} if definition is None else definition.substitutions
