"""What the arguments of functions and operators must be for a result: the step backwards through one of them.

Each entry is for a family of functions by their names. It yields alternatives, each a list of arguments with the value
that each of them should have. A function without an entry is not solved: the search then tries values for what is in
its arguments.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from architrave.exploring.nearby import above, as_json, below, ordinary_value, others
from architrave.exploring.parts import PARSED, Path, with_part
from architrave.expressions.typed_tree import Apply, Typed
from architrave.expressions.types import BOOLEAN
from architrave.expressions.values import Json as JsonValue
from architrave.expressions.values import accept_input, equal


class Wanted(NamedTuple):
    """A tree, or the part of its value at a path, should have this value."""

    tree: Typed
    value: Any
    path: Path = ()


ValueOf = Callable[[Typed], Any]
Ways = Iterator[tuple[Wanted, ...]]
Inverse = Callable[[Apply, Any, ValueOf], Ways]

INVERSES: dict[str, Inverse] = {}
"""By the lower-case name of the function."""


def inverse(*names: str) -> Callable[[Inverse], Inverse]:
    """Registers the inverse of functions."""

    def register(each: Inverse) -> Inverse:
        INVERSES.update(dict.fromkeys(names, each))
        return each

    return register


def wanted_of(tree: Apply, path: Path, value: Any, value_of: ValueOf) -> Ways:
    """What the arguments of a function should be for its result, or the part of it at a path, to be a value."""
    name = tree.function.name.lower()
    part = _part_of(tree, name, value_of)
    if part is not None:
        yield (Wanted(part[0], value, (*part[1], *path)),)
        return
    if name in ("if", "?"):
        yield from _if(tree, path, value, value_of)
        return
    if path:
        known = value_of(tree)
        if isinstance(known, JsonValue):
            value = JsonValue(with_part(as_json(known), path, as_json(value)))
        elif tree.type.is_collection:
            value, problem = accept_input(tree.type, with_part(as_json(known), path, as_json(value)))
            if problem is not None:
                return
        else:
            return
    solve = INVERSES.get(name)
    if solve is not None:
        yield from solve(tree, value, value_of)


def _part_of(tree: Apply, name: str, value_of: ValueOf) -> tuple[Typed, Path] | None:
    """The argument and the path in it, if a function returns a part of its first argument."""
    arguments = tree.arguments
    match name:
        case "[" | "getat" | "getjsonobjectproperty":
            at = value_of(arguments[1])
            return (arguments[0], (at,)) if isinstance(at, int | str) and not isinstance(at, bool) else None
        case "jsonparse":
            return arguments[0], (PARSED,)
        case "tojson" if len(arguments) == 1 and arguments[0].type.code in ("jsn", "str", "int", "dec", "bln"):
            return arguments[0], ()
        case _:
            return None


def _if(tree: Apply, path: Path, value: Any, value_of: ValueOf) -> Ways:
    condition, yes, no = tree.arguments
    is_true = value_of(condition) is True
    for chosen, is_chosen in ((yes, is_true), (no, not is_true)):
        if is_chosen:
            yield (Wanted(chosen, value, path),)
    for chosen, wish in ((yes, True), (no, False)):
        if wish is not is_true:
            if not path and equal(value_of(chosen), value):
                yield (Wanted(condition, wish),)
            else:
                yield (Wanted(condition, wish), Wanted(chosen, value, path))


@inverse("and", "or")
def _logic(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    needs_all = (tree.function.name.lower() == "and") is (value is True)
    wish = value is True
    if needs_all:
        needed = tuple(Wanted(each, wish) for each in tree.arguments if (value_of(each) is True) is not wish)
        yield needed
        # One at a time is nearer too, if they are about the same value.
        yield from ((each,) for each in needed if len(needed) > 1)
        return
    for each in tree.arguments:
        yield (Wanted(each, wish),)


@inverse("!")
def _not(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    if tree.type == BOOLEAN:
        yield (Wanted(tree.arguments[0], value is not True),)


@inverse("==", "!=", "areequal")
def _equality(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    sides = [each for each in tree.arguments if each.type != BOOLEAN or len(tree.arguments) == 2]
    wants_equal = (value is True) is (tree.function.name != "!=")
    for here, there in ((0, 1), (1, 0)):
        other = value_of(sides[there])
        if wants_equal:
            yield (Wanted(sides[here], other),)
            continue
        for each in others(other if other is not None else ordinary_value(sides[here].type)):
            if not equal(each, other):
                yield (Wanted(sides[here], each),)
    if wants_equal and value_of(sides[0]) is None and value_of(sides[1]) is None:
        ordinary = ordinary_value(sides[0].type)
        yield Wanted(sides[0], ordinary), Wanted(sides[1], ordinary)


_MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_CONTRARY = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


@inverse("<", ">", "<=", ">=")
def _order(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    left, right = tree.arguments
    sign = tree.function.name if value is True else _CONTRARY[tree.function.name]
    for here, there, order in ((left, right, sign), (right, left, _MIRROR[sign])):
        other = value_of(there)
        is_unset = other is None
        if is_unset:
            other = ordinary_value(there.type)
        also = (Wanted(there, other),) if is_unset else ()
        for each in _ordered(order, other):
            yield (*also, Wanted(here, _of_type(here, each)))


def _ordered(sign: str, other: Any) -> Iterator[Any]:
    """Values that are less or more than another: first the nearest, which is at the border."""
    if "=" in sign:
        yield other
    yield from below(other) if "<" in sign else above(other)


def _of_type(tree: Typed, value: Any) -> Any:
    """A number for an Integer: comparisons with a Decimal give Decimals."""
    return int(value) if tree.type.code == "int" and not isinstance(value, bool) else value


@inverse("isset")
def _is_set(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    (inner,) = tree.arguments
    yield (Wanted(inner, ordinary_value(inner.type) if value is True else None),)


@inverse("isnotsetorempty")
def _is_not_set(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    (inner,) = tree.arguments
    if value is not True:
        yield (Wanted(inner, ordinary_value(inner.type)),)
        return
    if inner.type.is_collection:
        yield (Wanted(inner, ()),)
    elif inner.type.code == "str":
        yield (Wanted(inner, ""),)
    yield (Wanted(inner, None),)
