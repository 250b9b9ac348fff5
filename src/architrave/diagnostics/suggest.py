"""Suggestions: the known word that a person most likely meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_LONGEST_WORD = 64


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


def certainly_meant(word: str, known: Iterable[str]) -> str | None:
    """The only known word that `word` can stand for, or None if there is none, or more than one.

    It is the same word in another writing (case, `_`, `-`, spaces), or else differs by one slip of typing (a missing,
    additional, wrong or swapped character), in words of eight characters or more by two. Another word that is as near
    makes it uncertain; for two slips, also one that is a slip further away.
    """
    wanted = _fold(word)
    words = list(dict.fromkeys(known))
    same = [candidate for candidate in words if _fold(candidate) == wanted]
    if same:
        return same[0] if len(same) == 1 else None
    slips = 2 if len(wanted) >= 8 else 1 if len(wanted) >= 3 else 0
    near = sorted((distance, candidate) for candidate in words if (distance := _slips(wanted, _fold(candidate))) <= 3)
    if not near or near[0][0] > slips:
        return None
    best, meant = near[0]
    return None if len(near) > 1 and near[1][0] <= (best if best < 2 else best + 1) else meant


def near_words(word: str, known: Iterable[str]) -> list[tuple[int, str]]:
    """The known words that differ from `word` by a few slips of typing, each with their number, the nearest first.

    These are one slip in words of three to seven characters, and two in longer ones. Another writing (case, `_`, `-`,
    spaces) counts as one. Nothing is near a word of more than 64 characters.
    """
    wanted = _fold(word) if len(word) <= _LONGEST_WORD else ""
    most = 2 if len(wanted) >= 8 else 1 if len(wanted) >= 3 else 0
    letters = set(wanted)
    near: list[tuple[int, str]] = []
    for candidate in known if most else ():
        folded = _fold(candidate)
        # Most words are excluded by what is cheap to compare: their lengths and their letters.
        if abs(len(folded) - len(wanted)) <= most and len(letters ^ set(folded)) <= 2 * most:
            count = max(_slips(wanted, folded), int(candidate != word))
            if count <= most:
                near.append((count, candidate))
    return sorted(near)


def _slips(word: str, other: str) -> int:
    """The number of characters that were left out, added, mistaken or swapped with their neighbor."""
    if abs(len(word) - len(other)) > 3:
        return 4
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, last = last, current
    return last[-1]


def _fold(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")
