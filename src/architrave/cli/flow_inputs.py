"""A flow's inputs from the command line: `-i NAME=VALUE` and files of them, read by the inputs' own types."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from architrave.diagnostics import Source, did_you_mean

if TYPE_CHECKING:
    from architrave.expressions.types import Type
    from architrave.flows.program import Program, Variable

_TEXT_TYPES = frozenset({"str", "dtm", "dat", "tim", "dur", "phn", "cur"})


def inputs_from(program: "Program", file: str | None, pairs: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """The inputs by their full names, and a sentence for each that is wrong. What `pairs` say goes before the file."""
    from architrave.expressions.values import accept_input

    problems: list[str] = []
    given: dict[str, Any] = {}
    for name, value in ({} if file is None else _read_map(file)).items():
        variable = _find(program, name, problems)
        if variable is not None:
            given[variable.name] = value
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator:
            problems.append(f"-i {pair}: write it as NAME=VALUE.")
            continue
        variable = _find(program, name.strip(), problems)
        if variable is not None:
            given[variable.name] = value_of(variable.type, text)
    types = {variable.name: variable.type for variable in program.inputs}
    for name, value in given.items():
        _, problem = accept_input(types[name], value)
        if problem is not None:
            problems.append(f"The input {name} ({types[name]}) cannot be {json.dumps(value)}: {problem}")
    return given, problems


def value_of(type: "Type", text: str) -> Any:  # noqa: A002 - the language's word
    """The JSON value that a text on the command line means for an input of a type.

    Texts, moments, durations, phone numbers and currencies stand as they are; all else is JSON, or else a bare text.
    """
    if not type.is_collection and type.code in _TEXT_TYPES:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text or None


def _find(program: "Program", name: str, problems: list[str]) -> "Variable | None":
    wanted = name.lower()
    for variable in program.inputs:
        if wanted in {variable.key, variable.key.partition(".")[2]}:
            return variable
    bare = {variable.name.partition(".")[2]: variable.name for variable in program.inputs}
    near = bare.get(did_you_mean(name.rpartition(".")[2], bare) or "")
    if near is not None:
        hint = f"Did you mean {near}?"
    elif program.inputs:
        hint = "Its inputs are " + ", ".join(variable.name for variable in program.inputs) + "."
    else:
        hint = "It has no inputs."
    problems.append(f"The flow has no input “{name}”. {hint}")
    return None


def _read_map(file: str) -> dict[str, Any]:
    from architrave.cli.files import read_source
    from architrave.diagnostics.renderers.text import render_text
    from architrave.flows.yaml import plain_value, read_yaml

    source: Source = read_source(file, "the inputs")
    if Path(file).suffix.lower() == ".json" or source.text.lstrip().startswith("{"):
        try:
            value = json.loads(source.text)
        except ValueError as error:
            raise click.UsageError(f"{file} is not JSON: {error}.") from None
    else:
        node, faults = read_yaml(source)
        if faults:
            raise click.UsageError(render_text(faults, {source.name: source}))
        value = None if node is None else plain_value(node)
    if not isinstance(value, dict):
        raise click.UsageError(f"{file} is not a map of inputs: names with values are wanted.")
    return cast("dict[str, Any]", value)
