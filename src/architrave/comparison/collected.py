"""The differences that were found, and their order: that of the new file."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from architrave.comparison.difference import Difference
from architrave.flows.substitutions import shown as with_placeholders
from architrave.flows.yaml import Node

Found = tuple[Difference, int | None, int | None]
"""A difference with its offsets in the old and in the new text."""


@dataclass(slots=True)
class Collected:
    """The differences so far. `anchors` are offsets of the same thing in both texts.

    What was removed is listed after what was before it.
    """

    found: list[Found] = field(default_factory=list[Found])
    anchors: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def keep(self, difference: Difference, nodes: tuple[Node | None, Node | None]) -> None:
        """Add a difference between two nodes."""
        old, new = (None if node is None else node.start for node in nodes)
        self.found.append((_as_written(difference), old, new))

    def in_order(self) -> tuple[Difference, ...]:
        """Every difference, in the order of the new file."""
        anchors = sorted(self.anchors)
        starts = [start for start, _ in anchors]

        def order(each: Found) -> tuple[int, int, int]:
            _, old, new = each
            if new is not None:
                return new, 0, 0
            at = bisect_right(starts, old or 0) - 1
            return (anchors[at][1] if at >= 0 else -1), 1, old or 0

        return tuple(difference for difference, _, _ in sorted(self.found, key=order))


def _as_written(each: Difference) -> Difference:
    """The difference with placeholders as they are written."""
    key, before, after = each.key, each.before, each.after
    return replace(
        each,
        kind=with_placeholders(each.kind),
        name=with_placeholders(each.name),
        within=tuple(with_placeholders(name) for name in each.within),
        key=with_placeholders(key),
        before=None if before is None else with_placeholders(before),
        after=None if after is None else with_placeholders(after),
    )
