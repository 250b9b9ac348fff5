"""The typed trees agree with those from the product's editor: structure, types, places, and casts."""

import json
from typing import Any

import pytest

from architrave.expressions import Type, compile_expression
from architrave.expressions.tree_json import tree_json
from tests.shared import SHARED, needs_shared

_FILE = SHARED / "oracle" / "typed-trees.jsonl"
_TREES = [json.loads(line) for line in _FILE.read_text().splitlines()] if _FILE.is_file() else []


def _type(code: str) -> Type:
    return Type(code.removesuffix("_coll"), is_collection=code.endswith("_coll"))


def _variables(tree: dict[str, Any]) -> dict[str, Type]:
    found = {tree["text"].lower(): _type(tree["type"])} if tree["op"] in ("ref", "sysref") else {}
    for part in tree.get("args", ()):
        found |= _variables(part)
    return found


def _compared(tree: dict[str, Any]) -> dict[str, Any]:
    """The parts to compare: without the editor's ids, the texts of composed nodes, and the case of `and` and `or`."""
    is_leaf = not tree.get("args")
    return {
        "op": tree["op"].lower() if tree["op"].lower() in ("and", "or") else tree["op"],
        "type": tree["type"],
        "pos": tree["pos"],
        "text": tree["text"] if is_leaf and tree["op"] in ("lit", "ref", "sysref") else None,
        "args": [_compared(part) for part in tree.get("args", ())],
    }


@needs_shared
def test_the_trees_are_there():
    assert len(_TREES) == 262


@pytest.mark.parametrize("case", _TREES, ids=lambda case: case["text"][:60])
def test_tree_of_the_editor(case: dict[str, Any]):
    expression, faults = compile_expression(case["text"], _variables(case["tree"]), _type(case["type"]))
    assert expression is not None, [fault.message for fault in faults]
    assert _compared(tree_json(expression)) == _compared(case["tree"])


def test_a_tree_as_json():
    expression, _ = compile_expression('Flow.total + GetAt(Flow.items, 0)["amount"]', _OURS, Type("str"))
    assert expression is not None
    tree = tree_json(expression)
    assert (tree["op"], tree["type"], tree["pos"]) == ("ToString", "str", 1)
    plus = tree["args"][0]
    assert (plus["op"], plus["type"], plus["pos"]) == ("+", "dec", 12)
    get = plus["args"][1]
    assert [get["op"], get["args"][0]["text"], get["args"][1]["op"]] == [".", "amount", "GetAt"]


def _short(tree: dict[str, Any]) -> tuple[Any, ...]:
    return (tree["op"], tree["type"], tree["pos"], tree["text"], *map(_short, tree.get("args", ())))


CONSTANTS = [
    ("System.MaxInt", "int", ("sysref", "int", 1, "System.MaxInt")),
    (
        "Format.Time.TwelveHours",
        "tif",
        (".", "tif", 12, None, ("lit", "str", 12, "twelveHours"), ("sysref", "tic", 1, "Format.Time")),
    ),
    (
        "System.DateTime.dayOfWeek.sunday",
        "int",
        (
            *(".", "int", 26, None),
            ("lit", "str", 26, "sunday"),
            (".", "dwc", 16, None, ("lit", "str", 16, "dayOfWeek"), ("sysref", "dlc", 1, "System.DateTime")),
        ),
    ),
    ("NOT_SET", "str", ("nul", "str", 1, "")),
    ("NOT_SET", "str_coll", ("nul", "str_coll", 1, "")),
]
"""Constants: the text, the type of the slot, and the tree."""


@pytest.mark.parametrize(("text", "slot", "tree"), CONSTANTS, ids=lambda value: str(value)[:40])
def test_tree_of_a_constant(text: str, slot: str, tree: tuple[Any, ...]):
    expression, _ = compile_expression(text, {}, _type(slot))
    assert expression is not None
    assert _short(tree_json(expression)) == tree


_OURS = {"flow.total": Type("dec"), "flow.items": Type("cur", is_collection=True)}
