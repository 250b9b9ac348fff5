"""The kinds of things in words."""

import re

from architrave.flows.flow_types import FLOW_TYPES
from architrave.local.deps.graph import Thing

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kind_in_words(thing: Thing) -> str:
    """The kind of a thing as people say it: `data action`, `inbound call flow`."""
    declared = FLOW_TYPES.get(thing.kind.lower())
    return declared.name if declared is not None else _WORD.sub(" ", thing.kind).lower()
