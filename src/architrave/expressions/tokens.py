"""The lexer: a text cut into tokens, with the slips of other languages recognised.

It never stops: what cannot be a token is told and left out, so that the parser finds the next fault.
"""

import re
from enum import Enum, auto
from typing import NamedTuple

from architrave.diagnostics import TextFault
from architrave.expressions import rules


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    STRING = auto()
    NAME = auto()
    MARK = auto()
    END = auto()


class Token(NamedTuple):
    """A token. `text` is as written, of a string what it says; `start` and `end` are 0-based, `end` exclusive.

    `mark` is the text of a MARK and empty for others, so that no string is ever taken for one.
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
    """A string, or something that only other languages know."""
    fault: TextFault | None = None
    match group:
        case "string":
            tokens.append(Token(Kind.STRING, _unescape(written[1:-1], start + 1, faults), start, end))
        case "quoted":
            fault = _wrong_quotes(start, end)
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


def _wrong_quotes(start: int, end: int) -> TextFault:
    return TextFault(
        rules.WRONG_QUOTES,
        "A string stands in straight double quotes; these are others.",
        start,
        end,
        'Write "…" with the straight double quote. In YAML, put the whole expression in single quotes.',
    )


def _unterminated(start: int, end: int) -> TextFault:
    return TextFault(
        rules.UNTERMINATED_STRING,
        "The string that begins here has no closing quote.",
        start,
        end,
        'Close it with ". A quote inside a string is written \\".',
    )


def _bad_escape(letter: str, start: int, end: int) -> TextFault:
    return TextFault(
        rules.BAD_ESCAPE,
        f"\\{letter} is no escape.",
        start,
        end,
        'A string knows \\" \\\\ \\n \\r and \\t. A backslash itself is written \\\\.',
    )


def _comment(start: int, end: int) -> TextFault:
    return TextFault(
        rules.COMMENT, "Expressions have no comments.", start, end, "Leave it out, or put it into the action's name."
    )


def _unexpected(written: str, start: int, end: int) -> TextFault:
    shown = written if written.isprintable() else f"U+{ord(written):04X}"
    help_ = 'JSON is written as a text: JsonParse("…").' if written == "{" else None
    return TextFault(rules.UNEXPECTED_CHARACTER, f"{shown} has no meaning in an expression.", start, end, help_)
