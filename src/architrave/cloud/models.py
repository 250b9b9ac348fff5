"""The models of the Platform API: which properties a body or an answer has, and of which type.

They cover what the operations on queues, users, flows, data tables, groups, skills, languages, wrap-up codes,
divisions, roles, grants, OAuth clients, products, schedules, emergency groups, locations, IVR configurations,
prompts, milestones, outcomes, external contacts and organizations, integrations, credentials, data actions,
triggers, the history of executions and analytics of launches take and return. Sources: the Python SDK
(`api_facts.SDK_VERSION`); which properties are required, from the types of the JavaScript SDK 262.0.0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from architrave.cloud.api_facts import fact_lines

Kind = Literal["string", "integer", "number", "boolean", "any", "list", "map", "model"]
Format = Literal["", "date-time", "date", "local-date-time"]
"""The ISO 8601 forms of strings; `local-date-time` has no time zone."""

_KINDS: dict[str, tuple[Kind, Format]] = {
    "str": ("string", ""),
    "datetime": ("string", "date-time"),
    "date": ("string", "date"),
    "localdatetime": ("string", "local-date-time"),
    "int": ("integer", ""),
    "float": ("number", ""),
    "bool": ("boolean", ""),
    "object": ("any", ""),
}


UNLISTED = {("GroupUpdate", "visibility"): ("owners",)}
"""Values that the SDKs leave out of a model's property and that its answers have: a client can send back what it got
(assumed)."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of a JSON value. `items` is the type of what a list or a map (text to value) contains.

    `model` is the name of a model, for `model` to look up.
    """

    kind: Kind
    format: Format = ""
    items: "ValueType | None" = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a model. `values` are the values that the API knows; empty if there is no such list."""

    name: str
    type: ValueType
    is_required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A model by its name in the SDKs, with its properties by their names in JSON."""

    name: str
    properties: Mapping[str, Property]


def model_names() -> list[str]:
    """The names of all models here."""
    return list(_lines())


@cache
def model(name: str) -> Model | None:
    """The model with this name; None if it is not among those here."""
    lines = _lines().get(name)
    if lines is None:
        return None
    properties = [_property(name, line) for line in lines]
    return Model(name, {each.name: each for each in properties})


@cache
def value_type(text: str) -> ValueType:
    """The type that is written like this in the files of facts: `str`, `[User]` for a list, `{int}` for a map."""
    if text[0] in "[{":
        return ValueType("list" if text[0] == "[" else "map", items=value_type(text[1:-1]))
    known = _KINDS.get(text)
    return ValueType(*known) if known is not None else ValueType("model", model=text)


def _property(of: str, line: str) -> Property:
    marked, written, *values = line.split(" ")
    name = marked.removesuffix("!")
    listed = (*values[0].split("|"), *UNLISTED.get((of, name), ())) if values else ()
    return Property(name, value_type(written), marked.endswith("!"), listed)


@cache
def _lines() -> dict[str, list[str]]:
    """The lines of each model's properties."""
    models: dict[str, list[str]] = {}
    properties: list[str] = []
    for line in fact_lines("models.txt"):
        if line.startswith(" "):
            properties.append(line[1:])
        else:
            models[line] = properties = []
    return models
