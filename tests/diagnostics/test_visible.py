"""Which characters are escaped for a terminal, a log or a page, and which stay."""

import json
import sys
import unicodedata

import pytest

from architrave.diagnostics.visible import visible, visible_columns, visible_line

STAY = [
    "",
    "plain ASCII ~",
    "Müller, naïve, Łódź",
    "שלום עולם",
    "مرحبا",
    "می\u200cخواهم",
    "नमस्ते",
    "क्\u200dष",
    "日本語\u3000テスト",
    "10\u00a0%",
    "😀 👍🏽 ❤\ufe0f",
    "👨\u200d👩\u200d👧",
    "❤\ufe0f\u200d🔥",
    "\ue000 private use",
]

ESCAPED = [
    ("\x1b[31m", r"\u001b[31m"),
    ("\x1b]0;T\x07", r"\u001b]0;T\u0007"),
    ("\x9b31m", r"\u009b31m"),
    ("\x7f\x80\x85\x9f", r"\u007f\u0080\u0085\u009f"),
    ("a\rb", r"a\rb"),
    ("\0\x08\x0b\x0c", r"\u0000\u0008\u000b\u000c"),
    ("\u202a\u202b\u202c\u202d\u202e", r"\u202a\u202b\u202c\u202d\u202e"),
    ("\u2066\u2067\u2068\u2069\u200e\u200f\u061c", r"\u2066\u2067\u2068\u2069\u200e\u200f\u061c"),
    ("\u2028\u2029", r"\u2028\u2029"),
    ("\u200b\u2060\ufeff\u00ad\u034f\u180e\u3164\uffa0", r"\u200b\u2060\ufeff\u00ad\u034f\u180e\u3164\uffa0"),
    ("a\u200db\u200cc", r"a\u200db\u200cc"),
    ("\u202e\u200d\u202e", r"\u202e\u200d\u202e"),
    ("\U000e0041\U000e007f\U000e0100", r"\udb40\udc41\udb40\udc7f\udb40\udd00"),
    ("\ud800 \udfff", r"\ud800 \udfff"),
    ("\ufff9\ufffa\ufffb\uffff", r"\ufff9\ufffa\ufffb\uffff"),
]


@pytest.mark.parametrize("text", STAY)
def test_text_of_every_script_stays(text: str) -> None:
    assert visible(text) == visible_line(text) == text


@pytest.mark.parametrize(("text", "shown"), ESCAPED)
def test_what_acts_or_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == visible_line(text) == shown
    columns = visible_columns(text)
    assert len(columns) == len(text)
    assert visible(columns) == columns


def test_line_breaks_and_tabs_stay_in_text_of_several_lines_only() -> None:
    assert visible("a\tb\r\nc\n") == "a\tb\r\nc\n"
    assert visible_line("a\tb\r\nc\n") == r"a\tb\r\nc\n"
    assert visible_columns("a\tb\nc") == "a\tb\N{REPLACEMENT CHARACTER}c"


def test_no_control_or_format_character_of_unicode_passes() -> None:
    acting = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Cc", "Cs", "Zl", "Zp")
    ]
    formats = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    seen = {"\n", "\t", *(c for c in formats if unicodedata.name(c, "").split()[0] in SCRIPTS)}
    passed = [f"U+{ord(c):04X}" for c in acting + formats if visible(f"a{c}b") == f"a{c}b" and c not in seen]
    assert passed == []


SCRIPTS = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}
"""Format characters with a look of their own, such as the sign for a year or for the end of a verse."""


def test_json_keeps_its_meaning() -> None:
    value = {"".join(text for text, _ in ESCAPED): [text for text, _ in ESCAPED] + STAY}
    for written in (json.dumps(value, ensure_ascii=False), json.dumps(value, ensure_ascii=False, indent=2)):
        assert json.loads(visible(written)) == value
