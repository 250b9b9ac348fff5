"""Reading a source as YAML: the node, and the faults as diagnostics."""

from architrave.diagnostics import Diagnostic, Source
from architrave.flows.yaml.nodes import Node
from architrave.flows.yaml.parse import parse


def read_yaml(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The document in a source, and its YAML faults.

    The node is None for an empty document and after a syntax error; `source.position(node.start)` is a node's place.
    """
    node, faults = parse(source.text)
    return node, tuple(fault.at(source) for fault in faults)
