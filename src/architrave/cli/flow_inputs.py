"""A flow's inputs from the command line: `-i NAME=VALUE` and files, read according to the types of the inputs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from architrave.diagnostics import Source
    from architrave.expressions.types import Type
    from architrave.flows.program import Program

_BODY_FIELDS = frozenset({"flowId", "flowVersion", "inputData", "name"})
"""The fields of a launch body, which may be given in place of a map of inputs."""

_TEXT_TYPES = frozenset({"str", "dtm", "dat", "tim", "dur", "phn", "cur"})


def inputs_from(program: "Program", file: str | None, pairs: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """The inputs by their full names, and a message for each that is wrong. `pairs` override the file."""
    from architrave.local.inputs import find_input, named_inputs

    problems: list[str] = []
    given = {} if file is None else _read_map(file)
    for pair in pairs:
        name, separator, text = pair.partition("=")
        variable = find_input(program, name) if separator else f"-i {pair}: expected NAME=VALUE."
        if isinstance(variable, str):
            problems.append(variable)
        else:
            given = {known: value for known, value in given.items() if find_input(program, known) is not variable}
            given[variable.name] = value_of(variable.type, text)
    inputs, wrong = named_inputs(program, given)
    return inputs, problems + wrong


def value_of(type: "Type", text: str) -> Any:  # noqa: A002 - the language's word
    """The JSON value of a command-line text, for an input of the given type.

    Strings, date-times, durations, phone numbers and currencies are used as written. Other types are read as JSON, and
    used as written if they are not JSON.
    """
    if not type.is_collection and type.code in _TEXT_TYPES:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text or None


def _read_map(file: str) -> dict[str, Any]:
    from architrave.cli.files import read_source
    from architrave.cli.refusing import refuse
    from architrave.flows.yaml import plain_value, read_yaml

    source: Source = read_source(file, "the inputs")
    if Path(file).suffix.lower() == ".json" or source.text.lstrip().startswith("{"):
        try:
            value = json.loads(source.text)
        except (ValueError, RecursionError) as error:
            raise click.UsageError(f"{file} is not JSON: {error}.") from None
    else:
        node, faults = read_yaml(source)
        if faults:
            refuse(f"{file} cannot be used.", faults, {source.name: source})
        value = None if node is None else plain_value(node)
    if not isinstance(value, dict):
        raise click.UsageError(f"{file} is not a map of inputs. Write input names with their values.")
    given = cast("dict[str, Any]", value)
    inputs: Any = given.get("inputData")
    is_body = isinstance(inputs, dict) and given.keys() <= _BODY_FIELDS
    return cast("dict[str, Any]", inputs) if is_body else given
