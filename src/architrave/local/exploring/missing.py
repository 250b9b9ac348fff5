"""The outputs that no run took, and what stands before each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from architrave.exploring.seen import GOES_ON, Output
from architrave.exploring.sources import never
from architrave.flows.actions import ACTIONS
from architrave.flows.actions.branching import Decision, FirstMatch, Switch
from architrave.flows.actions.loops import Loop, LoopUntil
from architrave.flows.program import AnyAction, Block, Container, Program, Slot
from architrave.local.places import Places
from architrave.local.testing import coverage


@dataclass(frozen=True, slots=True)
class Missing:
    """An output that was not taken. `condition` is the expression that leads to it, or what is in the way.

    `behind` is how many other outputs can only be reached through it. `output` is None for an action that was not
    reached although its block was entered.
    """

    file: str
    line: int
    action: str
    output: str | None
    condition: str
    behind: int = 0

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape."""
        return {
            "file": self.file,
            "line": self.line,
            "action": self.action,
            "output": self.output,
            "condition": self.condition,
            "behind": self.behind,
        }


def missing_of(
    places: Places, outputs: tuple[Output, ...], taken: Mapping[Output, object], reached: set[tuple[str, int]]
) -> list[Missing]:
    """What was not taken, in the order of the flow. What is behind another missing output is only counted there."""
    programs = {program.hash: program for program in places.programs}
    above = {program.hash: _above(program) for program in places.programs}
    found: dict[tuple[str, int, str | None], Missing] = {}
    behind: dict[tuple[str, int, str | None], int] = {}
    for digest, number, output in outputs:
        if (digest, number, output) in taken:
            continue
        program = programs[digest]
        action = program.actions[number]
        key, condition = (digest, number, output), condition_of(action, output)
        if (digest, number) not in reached:
            key, condition = _in_the_way(program, action, above[digest], reached)
            behind[key] = behind.get(key, 0) + 1
        at = program.actions[key[1]]
        named = None if key[2] is None else _spelled(at, key[2]) or coverage.GOES_ON
        found.setdefault(key, Missing(places.source(program).name, at.place.line, at.name, named, condition))
    listed = sorted(found.items(), key=lambda each: (each[1].file, each[1].line, each[0][1]))
    return [_with_behind(each, behind.get(key, 0)) for key, each in listed]


def _spelled(action: AnyAction, output: str) -> str:
    """The name of an output as it is declared."""
    names = (*action.branches, *ACTIONS[action.kind].outputs)
    return next((name for name in names if name.casefold() == output), output)


def _with_behind(missing: Missing, number: int) -> Missing:
    more = number - (missing.output is None)
    return Missing(missing.file, missing.line, missing.action, missing.output, missing.condition, max(0, more))


_Above = Mapping[int, tuple[AnyAction | Container, str, Block]]


def _above(program: Program) -> _Above:
    """Of each action, by its number: what contains it, in which branch, and that block."""
    found: dict[int, tuple[AnyAction | Container, str, Block]] = {}
    containers = {
        id(each): each for each in (program.start, program.error_handling, *program.containers.values()) if each
    }
    waiting: list[tuple[AnyAction | Container, str, Block]] = [(each, "", each.block) for each in containers.values()]
    while waiting:
        owner, branch, block = waiting.pop()
        for action in block:
            found.setdefault(action.number, (owner, branch, block))
            waiting += [(action, name, inner) for name, inner in action.branches.items()]
    return found


def _in_the_way(
    program: Program, action: AnyAction, above: _Above, reached: set[tuple[str, int]]
) -> tuple[tuple[str, int, str | None], str]:
    """The output, or the action, before an action that was not reached, and why control does not get there."""
    while True:
        owner, branch, block = above.get(action.number, (None, "", ()))
        before = [each for each in block if each.number < action.number and (program.hash, each.number) in reached]
        if before:
            return (program.hash, block[len(before)].number, None), _stopped_by(before[-1])
        first = block[0] if block else action
        if not isinstance(owner, type(action)):
            entered = (
                f"the {owner.kind} “{owner.name}” is never entered" if isinstance(owner, Container) else "it is unused"
            )
            return (program.hash, first.number, None), entered
        if (program.hash, owner.number) in reached:
            return (program.hash, owner.number, branch.lower()), condition_of(owner, branch.lower())
        action = owner


def _stopped_by(action: AnyAction) -> str:
    return f"control does not go on after “{action.name}” in line {action.place.line}"


def condition_of(action: AnyAction, output: str) -> str:
    """The condition that stands before an output, as it is written; empty if it is an answer of the world."""
    match action.fields:
        case Decision(condition=condition):
            return _text(condition) if output == "yes" else f"!({_text(condition)})"
        case Switch(evaluate=FirstMatch(value=value, cases=cases)):
            return f"{_text(value)} == {_case(cases, output)}" if output != "default" else f"{_text(value)}: no case"
        case Switch(evaluate=evaluate):
            return _case(evaluate.cases, output) if output != "default" else "no case is true"
        case Loop(count=count):
            return f"{_text(count)} > 0" if output != GOES_ON else "the loop ends"
        case LoopUntil(cases=cases):
            named = {case.path(number): _text(case.holds) for number, case in enumerate(cases, 1)}
            return named.get(output, "")
        case _:
            return ""


def _case(cases: tuple[Any, ...], output: str) -> str:
    number = output.rpartition(" ")[2]
    return _text(cases[int(number) - 1].value) if number.isdecimal() and int(number) <= len(cases) else output


def _text(slot: Slot[Any] | None) -> str:
    if slot is None or not slot.is_set:
        return "NOT_SET"
    if slot.text is not None:
        return " ".join(slot.text.split())
    return repr(slot.evaluate({}, never)) if slot.is_constant else "…"
