"""Rewrites a regular expression in Java's notation to RE2's, or says why it cannot be.

Approximated, since RE2 has no look-around: `$` and `\\Z` match only at the end of the text, not before a line break
there, and `\\b` knows only ASCII letters.
"""

import re
from dataclasses import dataclass, replace

from architrave.templates.patterns.characters import BY_LETTER, CONTROLS, LINE_BREAKS, literal, named

LONGEST_PATTERN = 2_000
_DEEPEST = 50

_QUANTIFIER = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}")
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")
_GROUP_NAME = re.compile(r"\(\?<([a-zA-Z][a-zA-Z0-9]*)>")
_LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!")
_KNOWN_FLAGS = frozenset("idmsuxU")


class BadPattern(Exception):  # noqa: N818 - becomes a fault or a refusal
    """The pattern is not valid, or uses something that cannot be matched in linear time. The message says what."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A pattern in RE2's notation. `names` are the numbers of its named groups."""

    text: str
    groups: int
    names: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Flags:
    any_character: bool = False
    comments: bool = False


def translated(source: str, flags: str = "") -> Translated:
    """A pattern in RE2's notation. `flags` are Java's letters: `i`, `m`, `s`, `x`. Raises BadPattern."""
    if len(source) > LONGEST_PATTERN:
        raise BadPattern(f"it is longer than {LONGEST_PATTERN:,} characters")
    unknown = set(flags) - _KNOWN_FLAGS
    if unknown:
        raise BadPattern(f"unknown flag {min(unknown)}")
    reader = _Reader(source)
    body = reader.alternatives(_Flags("s" in flags, "x" in flags), 0)
    if reader.at < len(source):
        raise BadPattern("unexpected “)”")
    passed = "".join(flag for flag in "im" if flag in flags)
    return Translated(f"(?{passed}){body}" if passed else body, reader.groups, reader.names)


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self.at = 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def alternatives(self, flags: _Flags, depth: int) -> str:
        """Everything up to the end or an unmatched closing parenthesis."""
        if depth > _DEEPEST:
            raise BadPattern("it is nested too deeply")
        out: list[str] = []
        while self.at < len(self._source):
            character = self._source[self.at]
            if character == ")":
                break
            if flags.comments and (character.isspace() or character == "#"):
                self._skip_comment(character)
                continue
            if character == "|" or character == "^":
                self.at += 1
                out.append(character)
                continue
            found = _FLAGS.match(self._source, self.at)
            if found is not None and found[3] == ")":
                self.at = found.end()
                flags, passed = _with_flags(flags, found)
                out.append(f"(?{passed})" if passed else "")
                continue
            out.append(self._piece(character, flags, depth) + self._quantifier(flags))
        return "".join(out)

    def _skip_comment(self, character: str) -> None:
        self.at += 1
        if character == "#":
            end = self._source.find("\n", self.at)
            self.at = len(self._source) if end < 0 else end + 1

    def _piece(self, character: str, flags: _Flags, depth: int) -> str:
        """One thing that can be repeated."""
        match character:
            case "(":
                return self._group(flags, depth)
            case "[":
                return f"[{self._class(0)}]"
            case "\\":
                return self._escape()
            case ".":
                self.at += 1
                return r"[\x00-\x{10FFFF}]" if flags.any_character else f"[^{LINE_BREAKS}]"
            case "$":
                self.at += 1
                return "$"
            case "*" | "+" | "?":
                raise BadPattern(f"nothing to repeat before “{character}”")
            case "{":
                raise BadPattern("“{” without a number: write \\{ for the character")
            case _:
                self.at += 1
                return literal(ord(character))

    def _group(self, flags: _Flags, depth: int) -> str:
        start, opened = self.at, "("
        if self._source.startswith(_LOOK_AROUND, start):
            raise BadPattern("look-ahead and look-behind are not supported")
        if self._source.startswith("(?>", start):
            raise BadPattern("atomic groups are not supported")
        name = _GROUP_NAME.match(self._source, start)
        inner = _FLAGS.match(self._source, start)
        if name is not None:
            self.groups += 1
            if name[1] in self.names:
                raise BadPattern(f"two groups have the name {name[1]}")
            self.names[name[1]] = self.groups
            self.at = name.end()
        elif inner is not None:
            flags, passed = _with_flags(flags, inner)
            opened = f"(?{passed}:"
            self.at = inner.end()
        elif self._source.startswith("(?", start):
            raise BadPattern("unknown group “(?”")
        else:
            self.groups += 1
            self.at += 1
        body = self.alternatives(flags, depth + 1)
        if self.at >= len(self._source):
            raise BadPattern("a group is not closed")
        self.at += 1
        return f"{opened}{body})"

    def _quantifier(self, flags: _Flags) -> str:
        while flags.comments and self.at < len(self._source) and self._source[self.at].isspace():
            self.at += 1
        found = _QUANTIFIER.match(self._source, self.at)
        if found is None:
            return ""
        self.at = found.end()
        after = self._source[self.at : self.at + 1]
        if after == "+":
            raise BadPattern("possessive quantifiers are not supported")
        if after == "?":
            self.at += 1
            return f"{found[0]}?"
        if after and after in "*{":
            raise BadPattern(f"nothing to repeat before “{after}”")
        return found[0]

    # -- escapes -------------------------------------------------------------------------------------------------

    def _escape(self) -> str:
        letter = self._source[self.at + 1 : self.at + 2]
        if letter in BY_LETTER and letter:
            self.at += 2
            return f"[{BY_LETTER[letter]}]"
        if letter in {"p", "P"}:
            return f"[{self._property()}]"
        if letter == "Q":
            return self._quoted()
        simple = {"b": r"\b", "B": r"\B", "A": r"\A", "z": r"\z", "Z": r"\z", "R": f"(?:\\r\\n|[{BY_LETTER['v']}])"}
        if letter in simple:
            self.at += 2
            return simple[letter]
        if (letter.isdigit() and letter != "0") or letter == "k":
            raise BadPattern("back references are not supported")
        if letter in {"G", "X", "N"}:
            raise BadPattern(f"\\{letter} is not supported")
        return self._character()

    def _quoted(self) -> str:
        end = self._source.find("\\E", self.at + 2)
        text = self._source[self.at + 2 : end if end >= 0 else len(self._source)]
        self.at = len(self._source) if end < 0 else end + 2
        if len(text) > 1:
            # A quantifier repeats only the last character of the quotation.
            return "".join(literal(ord(character)) for character in text)
        return literal(ord(text)) if text else "(?:)"

    def _property(self) -> str:
        """`\\p{…}` and `\\P{…}` as the inside of a class."""
        found = re.compile(r"\\([pP])(?:\{(\^?)([A-Za-z_=]+)\}|([A-Z]))").match(self._source, self.at)
        inside = None if found is None else named(found[3] or found[4], negated=(found[1] == "P") != bool(found[2]))
        if found is None or inside is None:
            raise BadPattern(f"the property {self._source[self.at : self.at + 20]} is not supported")
        self.at = found.end()
        return inside

    def _character(self) -> str:
        """An escape for a single character."""
        source, start = self._source, self.at
        letter = source[start + 1 : start + 2]
        if not letter:
            raise BadPattern("it ends with a backslash")
        if letter in CONTROLS:
            self.at += 2
            return CONTROLS[letter]
        coded = re.compile(
            r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|0([0-3]?[0-7]{1,2})|c(.))", re.DOTALL
        ).match(source, start)
        if coded is not None:
            self.at = coded.end()
            digits = coded[1] or coded[2] or coded[3]
            code = int(digits, 16) if digits else int(coded[4], 8) if coded[4] else ord(coded[5]) ^ 64
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                raise BadPattern("an escape is not a character")
            return literal(code)
        if letter.isascii() and letter.isalpha():
            raise BadPattern(f"unknown escape \\{letter}")
        self.at += 2
        return literal(ord(letter))

    # -- classes -------------------------------------------------------------------------------------------------

    def _class(self, depth: int) -> str:
        """The inside of a class, with the classes in it joined to it."""
        source = self._source
        self.at += 1
        negated = source.startswith("^", self.at)
        if negated and depth:
            raise BadPattern("a negated class inside a class is not supported")
        self.at += negated
        out: list[str] = []
        while not source.startswith("]", self.at) or not out:
            if self.at >= len(source) or depth > _DEEPEST:
                raise BadPattern("a character class is not closed")
            if source.startswith("&&", self.at):
                raise BadPattern("intersections of classes (&&) are not supported")
            out.append(self._class(depth + 1) if source[self.at] == "[" else self._range())
        self.at += 1
        return ("^" if negated else "") + "".join(out)

    def _range(self) -> str:
        first, is_set = self._member()
        source = self._source
        follows = source[self.at + 1 : self.at + 2]
        if is_set or not source.startswith("-", self.at) or not follows or follows in "][":
            return first
        self.at += 1
        last, is_set = self._member()
        if is_set:
            raise BadPattern("a range of characters ends with a set")
        return f"{first}-{last}"

    def _member(self) -> tuple[str, bool]:
        """One member of a class, and whether it is a set of characters."""
        character = self._source[self.at]
        if character != "\\":
            self.at += 1
            return literal(ord(character)), False
        letter = self._source[self.at + 1 : self.at + 2]
        if letter in BY_LETTER and letter:
            self.at += 2
            return BY_LETTER[letter], True
        if letter in {"p", "P"}:
            return self._property(), True
        if letter == "Q":
            return self._quoted(), True
        return self._character(), False


def _with_flags(flags: _Flags, found: re.Match[str]) -> tuple[_Flags, str]:
    """The flags after `(?on-off)`, and the part that RE2 itself follows."""
    on, off = found[1] or "", found[2] or ""
    unknown = set(on + off) - _KNOWN_FLAGS
    if unknown:
        raise BadPattern(f"unknown flag {min(unknown)}")
    if "s" in on + off:
        flags = replace(flags, any_character="s" in on)
    if "x" in on + off:
        flags = replace(flags, comments="x" in on)
    passed = "".join(flag for flag in "im" if flag in on)
    dropped = "".join(flag for flag in "im" if flag in off)
    return flags, f"{passed}-{dropped}" if dropped else passed
