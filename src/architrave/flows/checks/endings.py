"""Paths that run off the end: a path must leave its state and should end its task."""

from architrave.flows import rules
from architrave.flows.checks.paths import open_ways, runs_on, walk
from architrave.flows.program import AnyAction, Container, Program
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder

_STATE_HELP = "End every path with `changeState`, `endWorkflow`, or a task."
_TASK_HELP = "End the path with `endTask`; without it the task takes its default output."


def check_endings(reading: Reading, program: Program) -> None:
    """Reports each state and task that a path runs off the end of."""
    for ref_id, container in program.containers.items():
        if ref_id in reading.without_actions or not runs_on(container.block):
            continue
        if any(has_placeholder(action.kind) for action in walk(container.block)):
            continue
        is_state = container.kind == "state"
        rule = rules.STATE_RUNS_OFF if is_state else rules.TASK_RUNS_OFF
        node = reading.container_nodes[ref_id]
        if container.block:
            node = reading.entries[container.block[-1].number].key
        message = f"A path runs off the end of the {container.kind} `{container.name or ref_id}`{_where(container)}."
        reading.report(rule, message, node, _STATE_HELP if is_state else _TASK_HELP)


def _where(container: Container) -> str:
    if not container.block:
        return ": it has no actions"
    last, ways = _last(container.block[-1])
    return f", after `{last.name}`" + (f" (output `{ways[0]}`)" if ways else "")


def _last(action: AnyAction) -> tuple[AnyAction, list[str]]:
    """The action after which a path runs off the end, and the outputs that lead there."""
    ways = open_ways(action)
    for name in ways:
        branch = action.branches.get(name)
        if branch:
            return _last(branch[-1])
    return action, ways
