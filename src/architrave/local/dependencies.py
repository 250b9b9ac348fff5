"""What a flow depends on in its organization's files, and which of those files have errors.

A run stops for those: without the data table, data action or common module it would take paths that the flow does not
take in the cloud. Errors in files that the flow does not use concern other flows.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from architrave.definitions.data_actions import EXPORTED
from architrave.definitions.reader import SCHEMA_SUFFIX
from architrave.definitions.regular_files import CannotReadFileError, read_text
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic
from architrave.flows.program import Program
from architrave.flows.uses import uses_of

_TABLES, _ACTIONS = "data-tables", "data-actions"
_MODULE = "commonModule"
_NAME = re.compile(r"""^\s+name:\s*(['"]?)(?P<name>.+?)\1\s*$""", re.MULTILINE)
_JSON_NAME = re.compile(r'"?name"?\s*:\s*"(?P<name>[^"\\]*)"')


@dataclass(slots=True)
class _Needed:
    """The names that a flow and its common modules use, casefolded."""

    tables: set[str] = field(default_factory=set[str])
    actions: set[str] = field(default_factory=set[str])
    modules: set[str] = field(default_factory=set[str])


def errors_in_dependencies(
    program: Program, organization: Organization, diagnostics: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """The errors in the files of the data tables, data actions and common modules that a flow uses, also indirectly.

    What has errors may have no name that could be read. It is then known by the name of its file. Names that a flow
    computes are not known.
    """
    errors = [fault for fault in diagnostics if fault.is_error and fault.file and organization.folder is not None]
    if not errors:
        return ()
    needed = _needed(program, organization)
    return tuple(fault for fault in errors if _is_needed(Path(fault.file or ""), needed))


def _needed(program: Program, organization: Organization) -> _Needed:
    modules = {file.outline.name.casefold(): file for file in organization.flows if file.outline.flow_type == _MODULE}
    needed = _Needed()
    waiting = [program]
    while waiting:
        uses = uses_of(waiting.pop())
        needed.tables |= {use.name.casefold() for use in uses.data_tables}
        needed.actions |= {use.name.strip().casefold() for use in uses.data_actions}
        for name in {use.name.casefold() for use in uses.modules} - needed.modules:
            needed.modules.add(name)
            waiting += [modules[name].program] if name in modules else []
    return needed


def _is_needed(file: Path, needed: _Needed) -> bool:
    if file.parent.name == _TABLES:
        stem = file.name.removesuffix(SCHEMA_SUFFIX).removesuffix(".csv")
        return bool(needed.tables & {stem.casefold(), *_names_in(file.with_name(stem + SCHEMA_SUFFIX))})
    if any(folder.name == _ACTIONS for folder in file.parents):
        return bool(needed.actions & {file.stem.casefold(), *_names_in(file)})
    return bool(needed.modules & set(_names_of_module(file)))


def _names_in(file: Path) -> Iterator[str]:
    """The names in a JSON file that may be that of what it defines, casefolded."""
    text = _text(file)
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        found = [match["name"] for match in _JSON_NAME.finditer(text)]
    else:
        found = [cast("dict[str, Any]", data).get("name")] if isinstance(data, dict) else []
    for name in found:
        if isinstance(name, str):
            yield name.casefold()
            yield EXPORTED.sub("", name).strip().casefold()


def _names_of_module(file: Path) -> Iterator[str]:
    text = _text(file)
    if _MODULE.casefold() in text.casefold():
        yield file.stem.casefold()
        # The first name in a flow is its own.
        named = _NAME.search(text) or _JSON_NAME.search(text)
        if named is not None:
            yield named["name"].casefold()


def _text(file: Path) -> str:
    try:
        return read_text(file)
    except CannotReadFileError:
        return ""
