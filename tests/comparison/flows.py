"""Flows for the tests of comparisons, and their differences in a short form."""

import json
import random
from pathlib import Path

from architrave.comparison.comparing import compare
from architrave.comparison.difference import Comparison
from architrave.comparison.side import Side, read_side
from architrave.diagnostics import Source
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence, parse

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    path.name: path.read_text(encoding="utf-8")
    for folder in ("tests/interpreter/flows", "examples/order-sync/flows", "tests/comparison")
    for path in sorted((ROOT / folder).glob("*.yaml"))
    if not path.name.endswith(".cases.yaml")
}
MENUS = GOOD["menus.yaml"]
WORKFLOW = GOOD["orders.yaml"]


def side(text: str, *required: str) -> Side:
    """A flow to compare."""
    found, faults = read_side(Source("flow.yaml", text), {}, lambda _: frozenset(required))
    assert found is not None, faults
    return found


def compared(old: str, new: str) -> Comparison:
    """The comparison of two texts."""
    return compare(side(old), side(new))


def said(old: str, new: str) -> list[str]:
    """The differences of two texts, one line each."""
    lines: list[str] = []
    for each in compared(old, new).differences:
        where = " > ".join(each.within)
        values = "" if each.before is each.after is None else f": {each.before} -> {each.after}"
        more = f" +{each.inside}" if each.inside else ""
        breaks = f" ! {each.breaks}" if each.breaks else ""
        named = f"{each.kind} {each.name}".strip()
        named = f"{named} {each.key}".strip()
        lines.append(f"{each.change} {each.what} [{where}] {named}{values}{more}{breaks}")
    return lines


def rewritten(text: str, chance: random.Random) -> str:
    """The same flow on one line, with its keys in another order."""
    root, _ = parse(text)
    assert root is not None
    return _written(root, chance)


def _written(node: Node, chance: random.Random) -> str:
    match node:
        case Scalar():
            is_safe = node.plain and node.text == node.text.strip() and not set(node.text) & set("{}[],#:&*!|>'\"%@`\n")
            return node.text if is_safe and node.text else json.dumps(node.text)
        case Sequence():
            return f"[{', '.join(_written(item, chance) for item in node.items)}]"
        case Mapping():
            entries = chance.sample(node.entries, len(node.entries))
            return "{" + ", ".join(f"{json.dumps(each.name)}: {_written(each.value, chance)}" for each in entries) + "}"


def values_of(node: Node, key: str = "") -> list[tuple[str, Scalar]]:
    """Every scalar in a tree with its key."""
    match node:
        case Scalar():
            return [(key, node)]
        case Sequence():
            return [each for item in node.items for each in values_of(item, key)]
        case Mapping():
            return [each for entry in node.entries for each in values_of(entry.value, entry.name)]
