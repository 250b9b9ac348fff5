"""The places of boxes, lines and labels in a part of a flow.

A block is a column. The outputs of an action are columns side by side below it, in their order, and meet again below
them. The body of a loop is below its head, and a line leads back; another leads around it, to what follows. Every
line enters and leaves a box near its left edge, so that the first output of each action goes straight down.
"""

from dataclasses import dataclass, field

import msgspec

from architrave.diagram.changes import Changes
from architrave.diagram.faces import WIDTH, Face, face_of, kept
from architrave.diagram.marks import Marks
from architrave.diagram.outline import LOOP, Box, Branch, Part
from architrave.diagram.text import shortened, width_of

SPINE = 20
"""Where lines enter and leave a box, from its left edge. All lengths are in pixels."""

_BETWEEN = 24
_FAN = 44
_TURN = 12
_MEET = 14
_LANE = 26
_LOOP_LEFT = 22
_LOOP_RIGHT = 14
_EMPTY_LANE = 60
_WIDEST_EMPTY_LANE = 260
_LABEL_SIZE = 11
_BACK = frozenset({LOOP, "nextLoop"})
"""The outputs of a loop that lead back to its head."""

MARGIN = 18
HEADER = 34
ENTRY = 26
"""The space above the first box of a part: the line that leads in."""


class Node(msgspec.Struct, frozen=True):
    """A box at its place."""

    box: Box
    face: Face
    x: int
    y: int


class Line(msgspec.Struct, frozen=True):
    """A line: the data of its path, whether a run went along it, and whether it ends with an arrow."""

    path: str
    ran: bool
    arrow: bool = True


class Label(msgspec.Struct, frozen=True):
    """The label of a line: `shown` is as much of `text` as fits."""

    x: int
    y: int
    text: str
    shown: str
    ran: bool


@dataclass(slots=True)
class Layout:
    """A part with the places of all that is in it, from its upper left corner."""

    part: Part
    width: int = 0
    height: int = 0
    nodes: list[Node] = field(default_factory=list[Node])
    lines: list[Line] = field(default_factory=list[Line])
    labels: list[Label] = field(default_factory=list[Label])


class _Open(msgspec.Struct, frozen=True):
    """A line that has not arrived: the path up to now, which ends at `x`, and whether a run went along it."""

    path: str
    x: int
    ran: bool

    def to(self, y: int, x: int) -> str:
        """The path, continued down to `y` and then sideways to `x`."""
        return f"{self.path}V{y}" if x == self.x else f"{self.path}V{y}H{x}"


class _Extent(msgspec.Struct, frozen=True):
    """What has been placed: how far it reaches to the right and down, and the line that leaves it, if any."""

    right: int
    bottom: int
    leaves: _Open | None


def layout_of(part: Part, targets: dict[tuple[str, str], Part], marks: Marks, changes: Changes | None = None) -> Layout:
    """The layout of a part of a flow."""
    layout = Layout(part)
    placing = _Placing(layout, targets, marks, changes or Changes())
    begin = HEADER + (_BETWEEN if part.is_list else ENTRY)
    done = placing.block(part.boxes, MARGIN, begin, None)
    if part.boxes and not part.is_list:
        first = layout.nodes[0]
        layout.lines.append(Line(f"M{first.x + SPINE} {HEADER + 6}V{begin}", placing.count(first.box) > 0))
    room = width_of(kept(part.name), 13) + width_of(part.kind, 10)
    layout.width = max(done.right, MARGIN + min(room + 100, 2 * WIDTH)) + MARGIN
    layout.height = done.bottom + MARGIN
    return layout


