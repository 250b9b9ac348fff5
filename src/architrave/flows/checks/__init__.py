"""Checks of a flow that has been read: one idea per file.

Each check takes the `Reading`, which knows the place of everything, and reports what it finds there.
"""

from architrave.flows import rules
from architrave.flows.checks.endings import check_endings
from architrave.flows.checks.limits import check_limits
from architrave.flows.checks.lists import check_lists
from architrave.flows.checks.names import check_names
from architrave.flows.checks.nesting import check_nesting, check_output_paths
from architrave.flows.checks.organization import check_organization
from architrave.flows.checks.reachability import check_actions, check_containers
from architrave.flows.checks.variables import check_variables
from architrave.flows.known import KnownOrganization
from architrave.flows.program import Program
from architrave.flows.reading import Reading
from architrave.flows.yaml import Mapping, Sequence


def check_flow(reading: Reading, program: Program, body: Mapping, known: KnownOrganization | None) -> None:
    """Runs every check; the findings are added to `reading.found`."""
    for container in program.containers.values():
        check_actions(reading, container.block)
        check_nesting(reading, container)
    check_limits(reading)
    check_variables(reading)
    check_names(reading, body)
    check_lists(reading, body)
    if reading.flow_type.is_run:
        _check_start(reading, program, body)
        check_containers(reading, program)
        check_endings(reading, program)
        check_output_paths(reading, program)
    if known is not None:
        check_organization(reading, known)


def _has_items(body: Mapping) -> bool:
    """Whether there are states or tasks, even badly written ones."""
    written = (body.get("states"), body.get("tasks"))
    return any(isinstance(node, Mapping | Sequence) and not _is_empty(node) for node in written)


def _is_empty(node: Mapping | Sequence) -> bool:
    return not (node.entries if isinstance(node, Mapping) else node.items)


def _check_start(reading: Reading, program: Program, body: Mapping) -> None:
    if program.start is not None:
        return
    if reading.flow_type.starts_inline and "startUpTaskActions" not in body:
        message = f"This {reading.flow_type.name} has no start actions."
        reading.report(rules.NO_START, message, body, "Add `startUpTaskActions:` and a list of actions.")
    elif not program.containers and not _has_items(body):
        message = f"The {reading.flow_type.name} has no states."
        reading.report(rules.NO_START, message, body, "Add `states:` and a `- state:` with `actions:`.")
