"""The order of Strings for `Compare` and the operators `<`, `<=`, `>`, `>=`.

A collation with three levels, as on common platforms: first the characters without case and accents, then the
accents, then the case, lower before upper. So `"apple" < "Banana" < "banana"` is not true, but
`"apple" < "banana" < "Banana"` is. The results for case, digits, prefixes and NOT_SET are documented; the order of
accents, punctuation and scripts is a simplified form of the common Unicode order (assumed).
"""

import sys
import unicodedata

Key = tuple[str, str, str]

_ASCII_ORDER = (
    "".join(map(chr, (9, 10, 11, 12, 13)))
    + "".join(chr(code) for code in range(128) if code < 9 or 13 < code < 32 or code == 127)
    + " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
    + "0123456789abcdefghijklmnopqrstuvwxyz"
)
_RANKS = {ord(character): chr(rank + 1) for rank, character in enumerate(_ASCII_ORDER)}
_AFTER_PUNCTUATION = _RANKS[ord("$")]
_AFTER_LATIN = chr(0x10000)
_PLAIN_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}


def compare(left: str, right: str, *, ignore_case: bool = False) -> int:
    """Compare two texts; return -1, 0 or 1.

    Args:
        left: the first text.
        right: the second text.
        ignore_case: whether texts that differ only in case are equal.

    """
    if left == right:
        return 0
    if left.isascii() and right.isascii():
        return _compare_ascii(left, right, ignore_case)
    first, second = sort_key(left), sort_key(right)
    if ignore_case:
        first, second = first[:2], second[:2]
    return (first > second) - (first < second)


def _compare_ascii(left: str, right: str, ignore_case: bool) -> int:
    """Compare as the sort keys would, without making them: most texts are ASCII."""
    first, second = left.lower(), right.lower()
    if not (left.isalnum() and right.isalnum()):  # letters and digits are in the right order already
        first, second = first.translate(_RANKS), second.translate(_RANKS)
    if first == second and not ignore_case:
        first, second = left.swapcase(), right.swapcase()
    return (first > second) - (first < second)


def sort_key(text: str) -> Key:
    """Return a key that sorts texts as the language does: by letters, then accents, then case.

    Canonically equivalent texts (é as one character or as two) have the same key.
    """
    if text.isascii():
        return text.lower().translate(_RANKS), "", f"{text.swapcase()}\0{text}"
    letters: list[str] = []
    accents: list[str] = []
    decomposed = unicodedata.normalize("NFD", text)
    for character in decomposed:
        folded = character.casefold()
        plain = _PLAIN_LETTERS.get(folded)
        if plain is not None or unicodedata.combining(character):
            accents.append(chr(max(sys.maxunicode - len(letters), 0)) + folded)  # the earlier, the greater
        if plain is not None:
            letters.extend(map(_rank, plain))
        elif not unicodedata.combining(character):
            letters.extend(map(_rank, unicodedata.normalize("NFKD", folded)))
    return "".join(letters), "".join(accents), f"{decomposed.swapcase()}\0{decomposed}"


def _rank(character: str) -> str:
    if known := _RANKS.get(ord(character)):
        return known
    if unicodedata.category(character)[0] in "CZPS":
        return _AFTER_PUNCTUATION + character
    return _AFTER_LATIN + character
