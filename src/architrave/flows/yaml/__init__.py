"""YAML with places: what a flow file, an organization's file or a mocks file is read from.

YAML 1.2's core rules and nothing more: only `true`, `false`, `null` and numbers are not text, so an unquoted `yes:` is
the text `yes`. Anchors, aliases, merge keys, tags and several documents are refused, depth and size are bounded, and
a key that stands twice is said. `parse` gives nodes (`Mapping`, `Sequence`, `Scalar`) that know their place by offset
and by JSON pointer, and every fault but the syntax error, behind which nothing can be known.
"""

from architrave.flows.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, plain_value
from architrave.flows.yaml.parse import parse
from architrave.flows.yaml.read import read_yaml

__all__ = ["Entry", "Mapping", "Node", "Scalar", "Sequence", "parse", "plain_value", "read_yaml"]