class _Placing:
    """Places boxes one after another, and lines once both of their ends are known."""

    def __init__(self, layout: Layout, targets: dict[tuple[str, str], Part], marks: Marks, changes: Changes) -> None:
        self._layout = layout
        self._targets = targets
        self._marks = marks
        self._changes = changes

    def count(self, box: Box) -> int:
        """How often a box ran."""
        return 0 if box.number is None else self._marks.ran.get(box.number, 0)

    def block(self, boxes: tuple[Box, ...], x: int, y: int, enters: _Open | None) -> _Extent:
        """Places a block, with its first box at `y`; `enters` is the line that leads to it."""
        left = x + (_LOOP_LEFT if any(box.is_loop for box in boxes) else 0)
        right, bottom = left + WIDTH, y
        for index, box in enumerate(boxes):
            top = bottom + _BETWEEN if index else y
            if enters is not None:
                self._line(enters.to(top, left + SPINE), enters.ran and self.count(box) > 0)
            done = self._box(box, left, top)
            right, bottom, enters = max(right, done.right), done.bottom, done.leaves
        return _Extent(right, bottom, enters)

    def _box(self, box: Box, x: int, y: int) -> _Extent:
        face = face_of(box, self._targets, self._changes.notes(box))
        self._layout.nodes.append(Node(box, face, x, y))
        bottom = y + face.height
        if box.branches:
            return self._branches(box, x, y, bottom)
        leaves = None if box.ends else _Open(f"M{x + SPINE} {bottom}", x + SPINE, self._passed(box))
        return _Extent(x + WIDTH, bottom, leaves)

    def _branches(self, box: Box, x: int, y: int, bottom: int) -> _Extent:
        spine, lane = x + SPINE, x
        meeting: list[_Open] = []
        back: list[_Open] = []
        right, lowest, lowest_back = x + WIDTH, bottom, bottom
        for branch in box.branches:
            done = self._lane(box, branch, spine, bottom, lane)
            right, lowest = max(right, done.right), max(lowest, done.bottom)
            is_back = box.is_loop and branch.path in _BACK
            if is_back:
                lowest_back = lowest
            if done.leaves is not None:
                (back if is_back else meeting).append(done.leaves)
            lane = done.right + _LANE
        if box.is_loop:
            middle = y + (bottom - y) // 2
            lowest = max(lowest, self._back(back, x, middle, lowest_back))
            right += _LOOP_RIGHT
            around = f"M{x + WIDTH} {middle}H{right}"
            meeting.append(_Open(around, right, self._unwritten(box) > 0 or self._was_left(box)))
        meets = lowest + _MEET
        if not meeting:
            return _Extent(right, lowest, None)
        for each in meeting:
            self._line(each.to(meets, spine), each.ran, arrow=False)
        return _Extent(right, meets, _Open(f"M{spine} {meets}", spine, any(each.ran for each in meeting)))

    def _lane(self, box: Box, branch: Branch, spine: int, bottom: int, x: int) -> _Extent:
        """One output: its label, and its block or a line past the others."""
        ran = self._taken(box, branch)
        top = bottom + _FAN
        inner = x + SPINE + (_LOOP_LEFT if any(each.is_loop for each in branch.boxes) else 0)
        start = f"M{spine} {bottom}" if inner == spine else f"M{spine} {bottom}V{bottom + _TURN}H{inner}"
        enters = _Open(start, inner, ran)
        done = self.block(branch.boxes, x, top, enters) if branch.boxes else _Extent(0, top, enters)
        room = max(done.right - inner, WIDTH - SPINE if branch.boxes else _WIDEST_EMPTY_LANE) - 6
        text = kept(branch.label)
        label = shortened(text, room, _LABEL_SIZE)
        if text:
            self._layout.labels.append(Label(inner + 6, bottom + _TURN + 17, text, label, ran))
        right = done.right if branch.boxes else inner + max(_EMPTY_LANE, 6 + width_of(label, _LABEL_SIZE))
        return _Extent(right, done.bottom, done.leaves)

    def _back(self, lines: list[_Open], x: int, middle: int, lowest: int) -> int:
        """The lines from the end of a loop's body back to its head. Returns how far down they reach."""
        if not lines:
            return lowest
        turn, side = lowest + _TURN, x - _TURN
        for index, each in enumerate(lines):
            path = each.to(turn, side)
            self._line(path if index else f"{path}V{middle}H{x}", each.ran, arrow=not index)
        return turn

    def _line(self, path: str, ran: bool, *, arrow: bool = True) -> None:
        self._layout.lines.append(Line(path, ran, arrow))

    def _passed(self, box: Box) -> bool:
        """Whether a run went on after a box."""
        number = box.number
        return self.count(box) > 0 and number not in self._marks.failed and number not in self._marks.current

    def _taken(self, box: Box, branch: Branch) -> bool:
        """Whether a run took a branch. The last one without boxes stands for paths that are not written, too."""
        is_rest = branch is box.branches[-1] and not branch.boxes and not box.is_loop
        return self._times(box, branch) > 0 or (is_rest and self._unwritten(box) > 0)

    def _unwritten(self, box: Box) -> int:
        """How often a run went on after a box and took none of its branches."""
        return self.count(box) - sum(self._times(box, each) for each in box.branches) if self._passed(box) else 0

    def _times(self, box: Box, branch: Branch) -> int:
        taken = self._marks.taken
        if box.number is None or not taken:
            return 0
        return sum(taken.get((box.number, path.lower()), 0) for path in (branch.path, *branch.also))

    def _was_left(self, box: Box) -> bool:
        """Whether a run left a loop inside its body."""
        waiting = [branch.boxes for branch in box.branches]
        while waiting:
            for each in waiting.pop():
                if each.kind == "loopExit" and self.count(each):
                    return True
                waiting += [branch.boxes for branch in each.branches if not each.is_loop]
        return False
