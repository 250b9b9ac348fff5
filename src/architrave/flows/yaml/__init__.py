"""YAML with places, for flow files, organization files and mocks files.

Only the core schema of YAML 1.2: all but `true`, `false`, `null` and numbers is text, so an unquoted `yes:` is the text
`yes`. Anchors, aliases, merge keys, tags, multiple documents and repeated keys are faults; depth and size are limited.
`parse` returns nodes (`Mapping`, `Sequence`, `Scalar`) with their offsets and JSON pointers, and all faults up to the
first syntax error.
"""

from architrave.flows.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, plain_value
from architrave.flows.yaml.parse import parse
from architrave.flows.yaml.read import read_yaml

__all__ = ["Entry", "Mapping", "Node", "Scalar", "Sequence", "parse", "plain_value", "read_yaml"]
