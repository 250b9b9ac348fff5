# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# The engine has no type stubs.
"""What Java's String does with a pattern: `matches`, `replaceAll`, `replaceFirst`, `split`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.patterns.translation import BadPattern, translated

LONGEST_TEXT = 50_000
"""The maximum length of a text that a pattern is tried on, in characters."""

_CHARACTERS_PER_STEP = 16
"""A match may look through the whole rest of the text: it costs a step for this many characters."""

_GROUP = re.compile(r"\$(?:(\d)|\{([a-zA-Z][a-zA-Z0-9]*)\})|\\(.)|([$\\])", re.DOTALL)

Pay = Callable[[int], None]
"""Takes a number of steps from a budget, or raises Refused."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Each method takes a function that pays for its work.

    `size` is the number of instructions that it was compiled to.
    """

    source: str
    groups: int
    names: dict[str, int]
    compiled: Any
    size: int

    def matches(self, text: str, pay: Pay) -> bool:
        """Whether the whole text matches."""
        self._check(text, pay)
        return self._guarded(lambda: self.compiled.fullmatch(text)) is not None

    def finds(self, text: str, pay: Pay) -> bool:
        """Whether a part of the text matches."""
        self._check(text, pay)
        return self._guarded(lambda: self.compiled.search(text)) is not None

    def replaced(self, text: str, replacement: str, pay: Pay, *, most: int | None = None) -> str:
        """The text with its matches (at most `most`) replaced; `$1` and `${name}` stand for groups.

        Raises Refused for a replacement that names an unknown group, if there is a match.
        """
        parts: list[str | int] | None = None
        out: list[str] = []
        at = 0
        for count, found in enumerate(self._found(text, pay)):
            if count == most:
                break
            parts = self._replacement(replacement) if parts is None else parts
            out.append(text[at : found.start()])
            filled = "".join(part if isinstance(part, str) else found.group(part) or "" for part in parts)
            pay(len(filled))
            out.append(filled)
            at = found.end()
        return "".join([*out, text[at:]])

    def split(self, text: str, limit: int, pay: Pay) -> list[str]:
        """The parts between the matches. As in Java, at most `limit` parts; 0 drops empty parts at the end."""
        parts: list[str] = []
        at = 0
        for found in self._found(text, pay):
            if 0 < limit == len(parts) + 1:
                break
            if found.end() == 0:
                continue  # an empty match at the start gives no part
            parts.append(text[at : found.start()])
            at = found.end()
        if not parts and at == 0:
            return [text]
        parts.append(text[at:])
        while limit == 0 and parts and not parts[-1]:
            parts.pop()
        return parts

    def _found(self, text: str, pay: Pay) -> Iterator[Any]:
        self._check(text, pay)
        cost = 1 + len(text) // _CHARACTERS_PER_STEP
        found = self._guarded(lambda: self.compiled.finditer(text))
        before: Any = None
        for each in found:
            pay(cost)
            if each.span() != before:  # the engine repeats an empty match that is not where it began to look
                yield each
            before = each.span()

    def _check(self, text: str, pay: Pay) -> None:
        if len(text) > LONGEST_TEXT:
            raise Refused(f"The text is too long for a pattern: it has more than {LONGEST_TEXT:,} characters.")
        pay(len(text))

    def _guarded(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except UnicodeEncodeError:
            raise Refused(f"The text for the pattern {self.source!r} has half of a character.") from None

    def _replacement(self, written: str) -> list[str | int]:
        parts: list[str | int] = []
        at = 0
        while (found := _GROUP.search(written, at)) is not None:
            parts.append(written[at : found.start()])
            at = found.end()
            if found[1] is not None:
                number = int(found[1])
                while written[at : at + 1].isdecimal() and number * 10 + int(written[at]) <= self.groups:
                    number, at = number * 10 + int(written[at]), at + 1
                parts.append(self._group(number, f"${number}"))
            elif found[2] is not None:
                parts.append(self._group(self.names.get(found[2], -1), f"${{{found[2]}}}"))
            elif found[3] is not None:
                parts.append(found[3])
            else:
                raise Refused(
                    f"In the replacement {written!r}, “{found[4]}” is not a group. "
                    f"Write \\{found[4]} for the character."
                )
        return [*parts, written[at:]]

    def _group(self, number: int, written: str) -> int:
        if not 0 <= number <= self.groups:
            raise Refused(f"The pattern {self.source!r} has no group {written}.")
        return number


@lru_cache(maxsize=256)
def compile_pattern(source: str, flags: str = "") -> Pattern:
    """The pattern in a text, with Java's notation and flags. Results are cached. Raises BadPattern."""
    import re2  # deferred: few templates have a pattern

    rewritten = translated(source, flags)
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(rewritten.text, options)
    except (re2.error, UnicodeEncodeError) as problem:
        raise BadPattern(_said(problem)) from None
    return Pattern(source, rewritten.groups, rewritten.names, compiled, compiled.programsize)


def _said(problem: Exception) -> str:
    if isinstance(problem, UnicodeEncodeError):
        return "it has half of a character"
    first: Any = problem.args[0] if problem.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    if text.startswith("invalid repetition size"):
        return "a part repeats more than 1,000 times"
    return text
