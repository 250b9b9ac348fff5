"""What a node should be, and what is reported if it is something else."""

from collections.abc import Container, Iterable

from architrave.diagnostics import did_you_mean
from architrave.flows import rules
from architrave.flows.fixes import renamed
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence

NEAR = 0.87
"""How similar an unknown key of an open object must be to a known key to count as a typo."""


def report_unknown_key(
    reading: Reading,
    key: Scalar,
    known: tuple[str, ...],
    what: str,
    *,
    is_open: bool = False,
    siblings: Container[str] = (),
) -> str | None:
    """Reports a key that is not allowed here, and returns the known key that was probably meant, if one is similar.

    In an open object, a key is reported only if it is similar to a known key. `siblings` are the object's keys: a key
    that is there already cannot be meant.
    """
    if has_placeholder(key.text) or key.text == "<<":
        return None
    near = did_you_mean(key.text, known, cutoff=NEAR if is_open else 0.72)
    if is_open and near is None:
        return None
    message = f"`{what}` has no key `{key.text}`."
    help_text = f"Did you mean `{near}`?" if near else f"Its keys are {listed(known)}."
    reading.report(rules.UNKNOWN_KEY, message, key, help_text, renamed(key, known, siblings))
    return near


def report_unknown_type(
    reading: Reading, key: Scalar, known: Iterable[str], message: str, siblings: Container[str] = ()
) -> None:
    """Reports a key that should be a type and is not; in flows that we do not run, only if it is similar to a type."""
    types = tuple(known)
    near = did_you_mean(key.text, types)
    if near is None and not reading.flow_type.is_run:
        return
    help_text = f"Did you mean `{near}`?" if near else "The types are `string`, `integer`, `boolean`, `json`, …"
    reading.report(rules.UNKNOWN_TYPE, message, key, help_text, renamed(key, types, siblings))


def as_object(reading: Reading, node: Node, what: str) -> Mapping | None:
    """The node as an object; any other node is reported, except an empty value, which is an empty object."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Scalar) and node.value is None:
        return Mapping(node.start, node.end, node.pointer, ())
    reading.report(rules.WRONG_SHAPE, f"`{what}` must be an object, not {kind_of(node)}.", node, "Write `key: value`.")
    return None


def as_list(reading: Reading, node: Node, what: str, tag: str = "…") -> tuple[Node, ...]:
    """The items of a list; any other node is reported, except an empty value, which is an empty list."""
    if isinstance(node, Sequence):
        return node.items
    if not (isinstance(node, Scalar) and node.value is None):
        message = f"`{what}` must be a list, not {kind_of(node)}."
        reading.report(rules.WRONG_SHAPE, message, node, f"Start each item with `- {tag}:`.")
    return ()


def as_tagged(reading: Reading, node: Node, tag: str, what: str) -> Entry | None:
    """The entry of an item that is an object with one key, such as `- action:`; any other shape is reported."""
    body = as_object(reading, node, f"an item of {what}")
    if body is None:
        return None
    entry = body.entry(tag)
    if entry is None or len(body.entries) != 1:
        message = f"Each item of `{what}` must be an object with the single key `{tag}`."
        reading.report(rules.WRONG_SHAPE, message, body, f"Write `- {tag}:` and its keys below, indented further.")
    return entry


def expect_true(reading: Reading, entry: Entry) -> None:
    """Reports a marker key, such as `noValue`, whose value is not `true`."""
    value = entry.value
    if isinstance(value, Scalar) and (value.text.lower() == "true" or has_placeholder(value.text)):
        return
    message = f"`{entry.name}` can only be `true`."
    reading.report(rules.BAD_VALUE, message, value, "Write `true`, or replace the key.")


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
    """The first twelve names, in one line."""
    return ", ".join(f"`{name}`" for name in names[:12]) + (", …" if len(names) > 12 else "")
