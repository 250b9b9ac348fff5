import pytest

from tests.expressions.evaluating import outcome

# What the documentation says or shows, and its edge cases: a negative length that only occurs at run time, characters
# outside the basic plane, white space that Trim ignores, NOT_SET texts.
TABLE = [
    ('Left("Hello", 99)', "Hello"),
    ('Left("Hello", 0 - 1)', "fault OutOfRange"),
    ("Left(ToString(NOT_SET), 1)", "fault NotSet"),
    ('Left("Hello", ToInt(NOT_SET))', "fault NotSet"),
    ('Right("Hello", 99)', "Hello"),
    ('Right("Hello", 0)', ""),
    ('Right("Hello", 0 - 1)', "fault OutOfRange"),
    ('Substring("Hello", 5, 1)', ""),
    ('Substring("Hello", 4, 0)', ""),
    ('Substring("Hello", 0 - 1, 2)', "fault OutOfRange"),
    ('Substring("Hello", 1, 999999999999999)', "ello"),
    ('Length("a\\nb")', "3"),
    ('Length("😀é")', "2"),
    ("Length(ToString(NOT_SET))", "fault NotSet"),
    ('Length(JsonParse("\\"😀\\""))', "1"),
    ("Length(MakeNullJson())", "fault WrongKind"),
    ('Reverse("a😀b")', "b😀a"),
    ('Reverse("")', ""),
    ('Lower("İSTANBUL ÇA")', "i\u0307stanbul ça"),
    ('Upper("straße")', "STRASSE"),
    ('Trim("\\t\\r\\n x \\n")', "x"),
    ('Length(Trim("\u00a0x\u00a0"))', "3"),
    ('LTrim("\\n\\r\\t  x ")', "x "),
    ('RTrim(" x \\t")', " x"),
    ("Trim(ToString(NOT_SET))", "fault NotSet"),
    ('Append("a", NOT_SET, "b", "")', "ab"),
    ('Replace("aaa", "aa", "b")', "ba"),
    ('Replace("Hello", "", "x")', "Hello"),
    ('Replace("Hello", "l", NOT_SET)', "Heo"),
    ('Replace("Hello", "HELLO", "x")', "Hello"),
    ('Replace(ToString(NOT_SET), "a", "b")', "fault NotSet"),
    ('Count(Split("a,b,", ","))', "3"),
    ('Split("a--b", "--")', "a\nb"),
    ('Count(Split("", ""))', "1"),
    ('Split("é😀", "")', "é\n😀"),
    ('EscapeForXml("<a href=\\"x\\">\'&amp;")', "&lt;a href=&quot;x&quot;&gt;&apos;&amp;amp;"),
    ('EscapeForMarkdown("a\\\\b `c` {d} (e) #f _g_ *h* [i]")', r"a\\b \`c\` \{d\} \(e\) \#f \_g\_ \*h\* \[i\]"),
    ("EscapeForMarkdown(NOT_SET)", "NOT_SET"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected


def test_a_text_cannot_be_split_into_more_items_than_a_collection_can_have():
    assert outcome(f'Count(Split("{"," * 1999}", ","))') == "2000"
    assert outcome(f'Count(Split("{"," * 2000}", ","))') == "fault OutOfRange"
    assert outcome(f'Count(Split("{"x" * 2001}", ""))') == "fault OutOfRange"


def test_the_length_of_a_text_is_limited():
    ten_thousand = "a" * 10_000
    assert outcome(f'Length(Replace("{ten_thousand}", "a", "{"b" * 400}"))') == "4000000"
    assert outcome(f'Length(Replace("{ten_thousand}", "a", "{"b" * 401}"))') == "fault OutOfRange"
