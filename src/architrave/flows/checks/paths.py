"""Control flow: whether control continues after an action or a block, and where it runs off the end."""

from collections.abc import Iterator

from architrave.flows.actions import ACTIONS, ActionDeclaration
from architrave.flows.actions.branching import Switch
from architrave.flows.program import AnyAction, Block


def runs_on(block: Block) -> bool:
    """Whether control can reach the end of a block."""
    return all(goes_on(action) for action in block)


def goes_on(action: AnyAction) -> bool:
    """Whether control can continue after an action."""
    declaration = ACTIONS.get(action.kind)
    if declaration is None:
        return True
    if declaration.is_terminal:
        return False
    if declaration.goes_on:
        return True
    ways = required_ways(action, declaration)
    if not ways:
        return True
    return any(name not in action.branches for name in ways) or any(map(runs_on, action.branches.values()))


def required_ways(action: AnyAction, declaration: ActionDeclaration) -> tuple[str, ...]:
    """The outputs of an action, one of which it always takes."""
    if isinstance(action.fields, Switch):
        return (*(f"case {n}" for n in range(1, len(action.fields.evaluate.cases) + 1)), "default")
    return declaration.outputs


def open_ways(action: AnyAction) -> list[str]:
    """The outputs of an action through which control continues after it."""
    declaration = ACTIONS.get(action.kind)
    if declaration is None or declaration.goes_on:
        return []
    ways = dict.fromkeys((*required_ways(action, declaration), *action.branches))
    return [name for name in ways if name not in action.branches or runs_on(action.branches[name])]


def walk(block: Block) -> Iterator[AnyAction]:
    """Every action of a block and of its branches, in the order of the file."""
    for action in block:
        yield action
        for branch in action.branches.values():
            yield from walk(branch)
