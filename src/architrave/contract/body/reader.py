"""The careful JSON reader: a recursive descent that reports a fault and continues with what must have been meant."""

import json
import re
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, NoReturn

from architrave.contract.body.faults import BodyFaults, TooManyFaultsError
from architrave.contract.body.literals import WORD, read_word
from architrave.contract.body.nodes import Member, Node
from architrave.contract.body.strings import OPENERS, read_mixed_key, read_string
from architrave.contract.inputs import MAX_DEPTH, depth_of
from architrave.contract.rules import DUPLICATE_KEY, MALFORMED_JSON, TRAILING_COMMA
from architrave.contract.wording import quote, shorten

_SPACE = re.compile(r"[ \t\r\n]*")
_ODD_SPACE = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\x00]+")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]*\}\}|<[^<>\n]*>|\$\{[^{}\n]*\}|\$\w+")
_CLOSERS = {"{": "}", "[": "]"}
_QUICK_DEPTH = 2
"""At this depth a faultless value is read in one pass, since diagnostics rarely point deeper."""
_MAX_VALUES = 50_000
"""The reader stops after reading this many values one by one: one body may take about a second."""


class _NotPlainError(Exception):
    """The value contains something that the quick decoder cannot check."""


def read_value(text: str, faults: BodyFaults) -> Node | None:
    """The value in the text, with faults reported; None if the text is empty or has too many faults."""
    reader = _Reader(text, faults)
    try:
        return reader.document()
    except TooManyFaultsError:
        return None


def _members_at(text: str, start: int) -> list[Member]:
    """The members of a faultless object, each with its position; nested values are not examined."""
    reader = _Reader(text, BodyFaults(), start)
    return reader.inner_object().members


