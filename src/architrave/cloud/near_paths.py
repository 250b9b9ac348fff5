"""Which path somebody meant who wrote one that does not exist.

The search follows the tree of paths and allows few slips, so that its work is bounded whatever the path is.
"""

from collections.abc import Iterator
from heapq import heappop, heappush

from architrave.cloud.path_tree import PARAMETER, Node, PathTree
from architrave.diagnostics import near_words

_MOST_PARTS = 20
_MOST_COST = 2
_MISSING_PART = 2
_WORD_AS_PARAMETER = 1
_MOST_COMPARED = 30
"""How often all words in one place are compared with a part of the path."""

_MOST_STEPS = 500
_BASE = ["", "api", "v2"]
_BASE_PARTS = frozenset({"", "platform", "api", "v1", "v2", "v3", "publicapi"})

Step = tuple[int, int, int, Node]
"""Cost so far, a number that keeps equal costs in order, the next part, and the place in the tree."""


def nearest_paths(tree: PathTree, path: str) -> list[str]:
    """The templates of the tree that are nearest to a path that fits none, all equally near; empty if none is near.

    Near is: a few slips of typing, another writing of words, doubled or trailing slashes, a missing part, another
    beginning than `/api/v2`.
    """
    if path.count("/") > _MOST_PARTS:
        return []
    written = [part for part in path.split("/") if part]
    rest = list(written)
    while rest and rest[0].lower() in _BASE_PARTS:
        rest.pop(0)
    if not rest:
        return []
    search, as_written, rebased = _Search(), ["", *written], [*_BASE, *rest]
    found = search.run(tree.root, as_written)
    return found if found or rebased == as_written else search.run(tree.root, rebased)


class _Search:
    """Tries the cheapest way on first, and stops after a fixed amount of work."""

    def __init__(self) -> None:
        self._compared = 0
        self._steps = 0

    def run(self, root: Node, parts: list[str]) -> list[str]:
        found: dict[str, None] = {}
        least = _MOST_COST
        waiting: list[Step] = [(0, 0, 0, root)]
        while waiting and self._steps < _MOST_STEPS:
            cost, _, at, node = heappop(waiting)
            if cost > least:
                break
            if at == len(parts):
                if node.template:
                    found[node.template] = None
                    least = cost
                continue
            for more, next_at, below in self._ways(node, parts, at):
                self._steps += 1
                if cost + more <= least:
                    heappush(waiting, (cost + more, self._steps, next_at, below))
        return list(found)

    def _ways(self, node: Node, parts: list[str], at: int) -> Iterator[tuple[int, int, Node]]:
        """The ways on from a node: their cost, the part that follows, and the node there."""
        part, children = parts[at], node.children
        exact = children.get(part)
        if exact is not None and part != PARAMETER:
            yield 0, at + 1, exact
        if PARAMETER in children:
            yield 0 if _looks_like_an_id(part) else _WORD_AS_PARAMETER, at + 1, children[PARAMETER]
        if exact is None and self._compared < _MOST_COMPARED:
            self._compared += 1
            for slips, word in near_words(part, children):
                yield slips, at + 1, children[word]
            for below in children.values():
                if part in below.children and part != PARAMETER:
                    yield _MISSING_PART, at + 1, below.children[part]


def _looks_like_an_id(part: str) -> bool:
    return any(character.isdigit() for character in part) or part[:1] in "{:"
