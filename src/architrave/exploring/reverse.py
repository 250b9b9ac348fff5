"""Solves an expression backwards: which changes of a case give it a value.

It need not be right: every case is run, and what counts is what the run does. So it takes the values of the variables
from a run that came near, changes as little as possible, and tries several ways, the most promising first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from architrave.exploring import inverses_numbers, inverses_text
from architrave.exploring.cases import FOUND, ITEMS, SEARCHED, Changes, SetColumn, SetInput, SetOutput, SetStart
from architrave.exploring.inverses import Wanted, wanted_of
from architrave.exploring.nearby import as_json, ordinary_value
from architrave.exploring.origins import FromExpression, FromLoop, Origin, Origins
from architrave.exploring.parts import Path
from architrave.exploring.seen import Call, LookedUp
from architrave.exploring.sources import FromFound, FromInput, FromReply
from architrave.expressions.faults import ExpressionError
from architrave.expressions.question import Asked as AskedQuestion
from architrave.expressions.question import Question
from architrave.expressions.typed_tree import Apply, Constant, Get, Typed, Variable
from architrave.flows.program import AnyAction
from architrave.interpreter.effects import Json
from architrave.interpreter.questions import milliseconds, moment

_REGISTERED = inverses_text, inverses_numbers
_DEEPEST = 12
_MOST = 24
"""How many ways are tried for one value."""


@dataclass(slots=True)
class Reverse:
    """Solves expressions for one visit of an action: with the values that variables had then.

    `calls` and `look_ups` are those that the run had made so far; `now` is when it started. `default` gives the outputs
    of a data action that succeeds; `fixed` names inputs, data actions and `look-ups` that stay as they are.
    """

    origins: Origins
    variables: Mapping[str, Mapping[str, Any]]
    calls: tuple[Call, ...]
    look_ups: tuple[LookedUp, ...]
    now: int
    default: Callable[[str], Mapping[str, Json]]
    fixed: frozenset[str] = frozenset()
    _values: dict[int, Any] = field(default_factory=dict[int, Any])

    def ways(self, program: str, tree: Typed, value: Any) -> Iterator[Changes]:
        """Changes that may give a tree a value, at most `_MOST`."""
        yield from islice(self._ways(program, tree, (), value, 0), _MOST)

    def value(self, program: str, tree: Typed) -> Any:
        """The value that a tree had; None also if it has none."""
        if isinstance(tree, Constant):
            return tree.value
        if id(tree) not in self._values:
            try:
                run = self.origins.run_of(tree)
                self._values[id(tree)] = run(self.variables.get(program, {}), self.ask)
            except (ExpressionError, AskedQuestion):
                self._values[id(tree)] = None
        return self._values[id(tree)]

    def ask(self, question: Question) -> Any:
        """Answers the questions of an expression that can be answered here."""
        if question.name == "now":
            return moment(self.now)
        raise AskedQuestion(question)

    def _ways(self, program: str, tree: Typed, path: Path, value: Any, depth: int) -> Iterator[Changes]:
        if depth > _DEEPEST:
            return
        match tree:
            case Variable(key=key):
                for origin in self.origins.all.get((program, key), ()):
                    yield from self._from(origin, path, value, depth)
            case Get(target=target, name=name):
                yield from self._ways(program, target, (name, *path), value, depth + 1)
                if isinstance(target, Apply):
                    yield from self._ways(program, target, (), ordinary_value(target.type), depth + 1)
            case Apply():
                is_now = tree.function.name == "GetCurrentDateTimeUtc" and not path
                if is_now and "at" not in self.fixed:
                    yield from self._at(value)
                for wanted in wanted_of(tree, path, value, lambda part: self.value(program, part)):
                    yield from self._together(program, wanted, depth)
            case _:
                return

    def _together(self, program: str, wanted: tuple[Wanted, ...], depth: int) -> Iterator[Changes]:
        """The ways in which all of these can be had."""
        if not wanted:
            yield ()
            return
        first, rest = wanted[0], wanted[1:]
        for changes in islice(self._ways(program, first.tree, first.path, first.value, depth + 1), _MOST):
            if not rest:
                yield changes
                continue
            for others in islice(self._together(program, rest, depth), 4):
                yield (*changes, *others)

    def _at(self, value: Any) -> Iterator[Changes]:
        try:
            yield (SetStart(milliseconds(value)),)
        except (TypeError, OverflowError):
            return

    def _from(self, origin: Origin, path: Path, value: Any, depth: int) -> Iterator[Changes]:
        match origin:
            case FromExpression(program, tree):
                yield from self._ways(program, tree, path, value, depth + 1)
            case FromLoop(program, count):
                if isinstance(value, int) and not path:
                    yield from self._ways(program, count, (), value + 1, depth + 1)
            case FromInput(name):
                if name not in self.fixed:
                    yield (SetInput(name, path, as_json(value)),)
            case FromReply(action, name, _, kind):
                if action in self.fixed:
                    return
                made = [call.index for call in self.calls if call.action == action]
                if made:
                    yield (SetOutput(action, made[-1], name, path, as_json(value), kind),)
                yield (SetOutput(action, None, name, path, as_json(value), kind),)
                if made and made[0] != made[-1]:
                    yield (SetOutput(action, made[0], name, path, as_json(value), kind),)
            case FromFound():
                yield from self._found(origin, path, value)

    def _found(self, origin: FromFound, path: Path, value: Any) -> Iterator[Changes]:
        if "look-ups" in self.fixed:
            return
        own = [each for each in self.look_ups if _is_same(each.action, origin.action) and each.answer.kind == FOUND]
        for place, looked_up in reversed(list(enumerate(own))):
            full: Path = (*origin.path, *path)
            if looked_up.asked.by == SEARCHED:
                full = (ITEMS, *full)
            elif full and isinstance(full[0], int):  # one of several entities, each with its own look-up
                full = full[1:] if full[0] == place else ()
            if full and isinstance(full[0], str):
                yield (SetColumn(looked_up.asked, full, as_json(value), looked_up.answer.values),)


def _is_same(one: AnyAction | None, other: AnyAction) -> bool:
    return one is not None and (one.number, one.pointer) == (other.number, other.pointer)
