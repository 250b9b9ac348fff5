"""A diagram as SVG text: no script, nothing to load, readable by a screen reader in the order of the flow."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from architrave.diagram.changes import Changes
from architrave.diagram.faces import WIDTH, Font, kept, target_text, targets_of
from architrave.diagram.layout import HEADER, MARGIN, Label, Layout, Line, Node, layout_of
from architrave.diagram.looks import Look, look_of
from architrave.diagram.marks import Marks
from architrave.diagram.outline import Box, Outline, Part, Tone
from architrave.diagram.packing import GAP, packed
from architrave.diagram.style import CHANGES_STYLE, STYLE
from architrave.diagram.text import shortened, width_of

_TITLE = 36
"""The height of the flow's name above its parts."""

_KEY = 16
"""The height of the key of changes below it."""

_START = "Start"

_CLASSES = {font: "" if font is Font.NAME else f' class="{font}"' for font in Font}

Link = Callable[[int], str | None]
"""The address that the box of an action leads to, by its number."""


def svg_of(
    outline: Outline,
    marks: Marks | None = None,
    *,
    changes: Changes | None = None,
    link: Link | None = None,
    prefix: str = "",
    is_whole: bool = True,
) -> str:
    """The diagram of a flow as an `svg` element.

    With `marks`, it shows what runs did; with `changes`, what changed in the flow. `link` gives addresses to boxes.
    `prefix` begins all ids in it, so that a page can have several diagrams. A diagram that is not a whole file has no
    style sheet: the page has `STYLE`.
    """
    return _Drawing(outline, marks, changes or Changes(), link, prefix).text(is_whole=is_whole)


