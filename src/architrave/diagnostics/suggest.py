"""Suggestions: the known word that a person most likely meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher


def did_you_mean(word: str, known: Iterable[str], *, cutoff: float = 0.72) -> str | None:
    """The known word most similar to `word`, or None if no word is similar enough.

    Case, `_`, `-` and spaces are ignored, so that `flow_id` finds `flowId`. `cutoff` is the minimum similarity, 0 to 1.
    """
    wanted = _fold(word)
    best: str | None = None
    best_ratio = cutoff
    for candidate in known:
        folded = _fold(candidate)
        if folded == wanted:
            return candidate
        matcher = SequenceMatcher(None, wanted, folded, autojunk=False)
        if matcher.real_quick_ratio() > best_ratio and matcher.quick_ratio() > best_ratio:
            ratio = matcher.ratio()
            if ratio > best_ratio:
                best, best_ratio = candidate, ratio
    return best


def _fold(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")