class _Reader:
    def __init__(self, text: str, faults: BodyFaults, start: int = 0) -> None:
        self._text = text
        self._faults = faults
        self._at = start
        self._open: list[tuple[str, int]] = []
        self._cut_off = False
        self._values = 0
        self._decoder = json.JSONDecoder(
            parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates
        )

    def inner_object(self) -> Node:
        self._open = [("{", self._at)] * (_QUICK_DEPTH - 1)
        return self._object()

    def document(self) -> Node | None:
        self._skip()
        if self._at >= len(self._text):
            return None
        node = self._value()
        self._skip()
        if self._at < len(self._text):
            self._trailing()
        return node

    # Between the values.

    def _skip(self) -> None:
        """Skip white space; a comment or an invisible character is a fault."""
        text = self._text
        while True:
            space = _SPACE.match(text, self._at)
            self._at = space.end() if space else self._at
            if self._at >= len(text):
                return
            char = text[self._at]
            if char in "/#":
                comment = _COMMENT.match(text, self._at)
                if comment is None:
                    return
                help_ = 'Remove it. To label an execution, use "name".'
                self._fault("JSON does not allow comments.", comment.start(), comment.end(), help_, certain=True)
                self._at = comment.end()
            elif (odd := _ODD_SPACE.match(text, self._at)) is not None:
                name = f"U+{ord(char):04X}"
                help_ = "Replace it with a space. It was probably copied along with text from a web page."
                message = f"Invisible character ({name}); JSON allows only spaces, tabs and line breaks here."
                self._fault(message, odd.start(), odd.end(), help_, certain=True)
                self._at = odd.end()
            else:
                return

    def _fault(self, message: str, start: int, end: int, help_: str | None, *, certain: bool) -> None:
        self._faults.add(MALFORMED_JSON, message, start, end, help_, certain=certain)

    def _trailing(self) -> None:
        rest = self._text[self._at :].rstrip()
        if set(rest) <= set(";,="):
            message, certain = f"Unexpected `{rest[0]}` after the end of the body.", True
            help_ = "Remove it."
        elif rest[0] in "}]":
            message, certain = f"Unexpected `{rest[0]}`: no open bracket matches it.", False
            help_ = "Count the brackets: this one is extra, or an opening bracket is missing before it."
        elif rest[0] in "{[":
            message, certain = "A second JSON value follows the first.", False
            help_ = "Send one launch per request."
        else:
            message, certain = "Unexpected text after the end of the JSON.", False
            help_ = "Send only the JSON object."
        self._fault(message, self._at, self._at + min(len(rest), 40), help_, certain=certain)

    # Values.

    def _value(self) -> Node:
        start = self._at
        char = self._text[start]
        self._values += 1
        if self._values > _MAX_VALUES:
            self._too_many()
        if char in "{[" and _PLACEHOLDER.match(self._text, start) is None:
            if len(self._open) == _QUICK_DEPTH and (plain := self._plain()) is not None:
                return plain
            if len(self._open) >= MAX_DEPTH:
                self._too_deep()
            return self._object() if char == "{" else self._array()
        if char in OPENERS:
            value, self._at = read_string(self._text, start, self._faults)
            return Node(start, self._at, value)
        if (placeholder := _PLACEHOLDER.match(self._text, start)) is not None:
            return self._placeholder(placeholder)
        value, self._at = read_word(self._text, start, self._faults)
        if self._at == start + 1 and WORD.match(self._text, start) is None:
            self._fault(f"Expected a value, but found `{char}`.", start, start + 1, None, certain=False)
        return Node(start, self._at, value)

    def _placeholder(self, found: re.Match[str]) -> Node:
        self._at = found.end()
        help_ = "Fill it in before sending. If the value is text, put it in double quotes."
        message = f"The placeholder {shorten(found.group())} was not filled in."
        self._fault(message, found.start(), found.end(), help_, certain=False)
        return Node(found.start(), found.end(), found.group())

    def _plain(self) -> Node | None:
        """A faultless array or object, read in one pass; tried at one depth only, since each try reads to a fault."""
        try:
            value, end = self._decoder.raw_decode(self._text, self._at)
        except (ValueError, _NotPlainError, RecursionError, InvalidOperation):
            return None
        if _SURROGATE.search(self._text, self._at, end):
            return None  # half a pair is a fault, and only the careful string reader can tell it from a whole pair
        node = Node(self._at, end, value)
        if isinstance(value, dict):
            node.look_inside = partial(_members_at, self._text, self._at)
        if depth_of(value, MAX_DEPTH - _QUICK_DEPTH) > MAX_DEPTH - _QUICK_DEPTH:
            self._too_deep()
        self._at = end
        return node

    def _too_many(self) -> NoReturn:
        message = f"Reading stopped here, after {_MAX_VALUES:,} values."
        self._fault(message, self._at, self._at + 1, "First fix the problems before this place.", certain=False)
        raise TooManyFaultsError

    def _too_deep(self) -> NoReturn:
        self._fault(
            f"The JSON is nested more than {MAX_DEPTH} levels deep here.",
            self._at,
            self._at + 1,
            "No flow input needs that. Check the code that builds the body for a loop.",
            certain=False,
        )
        raise TooManyFaultsError

    def _object(self) -> Node:
        start = self._at
        self._enter("{")
        node = Node(start, start + 1, {})
        seen: dict[str, Member] = {}
        while self._next_entry("{", first=not node.members):
            member = self._member()
            if member is None:
                continue
            if (before := seen.get(member.key)) is not None:
                self._duplicate(before, member)
            seen[member.key] = member
            node.members.append(member)
        node.value = {member.key: member.node.value for member in node.members}
        return self._leave(node)

    def _duplicate(self, before: Member, member: Member) -> None:
        same = before.node.value == member.node.value
        self._faults.add(
            DUPLICATE_KEY,
            f"The key {quote(member.key)} appears twice in one object" + ("." if same else ", with different values."),
            member.start,
            member.end,
            "Remove one of them." + ("" if same else " JSON parsers use the last one, but do not rely on that."),
            certain=same,
        )

    def _member(self) -> Member | None:
        start = self._at
        key = self._key()
        end = self._at
        if key is None:
            return None
        self._skip()
        text = self._text
        if self._at < len(text) and text[self._at] == ":":
            self._at += 1
        elif self._at < len(text) and text[self._at] not in ",}]":
            self._no_colon(key)
        self._skip()
        if self._at >= len(text) or text[self._at] in ",}]":
            help_ = "Add a value (null for no value), or remove the key."
            self._fault(f"The key {quote(key)} has no value.", start, end, help_, certain=False)
            return Member(key, start, end, Node(self._at, self._at, None))
        return Member(key, start, end, self._value())

    def _no_colon(self, key: str) -> None:
        rest = self._text[self._at : self._at + 2]
        size = 2 if rest in ("=>", ":=") else 1 if rest[:1] == "=" else 0
        if size:
            message = f"Unexpected `{rest[:size]}` after the key {quote(key)}; JSON uses a colon."
        else:
            message = f"A colon is missing after the key {quote(key)}."
        self._fault(message, self._at, self._at + max(size, 1), 'Write "key": value.', certain=bool(size))
        self._at += size

    def _key(self) -> str | None:
        char = self._text[self._at]
        if char in OPENERS:
            start = self._at
            if char == '"' and (mixed := read_mixed_key(self._text, start, self._faults)) is not None:
                key, self._at = mixed
            else:
                key, self._at = read_string(self._text, start, self._faults)
            return key
        found = WORD.match(self._text, self._at)
        if found is None:
            self._fault(f"Expected a key, but found `{char}`.", self._at, self._at + 1, None, certain=False)
            self._at += 1
            return None
        word = re.split(r"=>?", found.group(), maxsplit=1)[0] or found.group()
        self._at += len(word)
        help_ = f"Write {quote(word)}. JavaScript allows unquoted keys, JSON does not: send JSON.stringify(object)."
        certain = word.isidentifier()
        self._fault(
            f"The key {shorten(word)} must be in double quotes.", found.start(), self._at, help_, certain=certain
        )
        return word

    def _array(self) -> Node:
        start = self._at
        self._enter("[")
        node = Node(start, start + 1, [])
        while self._next_entry("[", first=not node.value):
            node.value.append(self._value().value)
        return self._leave(node)

    # Brackets and commas.

    def _enter(self, bracket: str) -> None:
        self._open.append((bracket, self._at))
        self._at += 1

    def _leave(self, node: Node) -> Node:
        self._open.pop()
        node.end = self._at
        return node

    def _next_entry(self, bracket: str, *, first: bool) -> bool:
        """Go to the next entry of the innermost object or array; False if it ends, after skipping its bracket."""
        self._skip()
        text, comma = self._text, -1
        while self._at < len(text) and text[self._at] in ",;":
            if text[self._at] == ";":
                message = "Unexpected `;`: JSON separates entries with commas."
                self._fault(message, self._at, self._at + 1, None, certain=True)
            elif comma >= 0 or first:
                help_ = "Remove it, or add the entry that is missing before it."
                self._fault("Unexpected comma: no entry before it.", self._at, self._at + 1, help_, certain=True)
            comma = self._at
            self._at += 1
            self._skip()
        if self._at >= len(text):
            self._truncated()
            return False
        char = text[self._at]
        if char in "}]":
            if comma >= 0 and not first:
                help_ = "Remove it: JSON does not allow a comma after the last entry."
                message = f"Unexpected comma before the closing `{char}`."
                self._faults.add(TRAILING_COMMA, message, comma, comma + 1, help_, certain=True)
            return self._close(char, bracket)
        if comma < 0 and not first:
            self._fault(
                "A comma is missing here.", self._at, self._at + 1, "Add one between the two entries.", certain=True
            )
        return True

    def _close(self, char: str, bracket: str) -> bool:
        if char == _CLOSERS[bracket]:
            self._at += 1
            return False
        outer = any(_CLOSERS[opened] == char for opened, _ in self._open[:-1])
        self._fault(
            f"Unexpected `{char}`: the `{bracket}` on line "
            f"{self._text.count(chr(10), 0, self._open[-1][1]) + 1} must be closed by `{_CLOSERS[bracket]}`.",
            self._at,
            self._at + 1,
            "Check that the brackets match.",
            certain=False,
        )
        if not outer:
            self._at += 1
        return False

    def _truncated(self) -> None:
        if self._cut_off:
            return
        self._cut_off = True
        if self._faults.found and self._faults.found[-1].end >= len(self._text.rstrip()):
            return  # an unclosed string has already been reported
        missing = "".join(_CLOSERS[bracket] for bracket, _ in reversed(self._open))
        self._fault(
            f"The body ends before it is complete: `{missing}` is missing.",
            max(len(self._text.rstrip()) - 1, 0),
            len(self._text.rstrip()),
            "Add the missing brackets. If the text was cut off, the client's Content-Length may be too small.",
            certain=False,
        )


def _refuse_constant(name: str) -> NoReturn:
    raise _NotPlainError(name)


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _NotPlainError
    return value
