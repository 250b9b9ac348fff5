"""The lexer: cuts a text into tokens and recognizes operators and quotes of other languages.

It never stops early: what is not a token is reported and skipped, so that the parser finds the next fault.
"""

import re
from enum import Enum, auto
from typing import NamedTuple

from architrave.diagnostics import TextFault
from architrave.expressions import rules


class Kind(Enum):
    """The kind of a token."""

    NUMBER = auto()
    STRING = auto()
    NAME = auto()
    MARK = auto()
    END = auto()


class Token(NamedTuple):
    """A token. `text` is as written, or the content of a string; `start` and `end` are 0-based, `end` exclusive.

    `mark` is the text of a MARK and empty for other kinds, so that a string is never mistaken for one.
    """

    kind: Kind
    text: str
    start: int
    end: int
    mark: str = ""


_PATTERN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<number>[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<name>(?:[^\W\d_]|\$)\w*)
    | (?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))
    | (?P<quoted>'[^'\n]*'(?:'[^'\n]*')*|‘[^‘’\n]*’|[“”„][^"“”„\n]*[“”])
    | (?P<mark>===|!==|==|!=|<=|>=|=>|=<|<>|\*\*|&&|\|\||[-+*/%^&|!~<>=?:.,()\[\]])
    | (?P<open>".*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_MAX_FAULTS = 100
_PLAIN = {"number": Kind.NUMBER, "name": Kind.NAME, "mark": Kind.MARK}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SIMPLE = re.compile(r"""[^'"‘’“”„\\\n]*""")
"""Text that means the same in any quotes."""

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def tokenize(text: str, faults: list[TextFault]) -> list[Token]:
    """The tokens of a text, the last of which is of kind END. Faults are added to `faults`."""
    tokens: list[Token] = []
    for match in _PATTERN.finditer(text):
        group = match.lastgroup
        kind = _PLAIN.get(group or "")
        start, end = match.span()
        if kind is not None:
            written = match.group()
            tokens.append(Token(kind, written, start, end, written if kind is Kind.MARK else ""))
        elif group != "space":
            _special(group or "", match.group(), start, end, tokens, faults)
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def _special(group: str, written: str, start: int, end: int, tokens: list[Token], faults: list[TextFault]) -> None:
    """A string, or something that only exists in other languages."""
    fault: TextFault | None = None
    match group:
        case "string":
            tokens.append(Token(Kind.STRING, _unescape(written[1:-1], start + 1, faults), start, end))
        case "quoted":
            fault = _wrong_quotes(written, start, end)
            tokens.append(Token(Kind.STRING, written[1:-1], start, end))
        case "open":
            fault = _unterminated(start, end)
            tokens.append(Token(Kind.STRING, written[1:], start, end))
        case "comment":
            fault = _comment(start, end)
        case _:
            fault = _unexpected(written, start, end)
    if fault is not None and len(faults) < _MAX_FAULTS:
        faults.append(fault)


def _unescape(written: str, offset: int, faults: list[TextFault]) -> str:
    if "\\" not in written:
        return written

    def replace(match: re.Match[str]) -> str:
        meant = _ESCAPES.get(match[1])
        if meant is None and len(faults) < _MAX_FAULTS:
            faults.append(_bad_escape(match[1], offset + match.start(), offset + match.end()))
        return match[1] if meant is None else meant

    return _ESCAPE.sub(replace, written)


def _wrong_quotes(written: str, start: int, end: int) -> TextFault:
    is_simple = _SIMPLE.fullmatch(written[1:-1]) is not None
    return TextFault(
        rules.WRONG_QUOTES,
        'Use double quotes (") for strings.',
        start,
        end,
        'Write "…" with straight quotes. In YAML, put the whole expression in single quotes.',
        f'"{written[1:-1]}"' if is_simple else None,
    )


def _unterminated(start: int, end: int) -> TextFault:
    return TextFault(
        rules.UNTERMINATED_STRING,
        "This string has no closing quote.",
        start,
        end,
        'Close it with ". To put a quote inside a string, write \\".',
    )


def _bad_escape(letter: str, start: int, end: int) -> TextFault:
    return TextFault(
        rules.BAD_ESCAPE,
        f"\\{letter} is not an escape sequence.",
        start,
        end,
        'Use \\" \\\\ \\n \\r or \\t. For a backslash, write \\\\.',
    )


def _comment(start: int, end: int) -> TextFault:
    return TextFault(
        rules.COMMENT,
        "Comments are not allowed in expressions.",
        start,
        end,
        "Remove it, or move it to the action's name.",
    )


def _unexpected(written: str, start: int, end: int) -> TextFault:
    shown = written if written.isprintable() else f"U+{ord(written):04X}"
    help_ = 'To write JSON, use JsonParse("…").' if written == "{" else None
    return TextFault(rules.UNEXPECTED_CHARACTER, f"Unexpected character {shown}.", start, end, help_)
