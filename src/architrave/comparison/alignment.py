"""Two sequences side by side: which items belong together, without changing their order."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")
Pairs = list[tuple[int, int]]

_CELLS = 250_000
"""The largest table of pairs that is compared; of longer sequences, only the equal items are paired."""


def aligned(old: Sequence[T], new: Sequence[T], key: Callable[[T], object], alike: Callable[[T, T], int]) -> Pairs:
    """The pairs of indexes that belong together, in order: equal items first, then the most alike ones between them.

    `key` is equal for equal items. `alike` says how similar two items are; 0 means that they are not the same item.
    """
    keys = [[key(item) for item in side] for side in (old, new)]
    numbers: dict[object, int] = {}
    one, other = ([numbers.setdefault(each, len(numbers)) for each in side] for side in keys)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    same = [(block.a + at, block.b + at) for block in blocks for at in range(block.size)]
    pairs = list(same)
    for (a, b), (next_a, next_b) in pairwise([(-1, -1), *same, (len(old), len(new))]):
        if (next_a - a - 1) * (next_b - b - 1) <= _CELLS:
            gap = _most_alike(old[a + 1 : next_a], new[b + 1 : next_b], alike)
            pairs += [(a + 1 + i, b + 1 + j) for i, j in gap]
    return sorted(pairs)


def _most_alike(old: Sequence[T], new: Sequence[T], alike: Callable[[T, T], int]) -> Pairs:
    """The pairs with the greatest sum of similarities, in order."""
    if not old or not new:
        return []
    scores = [[alike(a, b) for b in new] for a in old]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: Pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def moved_of(numbers: Sequence[int]) -> set[int]:
    """The fewest indexes of a sequence of different numbers without which it is in order."""
    ends: list[int] = []  # the smallest last number of a run of each length
    places: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [at]
    kept: set[int] = set()
    at = places[-1] if places else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return set(range(len(numbers))) - kept
