"""Where the parts of a flow are: in rows from left to right; small ones below each other, beside a large one."""

from collections.abc import Sequence
from math import isqrt

GAP = 24
_LEAST = 1200
"""A row is at least this wide if there is enough to fill it, in pixels."""


def packed(sizes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The upper left corners of rectangles of these sizes (width, height), in their order."""
    widest = max((width for width, _ in sizes), default=0)
    limit = max(widest, _LEAST, isqrt(sum(width * height for width, height in sizes) * 2))
    places: list[tuple[int, int]] = []
    x = y = row = column = below = 0
    for width, height in sizes:
        if column >= width and below + height <= row:
            places.append((x, y + below))
            below += height + GAP
            continue
        x = x + column + GAP if column else 0
        if x and x + width > limit:
            x, y, row = 0, y + row + GAP, 0
        places.append((x, y))
        row, column, below = max(row, height), width, height + GAP
    return places
