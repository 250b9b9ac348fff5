"""The outline of a flow: its parts (menus, states, tasks, bots) as trees of boxes, each with its branches.

Every action of the Program is in the outline exactly once, also in a flow with errors: an action that no part holds is
found by its place in the document.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from architrave.diagram.details import detail_of, labels_of_cases
from architrave.flows.actions import ACTIONS
from architrave.flows.actions.shape import Ref, keys_of
from architrave.flows.checks.paths import goes_on, required_ways
from architrave.flows.containers import START
from architrave.flows.document import Document
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.menus import Choice, Menu, menus_of
from architrave.flows.program import AnyAction, Block, Fields, Program
from architrave.flows.references import referred_to
from architrave.flows.substitutions import shown
from architrave.flows.yaml import Mapping as MappingNode
from architrave.flows.yaml import Scalar

LOOP = "loop"
"""The output of a loop that is its body."""


class Tone(StrEnum):
    """What kind of action a box is, for its color."""

    PLAIN = "plain"
    CHOICE = "choice"
    CALL = "call"
    JUMP = "jump"
    END = "end"


class Branch(msgspec.Struct, frozen=True, eq=False):
    """An output of a box: its name in a trace, empty for the choice of a menu; its label; what follows it.

    Several outputs without actions are one branch: `also` are the names of the others.
    """

    path: str
    label: str
    boxes: tuple["Box", ...] = ()
    also: tuple[str, ...] = ()


class Box(msgspec.Struct, frozen=True, eq=False):
    """An action, or a menu or one of its choices, which have no `number` (the index in `Program.actions`).

    `title` is what people call its type, `detail` what it is about, `line` its line in the file. `target` is the key of
    the part that it leads to. `ends`: control does not continue after it. `pointer` is its place in the document.
    """

    number: int | None
    kind: str
    title: str
    name: str
    detail: str
    tone: Tone
    line: int
    branches: tuple[Branch, ...] = ()
    target: tuple[str, str] | None = None
    ends: bool = False
    is_loop: bool = False
    pointer: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A menu, state, task or bot of a flow. `kind` and `ref_id` are its key: what references name.

    `pointer` is its place in the document. `is_list`: its boxes do not lead to each other.
    """

    kind: str
    ref_id: str
    name: str
    boxes: tuple[Box, ...]
    pointer: str = ""
    is_list: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What references to it name."""
        return self.kind, self.ref_id


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A flow as a diagram shows it. `start` is the key of the part where it starts, None if that is unknown.

    `parts` are in the order in which the start leads to them; those that nothing leads to are last.
    """

    name: str
    flow_type: str
    parts: tuple[Part, ...]
    start: tuple[str, str] | None

    @property
    def count(self) -> int:
        """The number of actions."""
        return sum(box.number is not None for part in self.parts for box in walk(part.boxes))


def walk(boxes: Iterable[Box]) -> Iterator[Box]:
    """Every box and all that are in its branches, in the order of the file."""
    for box in boxes:
        yield box
        for branch in box.branches:
            yield from walk(branch.boxes)


def outline_of(program: Program, document: Document | None = None) -> Outline:
    """The outline of a flow. Menus, and the start of a flow that is not run, are known only with its document."""
    body = _body(document)
    found = _Finding(program, document)
    parts = [
        Part(container.kind, ref_id, container.name or ref_id, found.boxes(container.block), container.pointer)
        for ref_id, container in program.containers.items()
    ]
    menus = () if body is None else menus_of(body)
    parts[:0] = [Part("menu", menu.ref_id, menu.name, (found.menu(menu),), menu.pointer) for menu in menus]
    rest = found.rest()
    if rest:
        parts.append(Part("", "", "Other actions", rest))
    start = _start(program, body)
    known = FLOW_TYPES.get(program.flow_type.lower())
    flow_type = known.name if known else program.flow_type
    return Outline(shown(program.name), flow_type, tuple(_in_order(parts, start)), start)


