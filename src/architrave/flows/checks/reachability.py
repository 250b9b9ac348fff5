"""Unreachable parts: actions after the end of a path, and states and tasks that nothing leads to."""

from architrave.flows import rules
from architrave.flows.actions.control import ChangeState, JumpToTask
from architrave.flows.checks.paths import goes_on, walk
from architrave.flows.program import AnyAction, Block, Container, Program
from architrave.flows.reading import Reading


def check_actions(reading: Reading, block: Block) -> None:
    """Reports the first unreachable action of a block and of each of its branches."""
    ended: str | None = None
    for action in block:
        if ended is not None:
            message = f"`{action.name}` is never reached: `{ended}` ends the path before it."
            help_text = "Remove it, or move it before that action."
            reading.report(rules.UNREACHABLE_ACTION, message, reading.entries[action.number].key, help_text)
            break
        for branch in action.branches.values():
            check_actions(reading, branch)
        if not goes_on(action):
            ended = action.name


def check_containers(reading: Reading, program: Program) -> None:
    """Reports states and tasks that no path from the start reaches."""
    if program.start is None:
        return
    reached: set[str] = set()
    waiting: list[Container] = [program.start, *([program.error_handling] if program.error_handling else [])]
    while waiting:
        container = waiting.pop()
        if container.ref_id in reached:
            continue
        reached.add(container.ref_id)
        for action in walk(container.block):
            target = program.containers.get(_leads_to(action))
            if target is not None:
                waiting.append(target)
    for ref_id, container in program.containers.items():
        if ref_id not in reached:
            message = f"The {container.kind} `{container.name or ref_id}` is never reached from the start."
            help_text = "Remove it, or go to it with `changeState`, `callTask` or `jumpToTask`."
            reading.report(rules.UNREACHABLE_STATE, message, reading.container_nodes[ref_id], help_text)


def _leads_to(action: AnyAction) -> str:
    """The refId of the state or task that an action leads to; empty for other actions."""
    match action.fields:
        case JumpToTask(task=ref_id) | ChangeState(state=ref_id):
            return ref_id
        case _:
            return ""
