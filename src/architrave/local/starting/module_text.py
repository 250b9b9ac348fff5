"""A stand-in for a common module that flows call and the folder does not have."""

from collections.abc import Iterator
from typing import Any

from architrave.expressions.types import Type
from architrave.flows.type_names import type_key
from architrave.flows.yaml.write import inline
from architrave.local.starting.file_names import file_name
from architrave.local.starting.needs import Called
from architrave.local.starting.samples import sample

FOLDER = "common-modules"
_LITERALS = frozenset({"str", "int", "dec", "bln"})
_SCOPE = "Common."


def module_path(module: Called) -> str:
    """The path of the module's file, below the folder with the flows."""
    return f"{FOLDER}/{file_name(module.name)}.yaml"


def module_yaml(module: Called) -> str:
    """The text of a common module with the inputs and outputs that flows name; its outputs have example values."""
    return "\n".join(_lines(module)) + "\n"


def _lines(module: Called) -> Iterator[str]:
    yield "# This is a placeholder for a common module that the flows call and the folder does not have."
    yield "# Replace it with the export of the module."
    yield "commonModule:"
    yield f"  name: {inline(module.name)}"
    yield "  defaultLanguage: en-us"
    yield "  supportedLanguages: {en-us: {none: true}}"
    yield "  variables:" if module.inputs or module.outputs else "  variables: []"
    names = {name.casefold(): name for name in (*module.inputs, *module.outputs)}
    inputs = {name.casefold(): kind for name, kind in module.inputs.items()}
    outputs = {name.casefold(): kind for name, kind in module.outputs.items()}
    for key, name in names.items():
        yield from _variable(name, inputs.get(key), outputs.get(key))
    yield "  startUpTaskActions:"
    yield "    - endTask: {name: End, outputPath: {name: Default}}"


def _variable(name: str, as_input: Type | None, as_output: Type | None) -> Iterator[str]:
    kind = as_output or as_input
    if kind is None:
        return
    full_name = name if name.casefold().startswith(_SCOPE.casefold()) else f"{_SCOPE}{name}"
    is_filled = as_output is not None and kind.code in _LITERALS and not kind.is_collection
    initial: dict[str, Any] = {"noValue": True}
    if is_filled or kind.is_collection:
        initial = {"lit": sample(kind, name) if is_filled else []}
    variable: dict[str, Any] = {
        "name": full_name,
        "initialValue": initial,
        "isInput": as_input is not None,
        "isOutput": as_output is not None,
    }
    yield f"    - {type_key(kind)}Variable: {inline(variable)}"
