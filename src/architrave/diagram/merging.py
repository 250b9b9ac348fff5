"""Two versions of a flow as one outline: that of the new one, with what was removed where it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from architrave.diagram.outline import Box, Branch, Outline, Part, walk

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """The outline of both versions, and which of its boxes and parts only one of them has."""

    outline: Outline
    added: frozenset[Box | Part]
    removed: frozenset[Box | Part]


def merged(old: Outline, new: Outline, same: Mapping[str, str]) -> Merged:
    """Two outlines as one. `same` has the pointers of what is in both: the new one, and the old one.

    Removed actions have no number in the result. What was moved is where it is now.
    """
    merging = _Merging(old, new, same)
    parts = tuple(merging.parts())
    outline = replace(new, parts=parts, start=new.start or old.start)
    return Merged(outline, frozenset(merging.added), frozenset(merging.removed))


class _Merging:
    def __init__(self, old: Outline, new: Outline, same: Mapping[str, str]) -> None:
        self._old_pointer = same
        self._kept = frozenset(same.values())
        self._old_boxes = {box.pointer: box for part in old.parts for box in walk(part.boxes)}
        self._old, self._new = old, new
        self._pairs = self._paired()
        self._new_key: dict[_Key, _Key] = {before.key: after.key for after, before in self._pairs.items()}
        self.added: set[Box | Part] = set()
        self.removed: set[Box | Part] = set()

    def _paired(self) -> dict[Part, Part]:
        """The old part of each new one that both versions have."""
        by_pointer = {part.pointer: part for part in self._old.parts if part.pointer}
        by_key = {part.key: part for part in self._old.parts}
        found: dict[Part, Part] = {}
        for part in self._new.parts:
            known = by_pointer.get(self._old_pointer.get(part.pointer, ""))
            partner = known if known is not None else by_key.get(part.key)
            if partner is not None and partner not in found.values():
                found[part] = partner
        return found

    def parts(self) -> Iterator[Part]:
        """The parts of the new version, and then those that were removed."""
        for part in self._new.parts:
            partner = self._pairs.get(part)
            result = replace(part, boxes=self._block(() if partner is None else partner.boxes, part.boxes))
            if partner is None:
                self.added.add(result)
            yield result
        for part in self._old.parts:
            if part not in self._pairs.values():
                gone = replace(part, boxes=tuple(self._gone(box) for box in self._lost(part.boxes)))
                self.removed.add(gone)
                yield gone

    def _block(self, olds: Sequence[Box], news: Sequence[Box], *, is_followed: bool = False) -> tuple[Box, ...]:
        """A block of both versions. What was removed is after what was before it.

        `is_followed`: control continues after the block.
        """
        here = {self._old_pointer[box.pointer]: box for box in news if box.pointer in self._old_pointer}
        after: dict[Box | None, list[Box]] = {}
        last: Box | None = None
        for box in olds:
            if box.pointer in self._kept:
                last = here.get(box.pointer, last)
            else:
                after.setdefault(last, []).append(box)
        found = [self._gone(box, is_followed=is_followed or bool(news)) for box in after.get(None, ())]
        for index, box in enumerate(news):
            goes_on = is_followed or index < len(news) - 1
            found.append(self._both(box, is_followed=goes_on))
            found += (self._gone(each, is_followed=goes_on) for each in after.get(box, ()))
        return tuple(found)

    def _both(self, box: Box, *, is_followed: bool) -> Box:
        """A box of the new version, with what was removed inside it."""
        before = self._old_boxes.get(self._old_pointer.get(box.pointer, ""))
        partners = self._partners(() if before is None else before.branches, box.branches)
        branches: list[Branch] = []
        for branch in box.branches:
            partner = partners.get(branch)
            boxes = self._block(() if partner is None else partner.boxes, branch.boxes, is_followed=is_followed)
            branches.append(msgspec.structs.replace(branch, boxes=boxes))
        for branch in () if before is None else before.branches:
            lost = () if branch in partners.values() else self._lost(branch.boxes)
            if lost:
                boxes = tuple(self._gone(each, is_followed=is_followed) for each in lost)
                branches.append(msgspec.structs.replace(branch, boxes=boxes))
        result = msgspec.structs.replace(box, branches=tuple(branches))
        if before is None:
            self.added.add(result)
        return result

    def _gone(self, box: Box, *, is_followed: bool = False) -> Box:
        """A box that was removed, with what was removed with it. If something follows, lines lead past it."""
        branches = [
            msgspec.structs.replace(
                branch, boxes=tuple(self._gone(each, is_followed=is_followed) for each in self._lost(branch.boxes))
            )
            for branch in box.branches
        ]
        result = msgspec.structs.replace(
            box,
            number=None,
            branches=tuple(branches) if any(branch.boxes for branch in branches) else (),
            target=None if box.target is None else self._new_key.get(box.target, box.target),
            ends=box.ends and not is_followed,
        )
        self.removed.add(result)
        return result

    def _lost(self, boxes: Sequence[Box]) -> list[Box]:
        """Those of some boxes of the old version that the new one does not have."""
        return [box for box in boxes if box.pointer not in self._kept]

    def _partners(self, olds: Sequence[Branch], news: Sequence[Branch]) -> dict[Branch, Branch]:
        """The old branch of each new one: one with the same boxes, for cases may have other numbers; or of its name."""
        holding = {box.pointer: branch for branch in olds for box in branch.boxes}
        found: dict[Branch, Branch] = {}
        for branch in news:
            inside = (holding.get(self._old_pointer.get(box.pointer, "")) for box in branch.boxes)
            partner = next((each for each in inside if each is not None and each not in found.values()), None)
            if partner is not None:
                found[branch] = partner
        by_path = {branch.path.lower(): branch for branch in olds if branch.path and branch not in found.values()}
        for branch in news:
            partner = by_path.get(branch.path.lower())
            if branch not in found and partner is not None:
                found[branch] = partner
        return found
