"""Rectangles do not overlap, and their order is kept."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from architrave.diagram.packing import GAP, packed

SIZES = st.lists(st.tuples(st.integers(100, 3000), st.integers(50, 3000)), max_size=12)


@given(SIZES)
def test_rectangles_do_not_overlap(sizes: list[tuple[int, int]]) -> None:
    placed = [(*place, *size) for place, size in zip(packed(sizes), sizes, strict=True)]
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in combinations(placed, 2):
        apart = (x1 + w1 + GAP <= x2, x2 + w2 + GAP <= x1, y1 + h1 + GAP <= y2, y2 + h2 + GAP <= y1)
        assert any(apart)


def test_small_ones_are_below_each_other_beside_a_large_one() -> None:
    assert packed([(500, 900), (300, 300), (300, 300), (300, 300)]) == [(0, 0), (524, 0), (524, 324), (848, 0)]


def test_a_full_row_is_followed_by_another() -> None:
    assert packed([(700, 300), (700, 200), (700, 100)]) == [(0, 0), (0, 324), (0, 548)]
