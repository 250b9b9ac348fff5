"""Follows the steps of a path through JSON data."""

import json
from collections.abc import Iterator
from typing import Any, cast

from architrave.templates.faults import Refused
from architrave.templates.json_path.filters import Failed, Misfit, compare, value_of
from architrave.templates.json_path.functions import FUNCTIONS, KeySet
from architrave.templates.json_path.steps import (
    UNDEFINED,
    Comparison,
    Condition,
    Exists,
    Filter,
    Function,
    Indexes,
    Logical,
    Names,
    Operand,
    Path,
    Scan,
    Slice,
    Step,
    Value,
    Wildcard,
)

MOST_STEPS = 200_000
"""The maximum number of values that a path may visit."""


class NoValue(Exception):  # noqa: N818 - a result
    """The path finds no value, so the name has its default."""


class Budget:
    """The values that one reading may still visit, and what `$` paths in its filters found."""

    def __init__(self) -> None:
        self.left = MOST_STEPS
        self.found: dict[Path, Any] = {}

    def pay(self, steps: int) -> None:
        """Take steps. Raises Refused if too many are taken."""
        self.left -= steps
        if self.left < 0:
            raise Refused(f"The path was stopped: it visits more than {MOST_STEPS:,} values.")


def read(path: Path, data: Any, root: Any, budget: Budget, *, required: bool = False) -> Any:
    """The value of a path in `data`. `root` is what `$` means in its filters.

    `required` demands all members, as Jayway does when it tests whether a path exists. Raises NoValue, Failed, Refused.
    """
    if path.plain is not None:
        return _member_of(data, path.plain, budget)
    walk = _Walk(path, root, budget, required)
    walk.follow(0, data)
    if not path.definite:
        return walk.found
    if not walk.found:
        raise NoValue
    return walk.found[-1]


def _member_of(data: Any, names: tuple[str, ...], budget: Budget) -> Any:
    """What a path of single names finds."""
    budget.pay(1 + len(names))
    value = data
    for name in names:
        if not isinstance(value, dict) or name not in value:
            raise NoValue
        value = cast("dict[str, Any]", value)[name]
    return value


