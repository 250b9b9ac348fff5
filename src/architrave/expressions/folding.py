"""Case folding, letter for letter, so that a place in the folded text is the same place in the text."""


def fold(text: str) -> str:
    """Give `text` without its differences of case; the result has exactly as many characters.

    Used wherever a function takes `ignoreCase`. Each character is folded by itself, which keeps places valid; the few
    letters whose folding is longer than one character (ß, ŉ) keep their lower-case form. Source: the cloud documents
    no rule, only examples such as É and é being found equal; assumed for the rest.
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
