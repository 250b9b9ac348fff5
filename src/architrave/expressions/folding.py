"""Case folding, character by character, so that indexes in the folded text are also valid in the original text."""


def fold(text: str) -> str:
    """Return `text` without differences in case; the result has the same number of characters.

    Used by every function with `ignoreCase`. Each character is folded by itself, which keeps indexes valid; the few
    letters that fold to more than one character (ß, ŉ) keep their lower-case form. The cloud documents only examples,
    such as É being equal to é; the rest is assumed.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def _fold_character(character: str) -> str:
    folded = character.casefold()
    if len(folded) == 1:
        return folded
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character