class _Walk:
    """One reading of a path."""

    def __init__(self, path: Path, root: Any, budget: Budget, required: bool) -> None:
        self._steps = path.steps
        self._root = root
        self._budget = budget
        self._required = required
        self.found: list[Any] = []
        self._settled = path.settled
        self._array_index: dict[int, int] = {}

    def follow(self, at: int, value: Any) -> None:
        """Take the step at a position, and those after it, from a value."""
        if at == len(self._steps):
            self.found.append(value)
            return
        self._budget.pay(1)
        step = self._steps[at]
        match step:
            case Names():
                self._names(at, step, value)
            case Indexes() | Slice():
                self._array(at, step, value)
            case Wildcard():
                self._wildcard(at, value)
            case Filter():
                self._filter(at, step, value)
            case Scan():
                self._scan(at, value)
            case Function():
                self._function(at, step, value)

    # -- members -------------------------------------------------------------------------------------------------

    def _names(self, at: int, step: Names, value: Any) -> None:
        if not isinstance(value, dict):
            if self._settled[at]:
                raise NoValue
            return
        members = cast("dict[str, Any]", value)
        if len(step.names) > 1 and at + 1 == len(self._steps):
            if self._required and not all(name in members for name in step.names):
                raise NoValue
            self.found.append({name: members[name] for name in step.names if name in members})
            return
        for name in step.names:
            self._member(at, members, name)

    def _member(self, at: int, members: dict[str, Any], name: str) -> None:
        last = at + 1 == len(self._steps)
        if name not in members:
            if self._required or (not last and self._settled[at + 1]):
                raise NoValue
            return
        if last and not self._is_indexed(at):
            return
        self.follow(at + 1, members[name])

    def _is_indexed(self, at: int) -> bool:
        """Jayway keeps the last name after a scan through arrays only for the element that the step before names."""
        index = self._array_index.get(at, -1)
        if index == -1:
            return True
        before = self._steps[at - 1] if at else None
        return isinstance(before, Indexes) and before.indexes == (index,)

    # -- elements ------------------------------------------------------------------------------------------------

    def _array(self, at: int, step: Indexes | Slice, value: Any) -> None:
        if not isinstance(value, list):
            if self._settled[at]:
                raise NoValue
            return
        items = cast("list[Any]", value)
        for index in step.indexes if isinstance(step, Indexes) else _sliced(step, len(items)):
            self._element(at, items, index)

    def _element(self, at: int, items: list[Any], index: int) -> None:
        effective = index + len(items) if index < 0 else index
        if 0 <= effective < len(items):
            self.follow(at + 1, items[effective])

    def _wildcard(self, at: int, value: Any) -> None:
        if isinstance(value, dict):
            if at + 1 < len(self._steps) or self._is_indexed(at):
                for item in cast("dict[str, Any]", value).values():
                    self.follow(at + 1, item)
            return
        for item in cast("list[Any]", value) if isinstance(value, list) else []:
            try:
                self.follow(at + 1, item)
            except NoValue:
                if self._required:
                    raise

    def _filter(self, at: int, step: Filter, value: Any) -> None:
        if isinstance(value, dict):
            if self._accepts(step, cast("Any", value)):
                self.follow(at + 1, cast("Any", value))
        elif isinstance(value, list):
            for item in cast("list[Any]", value):
                if self._accepts(step, item):
                    self.follow(at + 1, item)
        elif self._settled[at]:
            raise Failed

    # -- all levels ----------------------------------------------------------------------------------------------

    def _scan(self, at: int, value: Any) -> None:
        if at + 1 == len(self._steps):
            raise Failed
        step = self._steps[at + 1]
        last = at + 2 == len(self._steps)
        for inner in _containers(value, self._budget):
            if not self._scans(step, inner, last):
                continue
            if isinstance(inner, dict) or last:
                self.follow(at + 1, inner)
                continue
            for index, item in enumerate(cast("list[Any]", inner)):
                self._array_index[at + 2] = index
                self.follow(at + 2, item)

    def _scans(self, step: Step, value: Any, last: bool) -> bool:
        """Whether a scan takes its next step from a value."""
        match step:
            case Names():
                several = len(step.names) > 1 and not last
                return isinstance(value, dict) and (several or all(name in value for name in step.names))
            case Indexes() | Slice():
                return isinstance(value, list)
            case Wildcard():
                return True
            case Filter():
                return self._accepts(step, value)
            case _:
                return False

    # -- filters -------------------------------------------------------------------------------------------------

    def _accepts(self, step: Filter, item: Any) -> bool:
        try:
            return self._holds(step.condition, item)
        except Misfit:
            return False

    def _holds(self, condition: Condition, item: Any) -> bool:
        self._budget.pay(1)
        match condition:
            case Exists():
                return self._exists(condition.path, item) is condition.wanted
            case Comparison():
                left, right = self._operand(condition.left, item), self._operand(condition.right, item)
                return compare(condition.operator, left, right, self._budget.pay)
            case Logical("||", conditions):
                return any(self._holds(each, item) for each in conditions)
            case Logical("&&", conditions):
                return all(self._holds(each, item) for each in conditions)
            case Logical():
                return not self._holds(condition.conditions[0], item)

    def _exists(self, path: Path, item: Any) -> bool:
        """Whether a path finds something from the tested value, where Jayway also starts a path with `$`."""
        try:
            read(path, item, self._root, self._budget, required=True)
        except NoValue:
            return False
        return True

    def _operand(self, operand: Operand, item: Any) -> Value:
        if not isinstance(operand, Path):
            return operand
        try:
            found = self._of_root(operand) if operand.of_root else read(operand, item, self._root, self._budget)
        except NoValue:
            return UNDEFINED
        if isinstance(found, KeySet):
            raise Failed
        return value_of(found)

    def _of_root(self, path: Path) -> Any:
        """What a `$` path finds, which is the same for each tested value."""
        found = self._budget.found
        if path not in found:
            found[path] = read(path, self._root, self._root, self._budget)
        return found[path]

    # -- functions -----------------------------------------------------------------------------------------------

    def _function(self, at: int, step: Function, value: Any) -> None:
        parameters = [self._parameter(parameter) for parameter in step.parameters]
        result = FUNCTIONS[step.name](value, parameters)
        if step.name in {"length", "size"} and step.parameters:
            result = self._counted(step.parameters[0], value, result)
        self._budget.pay(len(cast("Any", result)) if isinstance(result, str | list) else 1)
        if at + 1 < len(self._steps):
            # The result so far counts if the rest of the path finds nothing.
            self.found.append(result)
        self.follow(at + 1, result)

    def _parameter(self, parameter: Path | str) -> Any:
        if isinstance(parameter, Path):
            return read(parameter, self._root, self._root, self._budget)
        try:
            return json.loads(parameter)
        except (ValueError, RecursionError):
            raise Failed from None

    def _counted(self, parameter: Path | str, value: Any, otherwise: Any) -> Any:
        """`length($..path)`: the number of elements below the path, in the value before the function.

        For a path that is definite, Jayway takes the last of them in place of all (measured).
        """
        if not isinstance(parameter, Path):
            raise Failed
        path = parameter
        if path.steps and not path.ends_with_function:
            path = Path((*path.steps, Wildcard()), path.of_root)
        found = read(path, value, value, self._budget)
        if parameter.definite and not path.definite:
            if not found:
                raise NoValue
            found = found[-1]
        return len(cast("list[Any]", found)) if isinstance(found, list) else otherwise


def _sliced(step: Slice, length: int) -> range:
    """The indexes of a slice. Jayway counts only an open slice from the end."""
    match step.start, step.stop:
        case (int() as start, None):
            return range(max(0, start + length if start < 0 else start), length)
        case (None, int() as stop):
            return range(min(length, stop + length if stop < 0 else stop))
        case (int() as start, int() as stop):
            return range(start, min(length, stop))
        case _:
            return range(0)


def _containers(value: Any, budget: Budget) -> Iterator[Any]:
    """A value and all values inside it that are arrays or objects, parents first."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            inner = list(cast("dict[str, Any]", current).values())
        elif isinstance(current, list):
            inner = cast("list[Any]", current)
        else:
            continue
        budget.pay(1 + len(inner))
        yield current
        waiting.extend(reversed(inner))
