"""What a box shows besides its action: what runs did in it, or how it changed."""

from dataclasses import dataclass

from architrave.diagram.changes import Changes
from architrave.diagram.marks import Marks
from architrave.diagram.outline import Box


@dataclass(frozen=True, slots=True)
class Look:
    """The classes of a box, the sign in its corner, and what its tooltip says more."""

    classes: tuple[str, ...] = ()
    badge: str = ""
    said: tuple[str, ...] = ()


PLAIN = Look()


def look_of(box: Box, marks: Marks | None, changes: Changes) -> Look:
    """The look of a box. Without `marks`, nothing is known about runs."""
    changed = changes.of.get(box)
    if changed is not None:
        words = " and ".join(changed.changes)
        return Look(changed.changes, changed.badge, (words[0].upper() + words[1:], *changed.notes))
    return PLAIN if marks is None or box.number is None else _of_runs(box.number, marks)


def _of_runs(number: int, marks: Marks) -> Look:
    count = marks.ran.get(number, 0)
    if marks.is_coverage:
        return Look(("ran",), "✓", ("reached",)) if count else Look(("idle",), "", ("not reached",))
    times = "did not run" if not count else "ran once" if count == 1 else f"ran {count} times"
    if number in marks.failed:
        return Look(("ran", "failed"), f"✗ {count}" if count > 1 else "✗", (f"{times}, and failed",))
    if number in marks.current:
        return Look(("ran", "now"), "…", (f"{times}, and has not ended",))
    if not count:
        return Look(("idle",), "", (times,))
    return Look(("ran",), f"×{count}" if count > 1 else "✓", (times,))
