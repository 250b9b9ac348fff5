"""What a node should be, and what is said when it is something else."""

from collections.abc import Iterable

from architrave.diagnostics import did_you_mean
from architrave.flows import rules
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence

NEAR = 0.87
"""How near an unknown key of an open object must be to a known one to be taken for a slip."""


def report_unknown_key(
    reading: Reading, key: Scalar, known: tuple[str, ...], what: str, *, is_open: bool = False
) -> str | None:
    """Reports a key that cannot stand there, and gives the known key that was meant, where one is near.

    In an open object only a key that is nearly a known one is reported.
    """
    if has_placeholder(key.text) or key.text == "<<":
        return None
    near = did_you_mean(key.text, known, cutoff=NEAR if is_open else 0.72)
    if is_open and near is None:
        return None
    message = f"`{what}` has no key `{key.text}`."
    help_text = f"Did you mean `{near}`?" if near else f"It takes {listed(known)}."
    reading.report(rules.UNKNOWN_KEY, message, key, help_text)
    return near


def report_unknown_type(reading: Reading, key: Scalar, known: Iterable[str], message: str) -> None:
    """Reports a key that should be a type and is none; in a flow that we do not run only where a known one is near."""
    near = did_you_mean(key.text, known)
    if near is None and not reading.flow_type.is_run:
        return
    help_text = f"Did you mean `{near}`?" if near else "Types are `string`, `integer`, `boolean`, `json`, …"
    reading.report(rules.UNKNOWN_TYPE, message, key, help_text)


def as_object(reading: Reading, node: Node, what: str) -> Mapping | None:
    """The node as an object; another node is reported, but for an empty value, which is an empty object."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Scalar) and node.value is None:
        return Mapping(node.start, node.end, node.pointer, ())
    reading.report(rules.WRONG_SHAPE, f"`{what}` is an object, not {kind_of(node)}.", node, "Write `key: value` below.")
    return None


def as_list(reading: Reading, node: Node, what: str, tag: str = "…") -> tuple[Node, ...]:
    """The items of a list; another node is reported, but for an empty value, which is an empty list."""
    if isinstance(node, Sequence):
        return node.items
    if not (isinstance(node, Scalar) and node.value is None):
        message = f"`{what}` is a list, not {kind_of(node)}."
        reading.report(rules.WRONG_SHAPE, message, node, f"Begin each item with `- {tag}:`.")
    return ()


def as_tagged(reading: Reading, node: Node, tag: str, what: str) -> Entry | None:
    """The entry of an item that is an object of one key, such as `- action:`; another shape is reported."""
    body = as_object(reading, node, f"an item of {what}")
    if body is None:
        return None
    entry = body.entry(tag)
    if entry is None or len(body.entries) != 1:
        message = f"Each item of `{what}` is an object of the one key `{tag}`."
        reading.report(rules.WRONG_SHAPE, message, body, f"Write `- {tag}:` and its keys below, indented further.")
    return entry


def expect_true(reading: Reading, entry: Entry) -> None:
    """Reports a key that says something by being there, such as `noValue`, and has another value than `true`."""
    value = entry.value
    if isinstance(value, Scalar) and (value.text.lower() == "true" or has_placeholder(value.text)):
        return
    message = f"`{entry.name}` is only ever `true`."
    reading.report(rules.BAD_VALUE, message, value, "Write `true`, or what should stand there in its place.")


def kind_of(node: Node) -> str:
    """What a node is, in words."""
    match node:
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
        case Scalar():
            return "a text"


def listed(names: tuple[str, ...]) -> str:
    """The names in one line, the first twelve of them."""
    return ", ".join(f"`{name}`" for name in names[:12]) + (", …" if len(names) > 12 else "")
