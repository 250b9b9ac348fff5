"""Diagnostics as HTML: exact for a few, safe for whatever a user wrote, readable on any background."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Diagnostic, Rule, Source
from architrave.diagnostics.renderers.html import AMBER, BLUE, GREEN, MOST_SHOWN, RED, folded, isolated, render_html
from architrave.diagnostics.rule import Severity
from architrave.diagnostics.source import Position
from tests.goldens import Golden
from tests.markup import text_of

HERE = Path(__file__).parent / "html"
ERROR = Rule("unknown-key", "A key is unknown")
WARNING = Rule("unused-variable", "A variable is never used", Severity.WARNING)
INFO = Rule("old-form", "The form is old", Severity.INFO)
HOSTILE = '</pre><script>alert("&amp;")</script>\x1b[31m\u202eevil\u2066\x00\r\ud800\u2028\'><img src=x>'
SOURCE = Source("flow.yaml", f"workflow:\n\tname: Sync\n  nmae: {HOSTILE}\n{'x' * 500}wrong{'y' * 500}\n")


def at(line: int, first: int, last: int, rule: Rule = ERROR, message: str = "A message.", **more: str) -> Diagnostic:
    return Diagnostic(rule, message, "flow.yaml", start=Position(line, first), end=Position(line, last), **more)


CASES: dict[str, list[Diagnostic]] = {
    "nothing": [],
    "each-severity": [
        at(2, 2, 6, ERROR, "Unknown key `name`.", help="Remove it.", pointer="/workflow/name"),
        at(1, 1, 9, WARNING, "Never used."),
        at(1, 9, 9, INFO, "At the end of a line there is nothing to mark."),
    ],
    "without-a-place": [Diagnostic(ERROR, "No file."), Diagnostic(ERROR, "Another file.", "other.yaml", "")],
    "hostile": [at(3, 3, 7, message=HOSTILE, help=HOSTILE, pointer=HOSTILE), Diagnostic(ERROR, "x", HOSTILE)],
    "long-line": [at(4, 501, 506), at(4, 1, 1006), at(4, 1000, 1006)],
    "several-lines": [Diagnostic(ERROR, "Until line 2.", "flow.yaml", start=Position(1, 5), end=Position(2, 1))],
    "outside": [at(99, 1, 2), at(1, 400, 500)],
}


@pytest.mark.parametrize("name", CASES)
def test_html(name: str, golden: Golden) -> None:
    html = render_html(CASES[name], {"flow.yaml": SOURCE})
    golden(HERE / f"{name}.html", html + "\n")
    text_of(html)


def test_only_the_first_of_many_are_shown_with_a_count() -> None:
    text = text_of(render_html([at(1, 1, 2)] * (MOST_SHOWN + 1200)))
    assert text.count("A message.") == MOST_SHOWN
    assert "1,200 more problems are not shown here." in text


@pytest.mark.property
@given(st.text(st.characters(), max_size=80), st.integers(1, 90), st.integers(1, 90))
def test_any_text_is_safe(text: str, first: int, last: int) -> None:
    item = Diagnostic(ERROR, text, "f", text, Position(1, first), Position(1, last), help=text)
    text_of(render_html([item], {"f": Source("f", text)}))
    text_of(folded(text, isolated(text)))


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("color", [RED, AMBER, GREEN, BLUE])
@pytest.mark.parametrize("background", ["#ffffff", "#111111", "#1e1e1e"])
def test_colors_are_readable_in_light_and_dark_notebooks(color: str, background: str) -> None:
    """WCAG's contrast: 3 to 1 is enough for bold text, 4.5 to 1 for any; no color reaches that on both."""
    darker, lighter = sorted((luminance(color), luminance(background)))
    assert (lighter + 0.05) / (darker + 0.05) >= 3.8
