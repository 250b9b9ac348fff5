"""The actions of a flow and of the common modules that it calls: where they are, and what a person calls them.

A person names an action by its name, by its number in the trace, or by a line of its file.
"""

import re
from collections.abc import Iterator
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING

from architrave.diagnostics import Source, did_you_mean
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.program import AnyAction, Block, Container, Program
from architrave.local.faults import NoSuchActionError

if TYPE_CHECKING:
    from architrave.local.runs import RunnableFlow

Actions = frozenset[AnyAction]

_NUMBER = re.compile(r"[0-9]{1,9}")
_LINE = re.compile(r"(.*):([0-9]{1,9})", re.DOTALL)
_QUOTED = re.compile("[\"'“](.+)[\"'”]")
_MOST_NAMES = 8


class Places:
    """The places of a flow: `programs` are the flow, and then each common module that it or its modules can call."""

    def __init__(self, flow: "RunnableFlow") -> None:
        self._flow = flow
        self.programs = tuple(_called(flow, flow.program, {}).values())
        self._owners = {
            action: (program, container)
            for program in self.programs
            for container in (*program.containers.values(), *filter(None, [program.start]))
            for action in _inside(container.block)
        }

    def source(self, program: Program) -> Source:
        """The file of a program; empty if it is unknown."""
        flow = self._flow
        return flow.source if program is flow.program else flow.sources.get(program.hash, Source(program.name, ""))

    def owner(self, action: AnyAction) -> tuple[Program, Container]:
        """The program and the state or task that contain an action."""
        return self._owners[action]

    def find(self, text: str) -> Actions:
        """The actions that a text names: a name (in any case), a number, FILE:LINE or :LINE; empty if it names none.

        A number is one in the flow itself. A line inside an action stands for the innermost such action.
        """
        wanted = text.strip()
        found = self._named(wanted) or self._owners.keys() & self._counted(wanted)
        quoted = _QUOTED.fullmatch(wanted)
        return frozenset(found or (self._named(quoted[1]) if quoted else ()))

    def _named(self, wanted: str) -> set[AnyAction]:
        return {action for action in self._owners if action.name.casefold() == wanted.casefold()}

    def _counted(self, wanted: str) -> set[AnyAction]:
        """The actions that a number or a line stands for."""
        if _NUMBER.fullmatch(wanted):
            return {action for action in self._flow.program.actions if action.number == int(wanted)}
        if line := _LINE.fullmatch(wanted):
            at = (_action_at(program, self.source(program), int(line[2])) for program in self._in(line[1]))
            return {action for action in at if action is not None}
        return set()

    def named(self, text: str) -> Actions:
        """As `find`, but raises NoSuchActionError, which suggests one, if the text names none."""
        found = self.find(text)
        if not found:
            raise NoSuchActionError(self._why_not(text.strip()))
        return found

    def _in(self, file: str) -> Iterator[Program]:
        """The programs in a file; the flow itself if no file is named."""
        for program in self.programs:
            if _is_named(self.source(program).name, file) if file else program is self._flow.program:
                yield program

    def _why_not(self, wanted: str) -> str:
        program = self._flow.program
        if line := _LINE.fullmatch(wanted):
            inside = next(self._in(line[1]), None)
            if inside is not None:
                return _why_no_line(inside, self.source(inside), int(line[2]))
            files = [Path(self.source(each).name).name for each in self.programs]
            near = did_you_mean(Path(line[1]).name, files)
            if near is not None or Path(line[1]).suffix.lower() in {".yaml", ".yml"}:
                return f"The flow “{program.name}” is not in {line[1]}. Its files: {', '.join(files)}."
        names = dict.fromkeys(action.name for each in self.programs for action in each.actions)
        if _NUMBER.fullmatch(wanted) and program.actions:
            last = len(program.actions) - 1
            return f"The flow “{program.name}” has no action {wanted}: its actions have the numbers 0 to {last}."
        near = did_you_mean(wanted, names)
        more = f"Did you mean “{near}”?" if near is not None else _listed(list(names))
        return f"The flow “{program.name}” has no action “{wanted}”. {more}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    return f"Its actions: {shown}{', …' if len(names) > _MOST_NAMES else ''}." if names else "It has no actions."


def _called(flow: "RunnableFlow", program: Program, found: dict[str, Program]) -> dict[str, Program]:
    """A program and the common modules that it can call, by their hashes."""
    found[program.hash] = program
    for action in program.actions:
        if isinstance(action.fields, CallCommonModule):
            fields = action.fields
            module = flow.directory.look_up("commonModule", "name", fields.module.name, fields.version)
            if module is not None and module["hash"] not in found:
                _called(flow, flow.modules[module["hash"]], found)
    return found


def _inside(block: Block) -> Iterator[AnyAction]:
    """The actions of a block and of their branches."""
    waiting = list(block)
    while waiting:
        action = waiting.pop()
        yield action
        for branch in action.branches.values():
            waiting += branch


def _is_named(name: str, file: str) -> bool:
    """Whether a person means the file `name` by `file`: the same path, or its end."""
    wanted = Path(file).parts
    is_same = abspath(name) == abspath(file)  # noqa: PTH100 - takes any text, also what cannot be a path
    return is_same or Path(name).parts[-len(wanted) :] == wanted


def _action_at(program: Program, source: Source, line: int) -> AnyAction | None:
    """The first action that begins on a line, or else the innermost one that contains it."""
    inside: AnyAction | None = None
    for action in sorted(program.actions, key=lambda action: action.place):
        if action.place.line == line:
            return action
        if action.place.line < line <= _last_line(source, action):
            inside = action
    return inside


def _last_line(source: Source, action: AnyAction) -> int:
    """The last line of an action: until the next text that is not indented further than its dash."""
    first = source.line(action.place.line)
    begin = len(first) - len(first.lstrip()) if first.lstrip().startswith("-") else action.place.column - 2
    last = number = action.place.line
    end = source.position(len(source.text)).line
    while number < end:
        number += 1
        text = source.line(number)
        written = text.strip()
        if not written or written.startswith("#"):
            continue
        if len(text) - len(text.lstrip()) <= begin:
            break
        last = number
    return last


def _why_no_line(program: Program, source: Source, line: int) -> str:
    name = Path(source.name).name
    lines = sorted((action.place.line, action.name) for action in program.actions)
    after = next((each for each in lines if each[0] > line), None)
    where, (start, title) = ("next", after) if after is not None else ("last", lines[-1] if lines else (0, ""))
    hint = f" The {where} action, “{title}”, is on line {start}." if start else " It has no actions."
    return f"Line {line} of {name} is not inside an action.{hint}"
