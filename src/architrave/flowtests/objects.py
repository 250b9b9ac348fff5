"""Objects in a test file: a class declares its keys, each with a shape and what it means."""

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, dataclass_transform

from architrave.diagnostics import did_you_mean
from architrave.flows.yaml import Mapping, Node
from architrave.flowtests.rules import FLOWTEST_KEY, FLOWTEST_SHAPE
from architrave.flowtests.shapes import Reader, Schema, Shape, described

T = TypeVar("T")


def key(shape: Shape[Any], doc: str, name: str | None = None, *, required: bool = False) -> Any:
    """A field of an object: its shape, what it means, and its key if that is not the field's name."""
    return dataclasses.field(default=None, metadata={"shape": shape, "doc": doc, "name": name, "required": required})


@dataclass_transform(frozen_default=True, field_specifiers=(key,))
def keyed(cls: type[T]) -> type[T]:
    """Makes an object's class; each of its keys is declared with `key`."""
    return dataclass(frozen=True, slots=True)(cls)


@dataclass(frozen=True, slots=True)
class Declared:
    """A key as it is declared."""

    field: str
    name: str
    shape: Shape[Any]
    doc: str
    required: bool


@cache
def keys_of(of: type[Any]) -> dict[str, Declared]:
    """The keys of an object's class, by their names in the file."""
    found: dict[str, Declared] = {}
    for each in dataclasses.fields(of):
        meta = each.metadata
        if meta:
            name: str = meta["name"] or each.name
            found[name] = Declared(each.name, name, meta["shape"], meta["doc"], meta["required"])
    return found


@dataclass(frozen=True, slots=True)
class Object(Generic[T]):
    """A map with known keys, read into a class. `what` names it in messages. `needs_one`: it must not be empty."""

    of: type[T]
    what: str
    needs_one: bool = False

    def read(self, node: Node, reader: Reader) -> T | None:
        """The object. An unknown key is reported, and left out; so is a value that does not fit."""
        if not isinstance(node, Mapping):
            return reader.misfit(node, f"{self.what}, as a map")
        known = keys_of(self.of)
        values: dict[str, Any] = {}
        for entry in node.entries:
            declared = known.get(entry.name)
            if declared is None:
                near = did_you_mean(entry.name, [name for name in known if name not in node])
                advice = f"Did you mean `{near}`?" if near else f"Valid keys: {', '.join(known)}."
                reader.fault(FLOWTEST_KEY, entry.key, f"Unknown key `{entry.name}` in {self.what}.", advice)
            else:
                values[declared.field] = reader.noted(declared.shape, entry.value)
        missing = [each.name for each in known.values() if each.required and each.name not in node]
        for name in missing:
            reader.fault(FLOWTEST_SHAPE, node, f"`{name}` is missing in {self.what}.", f"Add `{name}: …`.")
        if self.needs_one and not node.entries:
            return reader.misfit(node, self.what)
        return self.of(**values)

    def schema(self) -> Schema:
        """As `Shape`."""
        known = keys_of(self.of)
        required = [each.name for each in known.values() if each.required]
        return {
            "type": "object",
            "properties": {name: described(each.shape.schema(), each.doc) for name, each in known.items()},
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }
