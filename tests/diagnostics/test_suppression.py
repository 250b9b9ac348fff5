"""Comments that suppress findings, in a text in which a value is whatever is between quotes."""

import re

import pytest

from architrave.diagnostics import Diagnostic, Position, Rule, Severity, Source
from architrave.diagnostics.suppression import suppress

RULES = {slug: Rule(slug, "A rule", Severity.WARNING) for slug in ("one", "two")}


class Lines:
    def __init__(self, text: str) -> None:
        self.values = [match.span() for match in re.finditer(r'"[^"]*"', text)]
        self.text = text

    def is_outside(self, offset: int) -> bool:
        return not any(start <= offset < end for start, end in self.values)

    def last_line(self, line: int) -> int:
        for start, end in self.values:
            if self.text.count("\n", 0, start) + 1 == line:
                return self.text.count("\n", 0, end) + 1
        return line


def found(slug: str, line: int) -> Diagnostic:
    return Diagnostic(RULES[slug], "It is wrong.", "f.yaml", None, Position(line, 1), Position(line, 2))


def left(text: str, *findings: Diagnostic, unchecked: tuple[str, ...] = ()) -> list[tuple[str, int, str]]:
    result = suppress(findings, Source("f.yaml", text), rules=RULES, lines=Lines(text), unchecked=unchecked)
    assert result.suppressed == sum(item not in result.left for item in findings)
    return [(item.rule.slug, item.start.line if item.start else 0, item.message) for item in result.left]


@pytest.mark.parametrize(
    "text",
    [
        "a  # architrave: ignore[one]\n",
        "# architrave: ignore[one]\na\n",
        "# architrave: ignore[one]\n\n# more\na\n",
        "a # Architrave:Ignore[ one ]",
        "a # architrave: ignore[one] because the cloud accepts it",
        "a # architrave: ignore[one] # architrave: ignore[one",
    ],
)
def test_a_finding_is_suppressed(text: str) -> None:
    line = next(number for number, each in enumerate(text.split("\n"), 1) if each.startswith("a"))
    assert [slug for slug, _, _ in left(text, found("one", line))] in ([], ["bad-ignore"])


def test_only_the_named_rules_on_that_line_are_suppressed() -> None:
    text = "a  # architrave: ignore[one]\nb\n"
    assert left(text, found("one", 1), found("two", 1), found("one", 2)) == [
        ("two", 1, "It is wrong."),
        ("one", 2, "It is wrong."),
    ]


def test_several_rules() -> None:
    assert left("a  # architrave: ignore[one, two]", found("one", 1), found("two", 1)) == []


def test_a_value_of_several_lines_is_one_place() -> None:
    assert left('# architrave: ignore[one]\na: "x\ny\nz"\n', found("one", 4)) == []


def test_a_comment_inside_a_value_is_text() -> None:
    assert left('a: " # architrave: ignore[one]"\n', found("one", 1)) == [("one", 1, "It is wrong.")]


@pytest.mark.parametrize(
    ("comment", "slug", "message"),
    [
        ("ignore[one]", "unused-ignore", "No `one` is found on line 1."),
        ("ignore[tow]", "bad-ignore", "There is no rule `tow`."),
        ("ignore", "bad-ignore", "`# architrave: ignore` suppresses nothing."),
        ("ignore[]", "bad-ignore", "`# architrave: ignore[]` suppresses nothing."),
        ("ignore [", "bad-ignore", "`# architrave: ignore ` suppresses nothing."),
        ("disable[one]", "bad-ignore", "`# architrave: disable[one]` suppresses nothing."),
    ],
)
def test_comments_that_suppress_nothing_are_reported(comment: str, slug: str, message: str) -> None:
    assert left(f"a # architrave: {comment}") == [(slug, 1, message)]


def test_a_comment_about_architrave_is_only_a_comment() -> None:
    assert left("a # architrave: runs this flow\n#architrave:\n") == []


def test_a_rule_that_was_not_checked_is_not_unused() -> None:
    assert left("a # architrave: ignore[one]", unchecked=("one",)) == []
