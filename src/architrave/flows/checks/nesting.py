"""Actions that only work in a certain place: inside a loop, inside a task, outside a common module."""

from architrave.flows import rules
from architrave.flows.actions.control import CallTask, EndTask
from architrave.flows.checks.paths import walk
from architrave.flows.program import Block, Container, Program
from architrave.flows.reading import Reading

_LOOPS = frozenset({"loop", "loopUntil", "loopAnythingElse"})
_IN_LOOP = frozenset({"loopNext", "loopExit"})
_DEFAULT = "default"


def check_nesting(reading: Reading, container: Container) -> None:
    """Reports actions of a state or task that are in the wrong place."""
    # A bot may start inside an implicit loop.
    _loops(reading, container.block, inside=container.kind == "bot")
    if reading.flow_type.key == "commonModule":
        _modules(reading, container)
    if container.kind != "state":
        return
    for action in walk(container.block):
        if action.kind == "endTask":
            message = f"`{action.name}` ends a task, but it is in the state `{container.name}`."
            help_text = "Leave the state with `changeState` or `endWorkflow`."
            reading.report(rules.OUTSIDE_TASK, message, reading.entries[action.number].key, help_text)


def _modules(reading: Reading, container: Container) -> None:
    """Reports calls of common modules in a common module (documented)."""
    for action in walk(container.block):
        if action.kind == "callCommonModule":
            message = f"`{action.name}` calls a common module, which a common module cannot do."
            help_text = "Copy the actions of the called module, or call both modules from the flow."
            reading.report(rules.MODULE_IN_MODULE, message, reading.entries[action.number].key, help_text)


def _loops(reading: Reading, block: Block, *, inside: bool) -> None:
    for action in block:
        if action.kind in _IN_LOOP and not inside:
            message = f"`{action.name}` is not inside a loop."
            help_text = "Move it into the `loop` output of a loop."
            reading.report(rules.OUTSIDE_LOOP, message, reading.entries[action.number].key, help_text)
        for branch in action.branches.values():
            _loops(reading, branch, inside=inside or action.kind in _LOOPS)


def check_output_paths(reading: Reading, program: Program) -> None:
    """Reports output paths that End Task or Call Task use and the task does not declare."""
    for container in program.containers.values():
        declared = _declared(reading, container.ref_id)
        for action in walk(container.block):
            key = reading.entries[action.number].key
            if isinstance(action.fields, EndTask):
                path = action.fields.output_path.name
                if path is not None and path.lower() not in declared and container.kind == "task":
                    message = f"The task `{container.name}` has no output path `{path}`."
                    help_text = "Declare it under the task's `outputPaths:`, or use `Default`."
                    reading.report(rules.UNKNOWN_OUTPUT_PATH, message, key, help_text)
            elif isinstance(action.fields, CallTask):
                _called(reading, program, action.fields.task, tuple(action.branches), action.number)


def _called(reading: Reading, program: Program, ref_id: str, branches: tuple[str, ...], number: int) -> None:
    task = program.containers.get(ref_id)
    if task is None:
        return
    declared = _declared(reading, ref_id)
    for name in branches:
        if name not in declared:
            message = f"The task `{task.name}` has no output path `{name}`; this output is never taken."
            help_text = f"Declared output paths: {', '.join(f'`{each}`' for each in sorted(declared))}."
            reading.report(rules.UNKNOWN_OUTPUT_PATH, message, reading.entries[number].key, help_text)


def _declared(reading: Reading, ref_id: str) -> set[str]:
    return {_DEFAULT, *(name.lower() for name in reading.output_paths.get(ref_id, ()))}
