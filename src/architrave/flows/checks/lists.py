"""The lists of a flow's parts: menus, states, tasks and bots that its type cannot have."""

from architrave.flows import rules
from architrave.flows.flow_types import LISTS
from architrave.flows.reading import Reading
from architrave.flows.yaml import Mapping, Sequence


def check_lists(reading: Reading, body: Mapping) -> None:
    """Reports each list with parts that flows of this type do not have."""
    flow_type = reading.flow_type
    for key in LISTS:
        entry = body.entry(key)
        if entry is None or key in flow_type.lists or not isinstance(entry.value, Sequence) or not entry.value.items:
            continue
        own = [f"`{name}:`" for name in LISTS if name in flow_type.lists]
        own += ["`startUpTaskActions:`"] if flow_type.starts_inline else []
        message = f"{flow_type.name.capitalize()}s have no {key}."
        reading.report(rules.PART_NOT_ALLOWED, message, entry.key, f"They have {' and '.join(own)}.")
