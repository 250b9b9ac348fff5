"""The query parameters of the operations of the Platform API: their types, their defaults, the values that it knows.

Sources: names, types and which are required, from the Python SDK (`api_facts.SDK_VERSION`); defaults and values from
the documentation of the JavaScript SDK 259.0.0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from architrave.cloud.api_facts import fact_lines
from architrave.cloud.api_paths import BASE
from architrave.cloud.models import ValueType, value_type

_NONE = "-"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. `values` are those that the API knows; empty if there is no such list.

    `default` is as it is written in a query, None without one. A list is repeated, or separated by commas.
    """

    name: str
    type: ValueType
    is_required: bool = False
    default: str | None = None
    values: tuple[str, ...] = ()

    @property
    def item(self) -> ValueType:
        """The type of one value."""
        return self.type.items or self.type


@cache
def parameters(method: str, path: str) -> Mapping[str, Parameter]:
    """The query parameters of an operation by name; its path is a template, such as `/api/v2/flows/{flowId}`."""
    found = [_parameter(line) for line in _lines().get((method, path), ())]
    return {one.name: one for one in found}


def _parameter(line: str) -> Parameter:
    name, type_, default, values = [*line.split(" "), _NONE, _NONE][:4]
    return Parameter(
        name.removesuffix("!"),
        value_type(type_),
        name.endswith("!"),
        None if default == _NONE else default,
        () if values == _NONE else tuple(values.split("|")),
    )


@cache
def _lines() -> dict[tuple[str, str], list[str]]:
    """The lines of each operation's parameters."""
    operations: dict[tuple[str, str], list[str]] = {}
    lines: list[str] = []
    for line in fact_lines("parameters.txt"):
        if line.startswith(" "):
            lines.append(line[1:])
        else:
            method, path = line.split(" ")
            operations[method, BASE + path] = lines = []
    return operations
