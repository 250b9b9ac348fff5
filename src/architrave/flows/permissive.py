"""Reading undeclared shapes: expressions, variables and actions are checked, the rest is ignored."""

from architrave.flows.blocks import read_block
from architrave.flows.reading import Reading
from architrave.flows.targets import read_output
from architrave.flows.values import compile_loosely
from architrave.flows.variables import declared_here
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence


def read_anything(reading: Reading, node: Node, name: str = "") -> None:
    """Reads a node; blocks of actions in it become branches of the action that is being read.

    `name` is the name for a block in it.
    """
    match node:
        case Scalar():
            pass
        case Sequence():
            for item in node.items:
                read_anything(reading, item, name)
        case Mapping():
            _mapping(reading, node, name)


def _mapping(reading: Reading, node: Mapping, name: str) -> None:
    expression = node.get("exp")
    if isinstance(expression, Scalar):
        compile_loosely(reading, expression)
    if isinstance(node.get("var"), Scalar):
        read_output(reading, node, None, "var")
    label = node.get("name")
    inner_name = label.text if isinstance(label, Scalar) else name
    with reading.scoped(declared_here(reading, node, "Task")):
        for entry in node.entries:
            if entry.name == "actions" and isinstance(entry.value, Sequence):
                reading.loose[inner_name or "actions"] = read_block(reading, entry.value)
            elif entry.name not in ("exp", "var", "variables"):
                read_anything(reading, entry.value, entry.name)
