"""Comments that suppress findings: `# architrave: ignore[rule]`, with several rules separated by commas.

At the end of a line, a comment applies to findings on that line. On a line of its own, it applies to the next line that
is neither empty nor a comment. If a value of several lines starts on that line, it applies to all of them.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.rule import Rule
from architrave.diagnostics.rules import BAD_IGNORE, UNUSED_IGNORE
from architrave.diagnostics.source import Source
from architrave.diagnostics.suggest import did_you_mean

MARK = "architrave:"
"""A text without this word, in any case, contains no such comment."""

_COMMENT = re.compile(r"(?<!\S)#[ \t]*architrave:[ \t]*(?P<word>[\w-]*)[ \t]*(?P<rules>\[[^\]\n]*\])?", re.IGNORECASE)
_RULE = re.compile(r"[^\s,\[\]]+")
_WORD = "ignore"
_MEANT = (_WORD, "ignores", "ignore-line", "ignore-next-line", "ignore-file", "disable", "suppress", "noqa", "skip")
_FORM = "Write `# architrave: ignore[RULE]`, several rules separated by commas."


class Lines(Protocol):
    """The values of a text by place: where a comment can be, and on which line a value ends."""

    def is_outside(self, offset: int) -> bool:
        """Whether an offset is outside of all values."""
        ...

    def last_line(self, line: int) -> int:
        """The last line of the value that starts on a line."""
        ...


@dataclass(frozen=True, slots=True)
class Ignore:
    """One rule in a comment. `start` and `end` are its offsets; it applies to findings on `line` to `last`."""

    slug: str
    start: int
    end: int
    line: int
    last: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The result of `suppress`: the findings that are left, with those about the comments, and how many are not."""

    left: list[Diagnostic]
    suppressed: int


def suppress(
    findings: Iterable[Diagnostic],
    source: Source,
    *,
    rules: Collection[str],
    lines: Lines,
    unchecked: Collection[str] = (),
) -> Suppressed:
    """The findings of a source without those that its comments suppress.

    `rules` are the slugs that exist. A rule that suppresses nothing is reported, unless it is `unchecked`, which means
    that it was not checked this time.
    """
    ignores, faults = ignores_of(source, rules, lines)
    by_place = {(line, item.slug): item for item in reversed(ignores) for line in range(item.line, item.last + 1)}
    left: list[Diagnostic] = []
    used: set[Ignore] = set()
    suppressed = 0
    for item in findings:
        is_here = item.start is not None and item.file in (None, source.name)
        found = by_place.get((item.start.line, item.rule.slug)) if is_here and item.start else None
        if found is None:
            left.append(item)
        else:
            used.add(found)
            suppressed += 1
    faults += [
        _fault(source, UNUSED_IGNORE, f"No `{item.slug}` is found on line {item.line}.", item.start, item.end, _UNUSED)
        for item in ignores
        if item not in used and item.slug not in unchecked
    ]
    return Suppressed(left + faults, suppressed)


_UNUSED = "Remove the rule from the comment, or move the comment to the line of the finding."


def ignores_of(source: Source, rules: Collection[str], lines: Lines) -> tuple[list[Ignore], list[Diagnostic]]:
    """The comments in a source, and what is wrong with them."""
    ignores: list[Ignore] = []
    faults: list[Diagnostic] = []
    for match in _COMMENT.finditer(source.text) if MARK in source.text.lower() else ():
        word = match["word"]
        if not lines.is_outside(match.start()):
            continue
        if word.lower() != _WORD or not match["rules"] or not _RULE.search(match["rules"]):
            if did_you_mean(word, _MEANT) is not None:
                message = f"`{match[0]}` suppresses nothing."
                faults.append(_fault(source, BAD_IGNORE, message, match.start(), match.end(), _FORM))
            continue
        line = _line_of(source, match.start())
        for rule in _RULE.finditer(match["rules"]):
            slug = rule[0]
            start = match.start("rules") + rule.start()
            if slug in rules:
                ignores.append(Ignore(slug, start, start + len(slug), line, lines.last_line(line)))
            else:
                near = did_you_mean(slug, rules)
                help_text = f"Did you mean `{near}`?" if near else "Run `architrave explain` to list all rules."
                message = f"There is no rule `{slug}`."
                faults.append(_fault(source, BAD_IGNORE, message, start, start + len(slug), help_text))
    return ignores, faults


def _line_of(source: Source, offset: int) -> int:
    """The line to which a comment at this offset applies."""
    position = source.position(offset)
    if source.line(position.line)[: position.column - 1].strip():
        return position.line
    line = position.line + 1
    last = source.position(len(source.text)).line
    while line < last and (not (text := source.line(line).strip()) or text.startswith("#")):
        line += 1
    return line


def _fault(source: Source, rule: Rule, message: str, start: int, end: int, help_text: str) -> Diagnostic:
    place = source.position(start), source.position(end)
    return Diagnostic(rule, message, source.name, None, *place, help=help_text)