class _Drawing:
    def __init__(self, outline: Outline, marks: Marks | None, changes: Changes, link: Link | None, prefix: str) -> None:
        self._outline = outline
        self._marks = marks
        self._changes = changes
        self._link = link
        self._prefix = prefix
        self._targets = targets_of(outline)
        self._ids = {part: f"{prefix}p{number}" for number, part in enumerate(outline.parts)}

    def text(self, *, is_whole: bool) -> str:
        marks = self._marks or Marks()
        layouts = [layout_of(part, self._targets, marks, self._changes) for part in self._outline.parts]
        places = packed([(layout.width, layout.height) for layout in layouts])
        title = kept(f"{self._outline.name or 'Unnamed flow'}")
        ends = [(x + each.width, y + each.height) for (x, y), each in zip(places, layouts, strict=True)]
        key = self._changes.key()
        look = "flow diff" if key else "flow"
        width = max([x for x, _ in ends] + [300]) + 2 * GAP
        above = _TITLE + (_KEY if key else 0)
        height = max([y for _, y in ends] + [0]) + above + 2 * GAP
        name = escape(f"{'Changes' if self._changes.of else 'Diagram'} of the {self._outline.flow_type} “{title}”")
        shown = shortened(title, width - 2 * GAP - width_of(self._outline.flow_type, 13) - 20, 15)
        head = f'<text class="h" x="{GAP}" y="{GAP + 14}">{escape(shown)}'
        size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        found = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{look}" role="group" aria-label="{name}" {size}>',
            f"<style>{STYLE}{CHANGES_STYLE if key else ''}</style>" if is_whole else "",
            f"<title>{name}</title>" if is_whole else "",
            self._arrows(),
            f'<rect class="bg" width="{width}" height="{height}"/>',
            f'{head}<tspan class="s" dx="8">{escape(self._outline.flow_type)}</tspan></text>',
            f'<text class="k" x="{GAP}" y="{GAP + 34}" xml:space="preserve">{escape(key)}</text>' if key else "",
        ]
        for layout, (x, y) in zip(layouts, places, strict=True):
            found += self._part(layout, x + GAP, y + above + GAP)
        return "\n".join(filter(None, [*found, "</svg>"])) + "\n"

    def _arrows(self) -> str:
        shape = 'viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" orient="auto"'
        return (
            "<defs>"
            + "".join(
                f'<marker id="{self._prefix}{name}" class="{kind}" markerWidth="{size}" markerHeight="{size}" {shape}>'
                '<path d="M0 0L8 4L0 8z"/></marker>'
                for name, kind, size in (("m", "a", 8), ("r", "a ran", 10))
            )
            + "</defs>"
        )

    def _part(self, layout: Layout, x: int, y: int) -> list[str]:
        part = layout.part
        name = kept(part.name)
        changed = self._changes.of.get(part)
        room = layout.width - 2 * MARGIN - width_of(part.kind, 10) - (70 if self._is_start(part) else 8)
        words = "" if changed is None else kept(", ".join((" and ".join(changed.changes), *changed.notes)))
        said = "" if changed is None else shortened(f"{changed.badge} {words}", room * 6 // 10, 10)
        room -= width_of(said, 10) + 8 if said else 0
        header = f'<text class="h" x="{MARGIN}" y="23">{escape(shortened(name, room, 14))}'
        if part.kind:
            header += f'<tspan class="s" dx="6">{part.kind}</tspan>'
        if said:
            header += f'<tspan class="g" dx="8">{escape(said)}</tspan>'
        frame = "part" if changed is None else f"part {' '.join(changed.changes)}"
        label = escape(f"{part.kind} {name}".strip() + (f", {words}" if words else ""))
        found = [
            f'<g id="{self._ids[part]}" role="group" aria-label="{label}" transform="translate({x} {y})">',
            f"<title>{label}</title>",
            f'<rect class="{frame}" width="{layout.width}" height="{layout.height}" rx="10"/>{header}</text>',
            *self._lines(layout.lines),
            *_labels(layout.labels),
            *map(self._node, layout.nodes),
        ]
        if self._is_start(part):
            at = layout.width - MARGIN - 42
            found.append(
                f'<rect class="start" x="{at}" y="10" width="42" height="18" rx="9"/>'
                f'<text class="sw" x="{at + 21}" y="23" text-anchor="middle">{_START}</text>'
            )
        if not layout.nodes:
            found.append(f'<text class="k" x="{MARGIN}" y="{HEADER + 16}">no actions</text>')
        return [*found, "</g>"]

    def _is_start(self, part: Part) -> bool:
        return part.key == self._outline.start

    def _lines(self, lines: Sequence[Line]) -> Iterator[str]:
        """The lines: those that no run went along first. An arrow is at the end of a path, so that each has its own."""
        for ran, kind, arrow in ((False, "e", "m"), (True, "e ran", "r")):
            plain = "".join(line.path for line in lines if line.ran is ran and not line.arrow)
            if plain:
                yield f'<path class="{kind}" d="{plain}"/>'
            paths = "".join(f'<path d="{line.path}"/>' for line in lines if line.ran is ran and line.arrow)
            if paths:
                yield f'<g class="{kind}" marker-end="url(#{self._prefix}{arrow})">{paths}</g>'

    def _node(self, node: Node) -> str:
        box, x, y = node.box, node.x, node.y
        texts = "".join(
            f'<text{_CLASSES[font]} x="{x + 10}" y="{y + below}">{escape(text)}</text>'
            for font, below, text in node.face.lines
        )
        look = look_of(box, self._marks, self._changes)
        corner = 16 if box.tone is Tone.END else 6
        rect = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{node.face.height}" rx="{corner}"/>'
        sign = f'<text class="c" x="{x + WIDTH - 9}" y="{y + 18}">{escape(look.badge)}</text>' if look.badge else ""
        own = "" if box.number is None else f' id="{self._prefix}a{box.number}"'
        inside = f"<title>{escape(self._about(box, look))}</title>{rect}{texts}{sign}"
        address = self._address(node)
        tone = () if box.tone is Tone.PLAIN else (box.tone,)
        attributes = f'{own} class="{" ".join(("b", *tone, *look.classes))}"'
        if address is None:
            return f"<g{attributes}>{inside}</g>"
        return f'<a{attributes} href="{escape(address)}">{inside}</a>'

    def _address(self, node: Node) -> str | None:
        """Where a click on a box leads: to what it did in a run, or to the part that it leads to."""
        box = node.box
        found = self._link(box.number) if self._link is not None and box.number is not None else None
        if found is None and box.target in self._targets:
            return f"#{self._ids[self._targets[box.target]]}"
        return found

    def _about(self, box: Box, look: Look) -> str:
        """What the tooltip of a box says."""
        said = [box.title if box.name == box.title else f"{box.title}: {kept(box.name)}"]
        if box.detail:
            said.append(kept(box.detail))
        if box.target is not None:
            said.append(f"leads to {target_text(box.target, self._targets)}")
        if box.line:
            said.append(f"line {box.line}")
        return "\n".join((*said, *map(kept, look.said)))


def _labels(labels: Sequence[Label]) -> Iterator[str]:
    texts = "".join(map(_label, labels))
    if texts:
        yield f'<g class="l">{texts}</g>'


def _label(label: Label) -> str:
    more = f"<title>{escape(label.text)}</title>" if label.shown != label.text else ""
    kind = ' class="ran"' if label.ran else ""
    return f'<text{kind} x="{label.x}" y="{label.y}">{escape(label.shown)}{more}</text>'
