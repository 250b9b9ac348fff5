"""The place of a node of one side."""

from architrave.comparison.difference import Place
from architrave.comparison.side import Side
from architrave.flows.substitutions import shown
from architrave.flows.yaml import Node


def place_of(side: Side, node: Node | None) -> Place | None:
    """Where a node is; None if it is missing."""
    if node is None:
        return None
    return Place(side.document.file_of(node.start).name, side.document.position(node.start), shown(node.pointer))