def _body(document: Document | None) -> MappingNode | None:
    """The flow's object in a document."""
    root = None if document is None else document.root
    for entry in root.entries if isinstance(root, MappingNode) else ():
        if entry.name.lower() in FLOW_TYPES and isinstance(entry.value, MappingNode):
            return entry.value
    return None


def _start(program: Program, body: MappingNode | None) -> tuple[str, str] | None:
    if program.start is not None:
        return program.start.kind, program.start.ref_id
    if START in program.containers:
        return "task", START
    path = None if body is None else body.get("startUpRef")
    return referred_to(path.text) if isinstance(path, Scalar) else None


def _in_order(parts: list[Part], start: tuple[str, str] | None) -> Iterator[Part]:
    """The parts in the order in which the start leads to them, and then the others in the order of the file."""
    left: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        left.setdefault(part.key, []).append(part)
    for first in (() if start is None else (start,)) + tuple(left):
        waiting = deque([first])
        while waiting:
            for part in left.pop(waiting.popleft(), ()):
                yield part
                waiting += [box.target for box in walk(part.boxes) if box.target is not None]


class _Finding:
    """Makes boxes of actions. It knows the actions that are in no block of the Program, by their lists."""

    def __init__(self, program: Program, document: Document | None) -> None:
        self._document = document
        held = {action.number for container in program.containers.values() for action in container.block}
        for action in program.actions:
            held.update(inner.number for block in action.branches.values() for inner in block)
        self._lists: dict[str, list[AnyAction]] = {}
        for action in program.actions:
            if action.number not in held:
                self._lists.setdefault(action.pointer.rsplit("/", 2)[0], []).append(action)

    def line(self, offset: int) -> int:
        """The line of an offset in the document."""
        return 0 if self._document is None else self._document.position(offset).line

    def boxes(self, block: Iterable[AnyAction]) -> tuple[Box, ...]:
        """The boxes of a block."""
        return tuple(map(self._box, block))

    def menu(self, menu: Menu) -> Box:
        """A menu with its choices as branches."""
        branches = [Branch("", _label(choice), (self._choice(choice),)) for choice in menu.choices]
        return Box(
            None,
            "menu",
            "Menu",
            menu.name,
            "",
            Tone.CHOICE,
            self.line(menu.start),
            tuple(branches),
            ends=True,
            pointer=menu.pointer,
        )

    def rest(self) -> tuple[Box, ...]:
        """The boxes of all actions that are still missing."""
        found: list[Box] = []
        while self._lists:
            pointer = next(iter(self._lists))
            found += self.boxes(self._lists.pop(pointer))
        return tuple(found)

    def _choice(self, choice: Choice) -> Box:
        choices = () if choice.menu is None else choice.menu.choices
        branches = tuple(Branch("", _label(each), (self._choice(each),)) for each in choices)
        kind = choice.kind.removeprefix("menu")
        kind = kind[:1].lower() + kind[1:]
        title = ACTIONS[kind].title if kind in ACTIONS else _spaced(choice.kind)
        tone = Tone.JUMP if choice.target else Tone.CHOICE if branches else _tone(kind)
        branches += tuple(Branch("", "", branch.boxes) for branch in self._below(choice.pointer, {}))
        line = self.line(choice.start)
        return Box(
            None,
            choice.kind,
            title,
            choice.name or title,
            "",
            tone,
            line,
            branches,
            choice.target,
            ends=not branches,
            pointer=choice.pointer,
        )

    def _box(self, action: AnyAction) -> Box:
        declaration = ACTIONS.get(action.kind)
        branches = self._branches(action)
        return Box(
            number=action.number,
            kind=action.kind,
            title=action.kind if declaration is None else declaration.title,
            name=action.name,
            detail=detail_of(action),
            tone=_tone(action.kind),
            line=action.place.line,
            branches=branches,
            target=_target(action),
            ends=not goes_on(action),
            is_loop=declaration is not None and declaration.goes_on and LOOP in action.branches,
            pointer=action.pointer,
        )

    def _branches(self, action: AnyAction) -> tuple[Branch, ...]:
        """The written outputs in order, and then the others that the action can take; none if nothing follows them."""
        cases = labels_of_cases(action)
        found = [
            Branch(name, f"{name}: {cases[name]}" if cases.get(name) else name, self.boxes(block))
            for name, block in action.branches.items()
        ]
        found += self._below(action.pointer, action.branches)
        declaration = ACTIONS.get(action.kind)
        is_loop = declaration is not None and declaration.goes_on
        ways = () if declaration is None or is_loop else required_ways(action, declaration)
        missing = [name for name in ways if name not in action.branches]
        # A task can end on any path: one that is not written continues after the call.
        found += [Branch(name, "otherwise" if action.kind == "callTask" else name) for name in missing]
        if (
            not (ways or is_loop)
            and goes_on(action)
            and all(branch.boxes and branch.boxes[-1].ends for branch in found)
        ):
            found.append(Branch("", ""))
        return _joined(found) if any(branch.boxes for branch in found) else ()

    def _below(self, pointer: str, branches: Mapping[str, Block]) -> list[Branch]:
        """The branches of lists that are below a place and in no block."""
        begin = f"{pointer}/"
        found: list[Branch] = []
        # The boxes of a list take the lists that are below them, so that the next one is not inside them.
        while (each := next((each for each in self._lists if each.startswith(begin)), None)) is not None:
            block = self._lists.pop(each)
            found.append(Branch("", _named(each, branches), self.boxes(block)))
        return found


