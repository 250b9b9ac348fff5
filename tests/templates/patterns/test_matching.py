"""Java's regular expressions: what they match, and what is refused by name."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.templates import Refused
from architrave.templates.patterns import BadPattern, compile_pattern


def free(_: int) -> None:
    """A budget without a limit."""


REPLACED = [
    (r"(\d{3})(\d{3})(\d{4})", "$1-$2-$3", "3175550100", "317-555-0100"),
    (r"[^0-9]", "", "+1 (317) 555", "1317555"),
    ("a*", "-", "baac", "-b--c-"),
    ("cat|dog", "pet", "a cat, a dog", "a pet, a pet"),
    ("(?<first>\\w+) (\\w+)", "$2 ${first}", "Ada Byron", "Byron Ada"),
    ("(a)|b", "[$1]", "ab", "[a][]"),
    ("(a)", "$12", "a", "a2"),
    ("a", "\\$1\\\\", "a", "$1\\"),
    ("(?i)ABC", "x", "abcABC", "xx"),
    ("(?i:A)b", "x", "abAbaB", "xxaB"),
    (".", "x", "a\nb\r\u2028c", "x\nx\r\u2028x"),
    ("(?s).", "x", "a\nb", "xxx"),
    ("\\s+", " ", "a \t\x0bb", "a b"),
    ("[\\w.]+@", "", "a.b@c", "c"),
    ("[a-c[x-z]]", "", "abmxyz", "m"),
    ("\\Q.*\\E", "x", "a.*b", "axb"),
    ("[\\Q]^\\E]", "x", "a]^", "axx"),
    ("\\p{Upper}\\p{L}", "x", "Äß Ab", "Äß x"),
    ("\\P{Alpha}", "", "a1é", "a"),
    ("\\u0041\\x42\\t", "x", "AB\t", "x"),
    ("(?x) a b # both", "x", "ab", "x"),
    ("\\R", ",", "a\r\nb\nc", "a,b,c"),
    ("x{2,3}?", "y", "xxxx", "yy"),
    ("\\bA", "x", "A BA A", "x BA x"),
]


@pytest.mark.parametrize(("pattern", "replacement", "text", "result"), REPLACED)
def test_replaces_as_java(pattern: str, replacement: str, text: str, result: str) -> None:
    assert compile_pattern(pattern).replaced(text, replacement, free) == result


def test_only_the_first_match_can_be_replaced():
    assert compile_pattern("a").replaced("aa", "b", free, most=1) == "ba"


SPLIT = [
    (",", "a,b,,", 0, ["a", "b"]),
    (",", "a,b,,", -1, ["a", "b", "", ""]),
    (",", "a,b,c", 2, ["a", "b,c"]),
    (",", ",a", 0, ["", "a"]),
    (",", "", 0, [""]),
    (",", "abc", 0, ["abc"]),
    (",", ",,", 0, []),
    ("", "abc", 0, ["a", "b", "c"]),
    ("\\s*[,;]\\s*", "a , b;c", 0, ["a", "b", "c"]),
    ("|", "ab", 0, ["a", "b"]),
]


@pytest.mark.parametrize(("pattern", "text", "limit", "parts"), SPLIT)
def test_splits_as_java(pattern: str, text: str, limit: int, parts: list[str]) -> None:
    assert compile_pattern(pattern).split(text, limit, free) == parts


REFUSED = [
    ("(?=a)b", "look-ahead"),
    ("(?<!a)b", "look-ahead and look-behind"),
    ("(a)\\1", "back references"),
    ("(?<n>a)\\k<n>", "back references"),
    ("a++", "possessive"),
    ("(?>a)", "atomic"),
    ("[a&&b]", "intersections"),
    ("[a[^b]]", "negated class"),
    ("a{1001}", "more than 1,000"),
    ("\\p{IsAlphabetic2}", "property"),
    ("\\G", "not supported"),
    ("(a", "not closed"),
    ("[a", "not closed"),
    ("a)", "unexpected"),
    ("*a", "nothing to repeat"),
    ("a**", "nothing to repeat"),
    ("a{", "without a number"),
    ("a\\", "backslash"),
    ("\\y", "unknown escape"),
    ("(" * 60 + ")" * 60, "too deeply"),
    ("a" * 3_000, "longer than"),
    ("(?<n>a)(?<n>b)", "two groups"),
    ("[b-a]", "range"),
]


@pytest.mark.parametrize(("pattern", "said"), REFUSED)
def test_is_refused_by_name(pattern: str, said: str) -> None:
    with pytest.raises(BadPattern, match=said):
        compile_pattern(pattern)


def test_a_replacement_with_an_unknown_group_is_refused_if_there_is_a_match():
    assert compile_pattern("a").replaced("b", "$1", free) == "b"
    for replacement in ("$1", "${x}", "$x", "a\\"):
        with pytest.raises(Refused):
            compile_pattern("a").replaced("a", replacement, free)


class SpentError(Exception):
    pass


def test_a_text_that_is_matched_again_and_again_is_paid_for():
    left = 8_000_000

    def pay(steps: int) -> None:
        nonlocal left
        left -= steps
        if left < 0:
            raise SpentError

    with pytest.raises(SpentError):
        compile_pattern("a.*x|a").replaced("ab" * 25_000, "", pay)
    with pytest.raises(Refused, match="too long"):
        compile_pattern("a").matches("a" * 50_001, free)


PIECES = st.sampled_from(
    ["a", "b", "c", ".", "a*", "b+", "c?", "(a|b)", "(?:ab)*", "[ab]", "[^a]", "\\d", "\\w+", "a{2}", "b{1,2}", "|",
     "^", "$", "(a)", "((b)|c)", "\\.", "1"]
)  # fmt: skip


@pytest.mark.property
@settings(max_examples=1_000)
@given(st.lists(PIECES, max_size=6).map("".join), st.text("abc1. ", max_size=12))
def test_simple_patterns_match_as_in_python(source: str, text: str):
    try:
        expected = re.compile(source)
    except re.error:
        return
    try:
        pattern = compile_pattern(source)
    except BadPattern:
        return  # `^*` and the like
    assert pattern.matches(text, free) is (expected.fullmatch(text) is not None)
    if expected.fullmatch("") is None:  # after an empty match, Python tries a longer one at the same place
        assert pattern.replaced(text, "<$0>", free) == expected.sub(lambda found: f"<{found[0]}>", text)
