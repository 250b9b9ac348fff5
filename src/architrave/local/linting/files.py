"""The files that paths name: flow files, and what else is in folders."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from architrave.cloud.exports import CONVERT_EXPORTS, export_suffix
from architrave.definitions.file_kinds import exports_in_words, is_flow_test
from architrave.definitions.files import unread_folder
from architrave.definitions.other_files import not_a_flow
from architrave.definitions.walking import list_files
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.summary import counted
from architrave.local.linting.faults import CannotLintError

STANDARD_INPUT = "-"
YAML_SUFFIXES = frozenset({".yaml", ".yml"})

_NO_FLOWS = frozenset({"org", "mocks", "options", "substitutions", "org.missing", "mocks.missing"})
_SHOWN = 5


@dataclass(slots=True)
class Found:
    """The files below some paths.

    `skipped` are YAML files in folders that are not flows, `unread` the problems of folders that cannot be read.
    """

    files: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])
    exports: list[str] = field(default_factory=list[str])
    skipped: list[str] = field(default_factory=list[str])
    excluded: list[str] = field(default_factory=list[str])
    unread: dict[str, Diagnostic] = field(default_factory=dict[str, Diagnostic])


def find_files(paths: Sequence[str]) -> Found:
    """The files to check, each once, and for each whether it was named; a folder gives its YAML files."""
    found = Found()
    seen: set[str] = set()
    for path in paths:
        if path == STANDARD_INPUT or not Path(path).is_dir():
            _add(found, seen, path, is_listed=True)
    for path in paths:
        if path != STANDARD_INPUT and Path(path).is_dir():
            for file in _listed(found, path):
                if export_suffix(file):
                    found.exports.append(file)
                elif is_flow_test(file):
                    continue
                elif Path(file).suffix.lower() in YAML_SUFFIXES and Path(file).stem not in _NO_FLOWS:
                    _add(found, seen, file, is_listed=False)
    return found


def _add(found: Found, seen: set[str], path: str, *, is_listed: bool) -> None:
    key = path if path == STANDARD_INPUT else os.path.realpath(path)
    if key not in seen:
        seen.add(key)
        found.files.append((path, is_listed))


def _listed(found: Found, folder: str) -> Iterator[str]:
    """The files in a folder and its subfolders, in order. Subfolders that cannot be read are added to `found`."""
    try:
        listed = list_files(Path(folder))
    except OSError as error:
        raise CannotLintError(f"Cannot read the folder {folder}: {error.strerror or error}.") from None
    for path, error in listed.unread:
        name = str(Path(folder, path))
        if name not in found.unread:
            found.unread[name] = unread_folder(name, error)
    yield from (str(Path(folder, path)) for path in listed.files)


def refuse_other_kinds(path: str, source: Source) -> None:
    """Raises CannotLintError for a named file that is clearly not a flow, and says what to do with it."""
    message = not_a_flow(source.name, source.text, path if path == STANDARD_INPUT else None)
    if message is not None:
        raise CannotLintError(message)


def nothing_to_check(paths: Sequence[str], found: Found) -> str:
    """Why there is nothing to check, and what to do."""
    where = " or ".join(f'"{path}"' for path in paths)
    if found.excluded and not found.skipped:
        return f"All flow files in {where} are excluded by the settings ({counted(len(found.excluded), 'file')})."
    if found.exports:
        return f"No YAML flows in {where}, but {exports_in_words(found.exports)}. {CONVERT_EXPORTS}"
    if found.skipped:
        shown = ", ".join(Path(name).name for name in found.skipped[:_SHOWN])
        more = ", …" if len(found.skipped) > _SHOWN else ""
        return (
            f"No flow files in {where}, but {counted(len(found.skipped), 'other YAML file')} ({shown}{more}). "
            "A flow file starts with a flow type, such as `workflow:`. Name a file to see what is wrong with it."
        )
    return f"No flow files (.yaml or .yml) in {where}."
