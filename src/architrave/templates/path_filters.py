"""Filters: comparisons as in Jayway, and the filters that are not supported."""

from typing import Any, cast

from jsonpath import JSONPathEnvironment
from jsonpath.filter import UNDEFINED, FilterQuery, FunctionExtension, RegexLiteral, RootFilterQuery, walk
from jsonpath.match import NodeList
from jsonpath.segments import JSONPathRecursiveDescentSegment
from jsonpath.selectors import (
    Filter,
    IndexSelector,
    JSONPathSelector,
    NameSelector,
    SliceSelector,
    WildcardSelector,
)

_FOLLOWED = (NameSelector, IndexSelector, SliceSelector, WildcardSelector, Filter)


def refused(selector: JSONPathSelector) -> str | None:
    """Why a step is not supported; None if it is."""
    if not isinstance(selector, _FOLLOWED):
        return "has a step that Architrave does not support"
    if not isinstance(selector, Filter):
        return None
    for node in walk(selector.expression):
        if isinstance(node, RegexLiteral):
            return "uses a regular expression in a filter, which Architrave does not support: it might never end"
        if isinstance(node, FunctionExtension):
            return f"calls {node.name}() in a filter, which Architrave does not support"
        if isinstance(node, FilterQuery) and not _is_cheap(node):
            return "has a filter that searches outside the tested value, which Architrave does not support"
    return None


def _is_cheap(query: FilterQuery) -> bool:
    """Whether a query in a filter is cheap: no nested filter, no recursive descent, at most one value from `$`."""
    if isinstance(query, RootFilterQuery) and not query.path.singular_query():
        return False
    return all(
        not isinstance(segment, JSONPathRecursiveDescentSegment)
        and all(isinstance(selector, _FOLLOWED) and not isinstance(selector, Filter) for selector in segment.selectors)
        for segment in query.path.segments
    )


class Comparing(JSONPathEnvironment):
    """Compares like Jayway: a number equals its text, and a missing value equals nothing."""

    def compare(self, left: object, operator: str, right: object) -> bool:
        """Whether a comparison in a filter is true."""
        match operator:
            case "==":
                return _equal(_one(left), _one(right))
            case "!=":
                return not _equal(_one(left), _one(right))
            case "in":
                return any(_equal(_one(left), item) for item in _several(right))
            case "contains":
                return _contains(_one(left), _one(right))
            case _:
                return super().compare(left, operator, right)


def _one(value: object) -> object:
    if isinstance(value, NodeList):
        nodes = value
        return UNDEFINED if not nodes else [node.obj for node in nodes] if len(nodes) > 1 else nodes[0].obj
    return value


def _several(value: object) -> list[Any]:
    if isinstance(value, NodeList):
        return [node.obj for node in value]
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _contains(whole: object, part: object) -> bool:
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    return isinstance(whole, list) and any(_equal(item, part) for item in cast("list[Any]", whole))


def _equal(left: object, right: object) -> bool:
    if left is UNDEFINED or right is UNDEFINED:
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, str):
        left, right = right, left
    if isinstance(left, str) and isinstance(right, int | float):
        try:
            return len(left) <= 40 and float(left) == right
        except ValueError:
            return False
    return left == right


ENVIRONMENT = Comparing(well_typed=False, filter_caching=False)
