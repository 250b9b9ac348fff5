"""What a change of an input or output does to those who launch a flow or call a common module."""

from architrave.comparison.side import Side
from architrave.expressions.types import Type

_LAUNCHABLE, _MODULE = "workflow", "commonModule"
_TEXTS = frozenset({"dtm", "dat", "tim", "dur", "phn"})
"""Types whose values are sent as text, so that a String takes them (assumed, as all JSON forms of inputs)."""


def has_callers(side: Side) -> bool:
    """Whether a flow is launched or called with inputs, and gives outputs."""
    return side.program.flow_type in (_LAUNCHABLE, _MODULE)


def is_module(side: Side) -> bool:
    """Whether a flow is a common module, which other flows call by its name."""
    return side.program.flow_type == _MODULE


def takes(new: Type, old: Type) -> bool:
    """Whether an input takes all values that it took when it had the old type."""
    if new == old or new.code == "jsn":
        return not new.is_collection or old.is_collection
    if new.is_collection != old.is_collection:
        return False
    return (old.code, new.code) == ("int", "dec") or (old.code in _TEXTS and new.code == "str")


def input_broken(old: Type | None, new: Type | None, *, is_required: bool, was_required: bool) -> str | None:
    """How a change of an input breaks callers; None if it does not. A type is None if there is no such input."""
    if old is None and new is None:
        return None
    if new is None:
        return "callers that send it are rejected"
    if is_required and not was_required:
        return "callers that do not send it are rejected"
    if old is not None and not takes(new, old):
        return f"callers that send {_a(old)} are rejected"
    return None


def output_broken(old: Type | None, new: Type | None) -> str | None:
    """How a change of an output breaks callers; None if it does not. A type is None if there is no such output."""
    if old is None or old == new:
        return None
    return "callers no longer get it" if new is None else f"callers that expect {_a(old)} get {_a(new)}"


def _a(kind: Type) -> str:
    return f"{'an' if str(kind)[:1] in 'AEIOU' else 'a'} {kind}"
