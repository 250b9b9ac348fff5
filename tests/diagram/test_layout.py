"""Boxes do not overlap, lines cross no box and stay in their part, and height grows with the actions alone."""

from itertools import pairwise
from pathlib import Path
from re import findall

import pytest

from architrave.diagram.faces import WIDTH, Font, targets_of
from architrave.diagram.layout import Layout, layout_of
from architrave.diagram.marks import Marks
from architrave.diagram.outline import Outline
from architrave.diagram.text import width_of
from tests.diagram.drawn import ALL, CORPUS, flow, long_flow, read
from tests.shared import needs_shared

SIZES = {Font.TITLE: 10, Font.NAME: 13, Font.DETAIL: 10, Font.TARGET: 11, Font.NOTE: 10}
"""The sizes of the texts in boxes. Names are bold, so that they are estimated larger than they are."""


def layouts(outline: Outline) -> list[Layout]:
    targets = targets_of(outline)
    return [layout_of(part, targets, Marks()) for part in outline.parts]


def points(path: str) -> list[tuple[int, int]]:
    """The corners of a line."""
    found: list[tuple[int, int]] = []
    x = y = 0
    for letter, numbers in findall(r"([MHV])([\d -]+)", path):
        values = [int(number) for number in numbers.split()]
        x, y = (values[0], values[1]) if letter == "M" else (values[0], y) if letter == "H" else (x, values[0])
        found.append((x, y))
    return found


def check(layout: Layout) -> None:
    boxes = [(node.x, node.y, node.x + WIDTH, node.y + node.face.height) for node in layout.nodes]
    for left, top, right, bottom in boxes:
        assert 0 < left < right < layout.width
        assert 0 < top < bottom < layout.height
    by_row = sorted(boxes, key=lambda box: box[1])
    for index, (left, top, right, bottom) in enumerate(by_row):
        for other_left, other_top, other_right, _ in by_row[index + 1 :]:
            if other_top >= bottom:
                break
            assert other_left >= right or other_right <= left, f"boxes overlap at {left} {top}"
    for node in layout.nodes:
        for font, baseline, text in node.face.lines:
            # The badge is in the corner beside the title.
            assert width_of(text, SIZES[font]) <= WIDTH - 20, text
            assert SIZES[font] <= baseline < node.face.height, text
    labels = [(each.x, each.y - 9, each.x + width_of(each.shown, 11), each.y + 2) for each in layout.labels]
    for index, (left, top, right, bottom) in enumerate(labels):
        assert 0 < left < right < layout.width, layout.labels[index].shown
        for other in (*boxes, *labels[index + 1 :]):
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, f"the label {layout.labels[index].shown} covers something at {other}"
    for line in layout.lines:
        assert all(0 < x < layout.width and 0 < y < layout.height for x, y in points(line.path)), line.path
        for (x1, y1), (x2, y2) in pairwise(points(line.path)):
            for left, top, right, bottom in boxes:
                crosses = left < max(x1, x2) and min(x1, x2) < right and top < max(y1, y2) and min(y1, y2) < bottom
                assert not crosses, f"a line crosses the box at {left} {top}: {line.path}"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_boxes_and_lines_keep_apart(path: Path) -> None:
    found = read(path.read_text(encoding="utf-8"))
    for layout in layouts(found[1]) if found else ():
        check(layout)


@needs_shared
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-40:])
def test_boxes_and_lines_of_exported_flows_keep_apart(path: Path) -> None:
    found = read(path.read_text(encoding="utf-8"))
    for layout in layouts(found[1]) if found else ():
        check(layout)


def test_the_first_output_goes_straight_down() -> None:
    _, outline = flow("menus")
    orders = layouts(outline)[1]
    assert [(node.box.name, node.x) for node in orders.nodes][:2] == [("Which order?", 18), ("Good bye", 18)]


def test_a_loop_leads_back_to_its_head() -> None:
    _, outline = flow("loops")
    layout = layouts(outline)[0]
    heads = {node.box.name: node for node in layout.nodes if node.box.is_loop}
    assert heads.keys() == {"Outer", "Inner"}
    ends = {points(line.path)[-1] for line in layout.lines if line.arrow}
    for node in heads.values():
        assert (node.x, node.y + node.face.height // 2) in ends


def test_the_height_of_a_flow_grows_with_its_actions() -> None:
    short, long = (read(long_flow(actions)) for actions in (40, 2000))
    assert short is not None
    assert long is not None
    heights = [layouts(outline)[0].height for _, outline in (short, long)]
    assert heights[1] < 55 * heights[0]
