"""A first pass over a flow file: possible targets of references, variables, and placeholders without a value.

The reader needs this before it reads the first action: a reference may point ahead, and an `updateData` may declare a
variable that an earlier expression uses.
"""

import re
from dataclasses import dataclass, field

from architrave.expressions.types import REFERENCES, Type
from architrave.flows.substitutions import has_placeholder, open_keys
from architrave.flows.type_names import TYPE_BY_KEY, declared_type
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence

PROMPT_NAME = re.compile(r"\b(prompt(?:system)?\.\w+)", re.IGNORECASE)
"""The name of a prompt in an expression."""

_NOUNS = sorted(
    (
        key
        for key, kind in TYPE_BY_KEY.items()
        if kind.code in REFERENCES and not kind.is_collection and key != "prompt"
    ),
    key=len,
    reverse=True,
)
"""What a literal with a name can be, the longest first: `languageSkill` before `skill`."""


@dataclass(slots=True)
class Survey:
    """The result of the first pass. Variables have their full names in lower case, prompts their names as written.

    `named` are the noun and name of each entity literal whose key says what it is, even if the reader does not read it:
    `targetQueue: {lit: {name: Sales}}` names a queue.
    """

    references: dict[tuple[str, str], Scalar] = field(default_factory=dict[tuple[str, str], Scalar])
    duplicates: list[tuple[str, Scalar]] = field(default_factory=list[tuple[str, Scalar]])
    statements: dict[str, Type] = field(default_factory=dict[str, Type])
    declared: dict[str, tuple[str, Type]] = field(default_factory=dict[str, tuple[str, Type]])
    outputs: set[str] = field(default_factory=set[str])
    placeholders: dict[str, Scalar] = field(default_factory=dict[str, Scalar])
    prompts: set[str] = field(default_factory=set[str])
    named: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def ref_ids(self, kind: str) -> list[str]:
        """The refIds of everything of a kind (`state`, `task`, `menu`)."""
        return [ref_id for of_kind, ref_id in self.references if of_kind == kind]


def survey(root: Node) -> Survey:
    """Makes the first pass over a document."""
    found = Survey()
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case Scalar():
                _placeholders(found, node)
            case Sequence():
                waiting.extend(reversed(node.items))
            case Mapping():
                for entry in node.entries:
                    _placeholders(found, entry.key)
                    _entry(found, entry.name, entry.value)
                waiting.extend(entry.value for entry in reversed(node.entries))
    return found


def _placeholders(found: Survey, scalar: Scalar) -> None:
    for key in open_keys(scalar.text):
        known = found.placeholders.get(key)
        if known is None or scalar.start < known.start:
            found.placeholders[key] = scalar


def _entry(found: Survey, key: str, value: Node) -> None:
    match value:
        case Scalar():
            if key in ("var", "variable"):
                found.outputs.add(value.text.lower())
            elif key == "exp":
                found.prompts.update(PROMPT_NAME.findall(value.text))
            elif key == "prompt" and not has_placeholder(value.text):
                found.prompts.add(value.text)
        case Mapping():
            _reference(found, key, value)
            _declaration(found, key, value)
            name = value.get("name") if key == "lit" else None
            if isinstance(name, Scalar) and PROMPT_NAME.fullmatch(name.text):
                found.prompts.add(name.text)
            _named(found, key, value)
            if key == "updateData":
                _statements(found, value)
        case Sequence():
            pass


def _named(found: Survey, key: str, body: Mapping) -> None:
    literal = body.get("lit")
    name = literal.get("name") if isinstance(literal, Mapping) else None
    if isinstance(name, Scalar) and name.text and not has_placeholder(name.text):
        noun = next((noun for noun in _NOUNS if key.lower().endswith(noun.lower())), None)
        if noun is not None:
            found.named.add((noun, name.text))


def _reference(found: Survey, kind: str, body: Mapping) -> None:
    ref_id = body.get("refId") or next((entry.value for entry in body.entries if entry.name.lower() == "refid"), None)
    if ref_id is None and kind in ("state", "task"):
        ref_id = body.get("name")
    if not isinstance(ref_id, Scalar) or (kind == "task" and body.get("refId") is None and "actions" not in body):
        return
    if (kind, ref_id.text) in found.references:
        found.duplicates.append((kind, ref_id))
    else:
        found.references[kind, ref_id.text] = ref_id


def _declaration(found: Survey, key: str, body: Mapping) -> None:
    kind = declared_type(key)
    name = body.get("name")
    if kind is not None and isinstance(name, Scalar):
        found.declared.setdefault(name.text.lower(), (name.text, kind))


def _statements(found: Survey, body: Mapping) -> None:
    statements = body.get("statements")
    if not isinstance(statements, Sequence):
        return
    for item in statements.items:
        for entry in item.entries if isinstance(item, Mapping) else ():
            kind = TYPE_BY_KEY.get(entry.name)
            variable = entry.value.get("variable") if isinstance(entry.value, Mapping) else None
            if kind is not None and isinstance(variable, Scalar):
                found.statements.setdefault(variable.text.lower(), kind)
