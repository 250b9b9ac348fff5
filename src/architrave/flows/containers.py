"""The states and tasks of a flow, and the inline task that some flows start with."""

from architrave.flows import rules
from architrave.flows.actions.shape import ListOf, Object, Text, field, fields
from architrave.flows.expect import as_list, as_object, as_tagged
from architrave.flows.program import Container, Fields, Variable
from architrave.flows.reading import Reading
from architrave.flows.shapes import read_fields
from architrave.flows.variables import read_variables
from architrave.flows.yaml import Entry, Mapping, Node

START = "startUpTask"
"""The refId of the task made from a flow's `startUpTaskActions`."""


@fields
class OutputPath(Fields):
    """An output path that a task declares."""

    name: str = field(Text(), required=True)


@fields
class ContainerFields(Fields):
    """The fields of a state or task other than its variables and actions."""

    name: str | None = field(Text())
    ref_id: str | None = field(Text())
    description: str | None = field(Text())
    output_paths: tuple[OutputPath, ...] = field(ListOf(Object(OutputPath, is_open=True), tag="outputPath"))


_KINDS = {"states": "state", "tasks": "task", "bots": "bot"}
_SCOPES = {"state": "State", "task": "Task", "bot": "Task"}


def read_containers(reading: Reading, body: Mapping) -> None:
    """Reads every state and task of a flow into `reading.containers`."""
    for key, kind in _KINDS.items():
        node = body.get(key)
        for item in () if node is None else as_list(reading, node, key, kind):
            entry = as_tagged(reading, item, kind, key)
            if entry is not None:
                _container(reading, entry, kind)
    actions = body.get("startUpTaskActions")
    if actions is not None:
        variables = read_variables(reading, body.get("startUpTaskVariables"), "Task")
        _add(reading, body.entries[0], "task", "Start", START, variables, actions)


def _container(reading: Reading, entry: Entry, kind: str) -> None:
    body = as_object(reading, entry.value, kind)
    if body is None:
        return
    is_open = not reading.flow_type.is_run
    written = read_fields(reading, ContainerFields, body, kind, is_open=is_open, also=("variables", "actions"))
    name = written.name or ""
    ref_id = written.ref_id or name
    if not ref_id:
        reading.report(rules.MISSING_KEY, f"The {kind} has neither `refId` nor `name`.", entry.key, "Add both.")
    reading.output_paths[ref_id] = tuple(path.name for path in written.output_paths)
    variables = read_variables(reading, body.get("variables"), _SCOPES[kind])
    actions = body.get("actions")
    if actions is None and reading.flow_type.is_run:
        reading.report(rules.MISSING_KEY, f"The {kind} has no `actions`.", entry.key, "Add `actions:` and a list.")
        reading.without_actions.add(ref_id)
    _add(reading, entry, kind, name, ref_id, variables, actions)


def _add(
    reading: Reading,
    entry: Entry,
    kind: str,
    name: str,
    ref_id: str,
    variables: tuple[Variable, ...],
    actions: Node | None,
) -> None:
    with reading.scoped({variable.key: variable.type for variable in variables}):
        block = () if actions is None else reading.block(reading, actions)
    started = actions.pointer if actions is not None else ""
    pointer = entry.key.pointer if ref_id != START else started
    reading.containers.setdefault(ref_id, Container(kind, name, ref_id, variables, block, pointer))
    reading.container_nodes.setdefault(ref_id, entry.key)
