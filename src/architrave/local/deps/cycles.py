"""Cycles in a graph, which is the keys that each key uses."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K", bound=tuple[str, ...])


def is_cycle(together: list[K], used: Mapping[K, list[K]]) -> bool:
    """Whether these use each other in a circle."""
    return len(together) > 1 or together[0] in used[together[0]]


def components(used: Mapping[K, list[K]]) -> Iterator[list[K]]:
    """The strongly connected components, each after those that it uses (Tarjan's algorithm, without recursion)."""
    index: dict[K, int] = {}
    low: dict[K, int] = {}
    stack: list[K] = []
    on_stack: set[K] = set()
    for root in used:
        work: list[tuple[K, Iterator[K]]] = []
        if root not in index:
            work.append(_visit(root, used, index, low, stack, on_stack))
        while work:
            key, others = work[-1]
            other = next(others, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == index[key]:
                    yield list(_popped(key, stack, on_stack))
            elif other not in index:
                work.append(_visit(other, used, index, low, stack, on_stack))
            elif other in on_stack:
                low[key] = min(low[key], index[other])


def _visit(
    key: K,
    used: Mapping[K, list[K]],
    index: dict[K, int],
    low: dict[K, int],
    stack: list[K],
    on_stack: set[K],
) -> tuple[K, Iterator[K]]:
    index[key] = low[key] = len(index)
    stack.append(key)
    on_stack.add(key)
    return key, iter(used[key])


def _popped(last: K, stack: list[K], on_stack: set[K]) -> Iterator[K]:
    while True:
        key = stack.pop()
        on_stack.discard(key)
        yield key
        if key == last:
            return


def circle(together: Iterable[K], used: Mapping[K, list[K]]) -> list[K]:
    """A shortest way in a component from its first member back to it."""
    inside = set(together)
    start = min(inside)
    ways: list[list[K]] = [[start]]
    seen: set[K] = set()
    while True:
        way = ways.pop(0)
        for other in used[way[-1]]:
            if other == start:
                return way
            if other in inside and other not in seen:
                seen.add(other)
                ways.append([*way, other])
