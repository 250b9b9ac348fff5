"""What each operation of the Platform API takes, returns and requires.

Sources: the Python SDK (`api_facts.SDK_VERSION`); permissions from the documentation of the JavaScript SDK 259.0.0.
"""

from dataclasses import dataclass
from functools import cache

from architrave.cloud.api_facts import fact_lines
from architrave.cloud.api_paths import BASE
from architrave.cloud.models import ValueType, model, value_type

_NONE = "-"
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path. `body` and `answer` are None if it takes or returns nothing.

    `permissions` is None if the source does not know the operation. A caller needs one of them, or all of them if
    `needs_all`.
    """

    method: str
    path: str
    body: ValueType | None
    requires_body: bool
    answer: ValueType | None
    permissions: tuple[str, ...] | None
    needs_all: bool


def operation(method: str, path: str) -> Operation | None:
    """The operation with this method and path template, such as `/api/v2/flows/{flowId}`; else None."""
    line = _lines().get((method, path))
    if line is None:
        return None
    body, answer, permissions = line.split(" ")
    how, _, listed = permissions.partition("=")
    return Operation(
        method,
        path,
        None if body == _NONE else value_type(body.removesuffix("!")),
        body.endswith("!"),
        None if answer == _NONE else value_type(answer),
        None if permissions == _UNKNOWN else tuple(listed.split(",")) if listed else (),
        how == "all",
    )


def listed_model(path: str) -> str:
    """The name of the model of the entities that the list at a path returns; empty if the facts do not have it."""
    known = operation("GET", path)
    listing = None if known is None or known.answer is None else model(known.answer.model)
    entities = None if listing is None else listing.properties.get("entities")
    return "" if entities is None or entities.type.items is None else entities.type.items.model


@cache
def _lines() -> dict[tuple[str, str], str]:
    split = (line.split(" ", 2) for line in fact_lines("operations.txt"))
    return {(method, BASE + path): rest for method, path, rest in split}
