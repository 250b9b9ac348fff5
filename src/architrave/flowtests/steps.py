"""The steps of a conversation: what a participant hears and does. They are read, but not run yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from architrave.flows.yaml import Mapping as MappingNode
from architrave.flows.yaml import Node, Scalar
from architrave.flowtests.noted import Noted
from architrave.flowtests.objects import Object, key, keyed
from architrave.flowtests.rules import FLOWTEST_SHAPE
from architrave.flowtests.shapes import Flag, ListOf, MapOf, Reader, Schema, Span, Text
from architrave.flowtests.wanted import Wanted, WantedShape

_WANTED = WantedShape()
_KEYS_PRESSED = frozenset("0123456789*#ABCDabcd")


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of a telephone."""

    def read(self, node: Node, reader: Reader) -> str | None:
        text = node.text if isinstance(node, Scalar) else ""
        if not text or not _KEYS_PRESSED.issuperset(text):
            return reader.misfit(node, "keys of a telephone: 0 to 9, * and #", 'Write them in quotes: `"12#"`.')
        return text

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": "^[0-9*#A-D]+$"}


@keyed
class Pressed:
    """Keys, and what is being heard when they are pressed."""

    keys: Noted[str] | None = key(_Keys(), "The keys.", required=True)
    during: Noted[Wanted] | None = key(_WANTED, "Part of what is heard when the first key is pressed.")


@keyed
class Sent:
    """A message or an email from the participant."""

    text: Noted[str] | None = key(Text(), "The text of a message.")
    choice: Noted[str] | None = key(Text(), "The label of a quick reply, card or menu item.")
    subject: Noted[str] | None = key(Text(), "The subject of an email.")
    body: Noted[str] | None = key(Text(), "The body of an email.")
    address: Noted[str] | None = key(Text(), "The address of the sender.", "from")


@dataclass(frozen=True, slots=True)
class _TextOr:
    """A text, or an object whose field `of` the text stands for."""

    object: Object[Any]
    of: str

    def read(self, node: Node, reader: Reader) -> Any:
        if not isinstance(node, Scalar):
            return self.object.read(node, reader)
        shape: Any = _Keys() if self.of == "keys" else Text()
        value = reader.noted(shape, node)
        return None if value is None else self.object.of(**{self.of: value})

    def schema(self) -> Schema:
        return {"anyOf": [{"type": ["string", "integer"]}, self.object.schema()]}


@keyed
class Step:
    """One step: what the participant hears, or does. A step has one of these keys."""

    hears: Noted[tuple[Noted[Wanted], ...]] | None = key(
        ListOf(_WANTED, or_one=True), "What the flow says or shows next; a list in this order."
    )
    says: Noted[str] | None = key(Text(), "What the participant says.")
    presses: Noted[Pressed] | None = key(
        _TextOr(Object(Pressed, "presses"), "keys"), "Keys that the participant presses."
    )
    sends: Noted[Sent] | None = key(
        _TextOr(Object(Sent, "sends", needs_one=True), "text"), "A message or email that the participant sends."
    )
    after: Noted[int] | None = key(Span(), "The participant does nothing for this long.")
    hangs_up: Noted[bool] | None = key(Flag(), "The participant ends the conversation.", "hangsUp")
    transferred: Noted[Mapping[str, Noted[Wanted]]] | None = key(
        MapOf(_WANTED, "property"), "The flow has transferred the conversation: `{queue: Support}`."
    )


@dataclass(frozen=True, slots=True)
class StepShape:
    """A step, with exactly one key."""

    def read(self, node: Node, reader: Reader) -> Step | None:
        """The step."""
        step = Object(Step, "a step").read(node, reader)
        if step is not None and isinstance(node, MappingNode) and len(node.entries) != 1:
            reader.fault(
                FLOWTEST_SHAPE, node, "A step has exactly one key.", "Write one step for each thing that happens."
            )
        return step

    def schema(self) -> Schema:
        """As `Shape`."""
        return {**Object(Step, "a step").schema(), "minProperties": 1, "maxProperties": 1}
