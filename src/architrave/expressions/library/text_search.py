"""Text: searching for one String in another, and comparing two."""

from architrave.expressions.collation import compare
from architrave.expressions.declare import Example, function
from architrave.expressions.folding import fold


@function(
    "Contains(stringToSearch: String, textToFind: String) -> Boolean",
    "Whether a text contains another, case-sensitive; every text contains the empty text.",
    category="text",
    examples=[Example('Contains("Hello", "ell")', "true"), Example('Contains("Hello", "hell")', "false")],
)
def _contains(text: str, wanted: str) -> bool:
    return wanted in text


@function(
    "Contains(stringToSearch: String, textToFind: String, ignoreCase: Boolean) -> Boolean",
    "Whether a text contains another, ignoring case or not.",
    category="text",
    examples=[Example('Contains("ÉLAN", "él", true)', "true"), Example('Contains("ÉLAN", "él", false)', "false")],
)
def _contains_in_any_case(text: str, wanted: str, ignore_case: bool) -> bool:
    return fold(wanted) in fold(text) if ignore_case else wanted in text


@function(
    "FindString(stringToSearch: String, textToFind: String) -> Integer",
    "The zero-based index of the first occurrence of a text in another, case-sensitive; -1 if there is none.",
    category="text",
    examples=[
        Example('FindString("a=1;b=2", ";")', "3"),
        Example('FindString("Hello", "L")', "-1"),
        Example('FindString("Hello", "")', "0"),
    ],
    note="For an empty text to find, the documentation says -1 but its examples return 0; this follows the examples.",
)
def _find(text: str, wanted: str) -> int:
    return text.find(wanted)


@function(
    "FindString(stringToSearch: String, textToFind: String, ignoreCase: Boolean) -> Integer",
    "The zero-based index of the first occurrence of a text in another, ignoring case or not; -1 if there is none.",
    category="text",
    examples=[Example('FindString("Hello", "L", true)', "2"), Example('FindString("Hello", "L", false)', "-1")],
)
def _find_in_any_case(text: str, wanted: str, ignore_case: bool) -> int:
    return fold(text).find(fold(wanted)) if ignore_case else text.find(wanted)


@function(
    "FindString(stringToSearch: String, textToFind: String, occurrenceNumber: Integer[1..]) -> Integer",
    "The zero-based index of an occurrence of a text in another, counted from one; -1 if there are fewer.",
    category="text",
    examples=[Example('FindString("a,b,c", ",", 2)', "3"), Example('FindString("a,b,c", ",", 3)', "-1")],
    note="Occurrences can overlap: the search continues one character after the start of the last one (assumed).",
)
def _find_occurrence(text: str, wanted: str, occurrence: int) -> int:
    if not wanted or occurrence > len(text):
        return -1 if wanted else 0
    place = -1
    for _ in range(occurrence):
        place = text.find(wanted, place + 1)
        if place < 0:
            break
    return place


@function(
    "FindString(stringToSearch: String, textToFind: String, occurrenceNumber: Integer[1..], ignoreCase: Boolean)"
    " -> Integer",
    "The zero-based index of an occurrence of a text in another, ignoring case or not; -1 if there are fewer.",
    category="text",
    examples=[
        Example('FindString("Hello HELLO", "l", 3, true)', "8"),
        Example('FindString("Hello HELLO", "l", 3, false)', "-1"),
    ],
)
def _find_occurrence_in_any_case(text: str, wanted: str, occurrence: int, ignore_case: bool) -> int:
    if ignore_case:
        return _find_occurrence(fold(text), fold(wanted), occurrence)
    return _find_occurrence(text, wanted, occurrence)


@function(
    "Compare(stringToCompare: String?, stringToCompareTo: String?) -> Integer",
    "Compares two texts alphabetically: -1, 0 or 1. NOT_SET comes first; on a tie, lower case comes before upper case.",
    category="text",
    examples=[
        Example('Compare("apple", "Banana")', "-1"),
        Example('Compare("Apple", "apple")', "1"),
        Example('Compare("10", "9")', "-1"),
        Example('Compare(NOT_SET, "")', "-1"),
    ],
    note="The order of accents, punctuation and scripts is a simplified form of the common Unicode order.",
)
def _compare(text: str | None, other: str | None) -> int:
    if text is None or other is None:
        return (text is not None) - (other is not None)
    return compare(text, other)


@function(
    "Compare(stringToCompare: String?, stringToCompareTo: String?, ignoreCase: Boolean) -> Integer",
    "Compares two texts alphabetically, ignoring case or not: -1, 0 or 1.",
    category="text",
    examples=[
        Example('Compare("Apple", "apple", true)', "0"),
        Example('Compare("Apple", "apple", false)', "1"),
        Example('Compare("Apple", NOT_SET, true)', "1"),
    ],
)
def _compare_in_any_case(text: str | None, other: str | None, ignore_case: bool) -> int:
    if text is None or other is None:
        return _compare(text, other)
    return compare(text, other, ignore_case=ignore_case)