def _joined(branches: Iterable[Branch]) -> tuple[Branch, ...]:
    """The branches, with those beside each other that have no boxes as one."""
    found: list[Branch] = []
    for branch in branches:
        last = found[-1] if found else None
        if last is None or branch.boxes or last.boxes:
            found.append(branch)
        else:
            found[-1] = Branch(last.path, f"{last.label}, {branch.label}", (), (*last.also, branch.path))
    return tuple(found)


def _label(choice: Choice) -> str:
    """What a caller does for a choice: presses a key, or nothing."""
    said = [choice.key + (" (any menu)" if choice.everywhere else "")] if choice.key else []
    return ", ".join([*said, "default"] if choice.is_default else said) or "no key"


def _named(pointer: str, branches: Mapping[str, Block]) -> str:
    """What a list of actions is called by its place: the nearest key above it that says something."""
    for key in reversed(pointer.split("/")[:-1]):
        name = key.replace("~1", "/").replace("~0", "~")
        if not name.isdecimal() and name not in branches and name not in ("actions", "task"):
            return name
    return ""


def _spaced(kind: str) -> str:
    """A camel-case key as words: `menuSubMenu` is `Sub Menu`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.removeprefix("menu")) or kind


def _target(action: AnyAction) -> tuple[str, str] | None:
    """What an action refers to: a state, task, menu or bot."""
    references = _references(type(action.fields))
    values = action.fields.values() if references else {}
    for name, kind in references:
        if isinstance(ref_id := values[name], str) and ref_id:
            return kind, ref_id
    return None


@cache
def _references(fields: type[Fields]) -> tuple[tuple[str, str], ...]:
    """The fields that refer to a part: the name of each, and the kind of part."""
    return tuple((each.name, each.shape.kind) for each in keys_of(fields).values() if isinstance(each.shape, Ref))


_CALLS = re.compile("call|find|get|search|dataTableLookup|evaluate|set|transfer|send|add|create|update(?!Data)")


@lru_cache
def _tone(kind: str) -> Tone:
    declaration = ACTIONS.get(kind)
    if kind in ("jumpToTask", "changeState", "jumpToMenu", "callTask"):
        return Tone.JUMP
    if declaration is not None and declaration.is_terminal:
        return Tone.END
    if kind in ("decision", "switch", "loop", "loopUntil", "loopAnythingElse", "menu") or kind.startswith("ask"):
        return Tone.CHOICE
    return Tone.CALL if _CALLS.match(kind) else Tone.PLAIN
