"""A picture of dependencies as SVG: users are left of what they use. Columns by depth, then curves.

Things that have nothing to do with each other are drawn apart, so that no curve crosses what it does not concern.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from architrave.diagnostics.visible import visible_line
from architrave.diagram.packing import packed
from architrave.diagram.text import width_of, wrapped
from architrave.local.deps.cycles import components
from architrave.local.deps.graph import Dependencies, Key, State, Thing
from architrave.local.deps.words import kind_in_words

_WIDEST, _MOST_LINES, _LINE = 230, 4, 16
_SIZE, _SIZE_OF_KIND = 13, 11
_AROUND = 50
"""How far the control points of a curve around a column are from it."""

_GAP_X, _GAP_Y, _PAD, _EDGE = 90, 14, 10, 20

_STYLE = """
.page { fill: #fff; }
text { font: 13px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1b1f24; }
.kind { font-size: 11px; fill: #57606a; }
.box { fill: #f6f8fa; stroke: #8c959f; }
.flow .box { fill: #ddf4ff; stroke: #0969da; }
.missing .box { fill: #ffebe9; stroke: #cf222e; stroke-dasharray: 5 3; }
.use { fill: none; stroke: #8c959f; }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117; }
  text { fill: #e6edf3; }
  .kind { fill: #9da7b3; }
  .box { fill: #161b22; stroke: #7d8590; }
  .flow .box { fill: #0c2d6b; stroke: #58a6ff; }
  .missing .box { fill: #5d0f12; stroke: #ff7b72; }
  .use { stroke: #7d8590; }
}
"""


_ARROW = (
    '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path class="use" d="M 0 0 L 8 4 L 0 8"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class _Box:
    """A thing with its place. `lines` is its name, wrapped."""

    thing: Thing
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int


def svg(graph: Dependencies, title: str) -> str:
    """The picture: flows, and what is used. `title` is for people and screen readers."""
    boxes = _boxes(graph)
    width = max((box.x + box.width for box in boxes.values()), default=0) + _EDGE
    height = max((box.y + box.height for box in boxes.values()), default=0) + _EDGE
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title">',
        f'<title id="title">{_text(title)}</title>',
        f"<style>{_STYLE}</style>",
        _ARROW,
        f'<rect class="page" width="{width}" height="{height}"/>',
        *(_curve(boxes[user.key], boxes[used.key]) for user, used in graph.edges()),
        *(line for box in boxes.values() for line in _drawn(box)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _boxes(graph: Dependencies) -> dict[Key, _Box]:
    """Every box. Groups of things that have to do with each other are side by side and below each other."""
    columns = _columns(graph)
    groups = [
        _placed(graph, [[key for key in column if key in group] for column in columns]) for group in _groups(graph)
    ]
    sizes = [_size(graph, group) for group in groups]
    return {
        key: replace(box, x=box.x + x + _EDGE, y=box.y + y + _EDGE)
        for group, (x, y) in zip(groups, packed(sizes), strict=True)
        for key, box in group.items()
    }


def _size(graph: Dependencies, group: Mapping[Key, _Box]) -> tuple[int, int]:
    """The width and height of a group, with the curves that go around a column."""
    around = any(
        group[used.key].x <= box.x for box in group.values() for used in graph.of(box.thing) if used.key in group
    )
    right, bottom = (
        max(edges) for edges in zip(*((box.x + box.width, box.y + box.height) for box in group.values()), strict=True)
    )
    return right + (_AROUND if around else 0), bottom


def _groups(graph: Dependencies) -> list[set[Key]]:
    """The keys of what is drawn, those that a chain of uses connects together, the largest group first."""
    near: dict[Key, set[Key]] = {thing.key: {thing.key} for thing in graph.drawn()}
    for user, used in graph.edges():
        near[user.key].add(used.key)
        near[used.key].add(user.key)
    groups: list[set[Key]] = []
    left = dict.fromkeys(near)
    while left:
        group: set[Key] = set()
        waiting = [next(iter(left))]
        while waiting:
            key = waiting.pop()
            if key in left:
                del left[key]
                group.add(key)
                waiting += near[key]
        groups.append(group)
    return sorted(groups, key=len, reverse=True)


def _placed(graph: Dependencies, columns: list[list[Key]]) -> dict[Key, _Box]:
    """The boxes of a group, column by column: a column is as wide as its widest box, and starts at the top."""
    boxes: dict[Key, _Box] = {}
    x = 0
    for column in filter(None, columns):
        named = {key: _lines(graph.things[key]) for key in column}
        width = max(_width(graph.things[key], lines) for key, lines in named.items())
        y = 0
        for key, lines in named.items():
            height = 2 * _PAD + _LINE * (1 + len(lines)) - 4
            boxes[key] = _Box(graph.things[key], lines, x, y, width, height)
            y += height + _GAP_Y
        x += width + _GAP_X
    return boxes


def _columns(graph: Dependencies) -> list[list[Key]]:
    """The keys by column; in a column, near to those that use them."""
    used_by = graph.used_by()
    drawn = [thing.key for thing in graph.drawn()]
    users = {key: [user.key for user in used_by.get(key, [])] for key in drawn}
    depths: dict[Key, int] = {}
    for together in components(users):
        above = [depths[user] for key in together for user in users[key] if user in depths]
        depths.update(dict.fromkeys(together, max(above, default=-1) + 1))
    rows: dict[Key, float] = {}
    columns: list[list[Key]] = []
    for depth in range(max(depths.values(), default=-1) + 1):
        column = [key for key in drawn if depths[key] == depth]
        column.sort(key=lambda key: _mean(users[key], rows))
        rows |= {key: row / len(column) for row, key in enumerate(column)}
        columns.append(column)
    return columns


def _mean(users: list[Key], rows: Mapping[Key, float]) -> float:
    known = [rows[user] for user in users if user in rows]
    return sum(known) / len(known) if known else 0.0


def _lines(thing: Thing) -> tuple[str, ...]:
    return tuple(wrapped(visible_line(thing.name), _WIDEST, _SIZE, _MOST_LINES)) or ("",)


def _width(thing: Thing, lines: tuple[str, ...]) -> int:
    kind = width_of(_kind(thing), _SIZE_OF_KIND)
    return max(kind, *(width_of(line, _SIZE) for line in lines)) + 2 * _PAD


def _kind(thing: Thing) -> str:
    return kind_in_words(thing) + (", missing" if thing.state is State.MISSING else "")


def _curve(user: _Box, used: _Box) -> str:
    """A line from the right side of a user to the left side of what it uses; in one column, around it."""
    x1, y1 = user.x + user.width, user.y + user.height / 2
    x2, y2 = used.x, used.y + used.height / 2
    if used.x <= user.x:
        x2 = used.x + used.width
        return f'<path class="use" marker-end="url(#end)" d="{_bezier(x1, y1, x1 + _AROUND, x2 + _AROUND, x2, y2)}"/>'
    middle = (x1 + x2) / 2
    return f'<path class="use" marker-end="url(#end)" d="{_bezier(x1, y1, middle, middle, x2, y2)}"/>'


def _bezier(x1: float, y1: float, via1: float, via2: float, x2: float, y2: float) -> str:
    return f"M {x1:.0f} {y1:.0f} C {via1:.0f} {y1:.0f} {via2:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"


def _drawn(box: _Box) -> Iterator[str]:
    look = "missing" if box.thing.state is State.MISSING else "flow" if box.thing.is_flow else "other"
    yield f'<g class="{look}"><title>{_text(_kind(box.thing))}: {_text(box.thing.name)}</title>'
    corner = 3 if box.thing.is_flow else box.height // 2
    yield (
        f'<rect class="box" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{min(corner, 14)}"/>'
    )
    at = box.y + _PAD + 10
    yield f'<text class="kind" x="{box.x + _PAD}" y="{at}">{_text(_kind(box.thing))}</text>'
    for number, line in enumerate(box.lines, 1):
        yield f'<text x="{box.x + _PAD}" y="{at + number * _LINE}">{_text(line)}</text>'
    yield "</g>"


def _text(text: str) -> str:
    return escape(visible_line(text))
