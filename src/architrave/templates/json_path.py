"""JSONPath as implemented by the Jayway library, for which the platform's paths were written (inferred, strongly).

python-jsonpath parses the paths and evaluates the filters. The traversal is ours, because data actions rely on Jayway's
differences from the standard:

- A path is definite or indefinite. If it finds nothing, an indefinite path returns an empty array, a definite path has
  no value.
- A value missing before the first indefinite step is an error.
- A filter on an object tests the object itself.
- A path can end with `.size()` and other functions.
- `.total` means `$..total`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from jsonpath import JSONPath
from jsonpath.exceptions import JSONPathError
from jsonpath.segments import JSONPathRecursiveDescentSegment
from jsonpath.selectors import (
    Filter,
    FilterContext,
    IndexSelector,
    JSONPathSelector,
    NameSelector,
    SliceSelector,
    WildcardSelector,
)

from architrave.templates.faults import Fault, Refused
from architrave.templates.path_filters import ENVIRONMENT, refused
from architrave.templates.path_functions import FUNCTIONS
from architrave.templates.path_text import BadPath, written_out

MOST_STEPS = 200_000
"""The maximum number of values that a path may visit."""


class NoValue(Exception):  # noqa: N818 - a result
    """The path finds no value, so the name has its default."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: its selectors, and whether it descends to all levels."""

    selectors: tuple[JSONPathSelector, ...]
    deep: bool

    @property
    def definite(self) -> bool:
        """Whether the step selects at most one value."""
        return (
            not self.deep and len(self.selectors) == 1 and isinstance(self.selectors[0], NameSelector | IndexSelector)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names, if the step selects several members of an object."""
        names = tuple(selector.name for selector in self.selectors if isinstance(selector, NameSelector))
        return names if len(names) == len(self.selectors) > 1 and not self.deep else ()


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A parsed path. `function` is the name of the function at its end, if any."""

    text: str
    steps: tuple[Step, ...]
    function: str | None = None

    @property
    def definite(self) -> bool:
        """Whether the path selects a single value; otherwise its result is an array."""
        merged = len(self.steps) > 0 and bool(self.steps[-1].names)
        return all(step.definite for step in (self.steps[:-1] if merged else self.steps))

    def read(self, data: Any) -> Any:
        """The value of the path in JSON data.

        Raises NoValue if there is none, and Refused if the evaluation takes too long.
        """
        walk = _Walk(data)
        try:
            found = list(walk.follow([data], self.steps))
        except JSONPathError as problem:
            raise Refused(f"Cannot evaluate the path {self.text}: {_first_line(problem)}.") from None
        if self.function is not None:
            return self._applied(found)
        if not self.definite:
            return found
        if not found:
            raise NoValue
        return found[0]

    def _applied(self, found: list[Any]) -> Any:
        function = FUNCTIONS[cast("str", self.function)]
        if any(step.deep for step in self.steps):
            return function(found)
        results = [function(value) for value in found]
        if not self.definite:
            return results
        if not results or results[0] is None:
            raise NoValue
        return results[0]


@lru_cache(maxsize=512)
def compile_path(text: str) -> JsonPath | Fault:
    """The path in a text, or why it cannot be parsed. Results are cached."""
    try:
        written, function = written_out(text.strip(), frozenset(FUNCTIONS))
        path = ENVIRONMENT.compile(written)
    except BadPath as problem:
        return Fault(str(problem))
    except JSONPathError as problem:
        return Fault(f"The path {text} is not valid: {_first_line(problem)}.")
    except RecursionError:
        return Fault(f"The path {text} is nested too deeply.")
    if not isinstance(path, JSONPath):
        return Fault(f"{text} has more than one path. Write a single path.")
    steps = tuple(
        Step(tuple(segment.selectors), isinstance(segment, JSONPathRecursiveDescentSegment))
        for segment in path.segments
    )
    why = next(filter(None, (refused(selector) for step in steps for selector in step.selectors)), None)
    return Fault(f"The path {text} {why}.") if why else JsonPath(text, steps, function)


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0]


@dataclass(slots=True)
class _Walk:
    """One traversal of a document."""

    root: Any
    steps_left: int = field(default=MOST_STEPS)

    def follow(self, values: list[Any], steps: tuple[Step, ...]) -> Iterator[Any]:
        """The values that the steps select from these values, in document order."""
        definite = True
        for number, step in enumerate(steps):
            last = number + 1 == len(steps)
            values = [found for value in values for found in self._step(value, step, strict=definite, last=last)]
            definite = definite and (step.definite or bool(last and step.names))
        return iter(values)

    def _step(self, value: Any, step: Step, *, strict: bool, last: bool) -> Iterator[Any]:
        """The values that one step selects. `strict` before the first indefinite step: a missing value is an error."""
        if step.deep:
            for inner in self._all_below(value):
                for selector in step.selectors:
                    yield from self._select(inner, selector, strict=False, last=True, deep=True)
        elif step.names and last:
            yield from self._merged(value, step.names, strict=strict)
        else:
            for selector in step.selectors:
                yield from self._select(value, selector, strict=strict, last=last)

    def _select(
        self, value: Any, selector: JSONPathSelector, *, strict: bool, last: bool, deep: bool = False
    ) -> Iterator[Any]:
        self._pay(1)
        match selector:
            case NameSelector():
                if isinstance(value, dict) and selector.name in value:
                    yield value[selector.name]
                elif strict and not (last and isinstance(value, dict)):
                    raise NoValue
            case IndexSelector():
                if self._is_array(value, strict=strict) and -len(value) <= selector.index < len(value):
                    yield value[selector.index]
            case SliceSelector():
                if self._is_array(value, strict=strict):
                    yield from value[selector.slice]
            case WildcardSelector():
                yield from _members(value)
            case Filter():
                yield from self._filtered(value, selector, strict=strict, deep=deep)
            case _:
                raise TypeError(f"unexpected selector {type(selector).__name__}")

    def _merged(self, value: Any, names: tuple[str, ...], *, strict: bool) -> Iterator[Any]:
        if isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            yield {name: members[name] for name in names if name in members}
        elif strict:
            raise NoValue

    def _is_array(self, value: Any, *, strict: bool) -> bool:
        if not isinstance(value, list) and strict:
            raise NoValue
        return isinstance(value, list)

    def _filtered(self, value: Any, selector: Filter, *, strict: bool, deep: bool) -> Iterator[Any]:
        """The elements of an array that pass the filter, or an object that passes it."""
        if isinstance(value, dict):
            tested: Sequence[Any] = [value]
        elif isinstance(value, list):
            tested = () if deep else cast("list[Any]", value)
        elif strict:
            raise NoValue
        else:
            return
        for item in tested:
            self._pay(1 + len(_members(item)))
            context = FilterContext(env=ENVIRONMENT, current=item, root=self.root)
            if selector.expression.evaluate(context):
                yield item

    def _all_below(self, value: Any) -> Iterator[Any]:
        """A value and all values inside it, parents first."""
        waiting = [value]
        while waiting:
            self._pay(1)
            current = waiting.pop()
            yield current
            waiting.extend(reversed(_members(current)))

    def _pay(self, steps: int) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise Refused(f"The path was stopped: it visits more than {MOST_STEPS:,} values.")


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else []
