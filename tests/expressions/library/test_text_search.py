import pytest

from tests.expressions.evaluating import outcome

TABLE = [
    ('Contains("", "")', "true"),
    ('Contains("Hello", "")', "true"),
    ('Contains("", "a")', "false"),
    ('Contains("ΣΑΣ", "σας", true)', "true"),
    ('Contains("Straße", "STRASSE", true)', "false"),
    ('Contains(ToString(NOT_SET), "a")', "fault NotSet"),
    ('Contains("a", "A", ToBool(NOT_SET))', "fault NotSet"),
    ('FindString("", "")', "0"),
    ('FindString("Hello", "")', "0"),
    ('FindString("İx", "X", true)', "1"),
    ('FindString("le Élever", "ÉLEVER", true)', "3"),
    ('FindString("😀a", "a")', "1"),
    ('FindString("aaaa", "aa", 2)', "1"),
    ('FindString("aaaa", "aa", 3)', "2"),
    ('FindString("aaaa", "aa", 4)', "-1"),
    ('FindString("aaaa", "", 3)', "0"),
    ('FindString("aAaA", "a", 4, true)', "3"),
    ('FindString("aAaA", "a", 3, false)', "-1"),
    ('FindString("a", "a", 999999999999999)', "-1"),
    ('FindString("a", "a", 1 - 1)', "fault OutOfRange"),
    ('Compare("a", "b")', "-1"),
    ('Compare("B", "a")', "1"),
    ('Compare("", "")', "0"),
    ('Compare("", "a")', "-1"),
    ('Compare("10", "9")', "-1"),
    ('Compare("Zebra", "ärger")', "1"),
    ('Compare("ÄRGER", "ärger", true)', "0"),
    ('Compare("abc", "ABD", true)', "-1"),
    ("Compare(NOT_SET, NOT_SET, true)", "0"),
    ('Compare(ToString(NOT_SET), "")', "-1"),
    ('"apple" < "Banana"', "true"),
    ('"Banana" < "banana"', "false"),
    ('"banana" <= "banana"', "true"),
    ('"10" > "9"', "false"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected
