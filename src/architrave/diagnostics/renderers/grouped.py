"""Many diagnostics for people: what is repeated is summed, with its first places; a summary by rule comes last.

Rare findings come first and in full, as `text` writes them. A rule that is found more often gets one block.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.renderers.text import HELP_WIDTH, Piece, excerpt, pieces_of, wrapped
from architrave.diagnostics.rule import Severity
from architrave.diagnostics.source import Source
from architrave.diagnostics.summary import RuleFindings, by_rule, counted
from architrave.diagnostics.visible import visible_line

Line = list[Piece]

_NAME = re.compile(r"`[^`\n]{1,120}`")
_NAMES = 12
"""How many names of further messages are listed."""

_SEVERITIES = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is shown: of one rule in full, of one file in full, messages of one rule, places of one message."""

    of_rule: int
    of_file: int
    messages: int
    places: int


def limits_for(files: int, per_file: int | None = None) -> Limits:
    """The limits for a number of files. For one file, nearly everything is shown."""
    if files > 1:
        return Limits(of_rule=3, of_file=per_file or 10, messages=5, places=3)
    return Limits(of_rule=10, of_file=per_file or 30, messages=per_file or 30, places=3)


def grouped_lines(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, Source],
    limits: Limits,
    width: int | None = None,
    *,
    in_file_order: bool = False,
    with_summary: bool = True,
) -> Iterator[Line]:
    """The lines, in pieces. `in_file_order` keeps the order of the findings; otherwise errors come first."""
    found = list(diagnostics)
    groups = by_rule(found)
    repeated = [group for group in groups if len(group.findings) > limits.of_rule]
    summed = {id_of(group) for group in repeated}
    rare = [item for item in found if (item.rule.slug, item.severity) not in summed]
    if not in_file_order:
        rare.sort(key=lambda item: _SEVERITIES[item.severity])
    yield from _rare_lines(rare, sources, limits, width)
    for group in repeated:
        yield from _group_lines(group, sources, limits, width)
        yield []
    if with_summary and len(found) > len(groups):
        yield from summary_lines(groups)
        yield []


def id_of(group: RuleFindings) -> tuple[str, Severity]:
    """What identifies a group: a rule may have several severities."""
    return group.rule.slug, group.rule.severity


def _rare_lines(
    found: Sequence[Diagnostic], sources: Mapping[str, Source], limits: Limits, width: int | None
) -> Iterator[Line]:
    hidden = _beyond(found, limits.of_file)
    skipped = {number for numbers in hidden.values() for number in numbers}
    for number, item in enumerate(found):
        if number not in skipped:
            yield from pieces_of(item, sources.get(item.file or ""), width)
            yield []
    for file, numbers in hidden.items():
        items = [found[number] for number in numbers]
        rules = ", ".join(f"{group.rule.slug} ({len(group.findings)})" for group in by_rule(items))
        text = f"{visible_line(file or '<input>')}: {counted(len(items), 'more problem')}: {rules}."
        for line in wrapped(text, width, "  "):
            yield [Piece("message", line)]
        yield []


def _beyond(found: Sequence[Diagnostic], limit: int) -> dict[str | None, list[int]]:
    """The numbers of the findings beyond the limit of each file; errors are shown before warnings."""
    by_file: dict[str | None, list[int]] = {}
    for number, item in enumerate(found):
        by_file.setdefault(item.file, []).append(number)
    return {
        file: sorted(numbers, key=lambda number: _SEVERITIES[found[number].severity])[limit:]
        for file, numbers in by_file.items()
        if len(numbers) > limit
    }


def _group_lines(
    group: RuleFindings, sources: Mapping[str, Source], limits: Limits, width: int | None
) -> Iterator[Line]:
    severity = group.rule.severity.value
    head = f"{severity}[{group.rule.slug}]"
    text = f"{head}: {group.rule.summary}: {times(len(group.findings))} in {counted(group.files, 'file')}."
    first, *rest = wrapped(text, width, "  ")
    yield [Piece(severity, head), Piece("message", first[len(head) :])]
    for line in rest:
        yield [Piece("message", line)]
    by_message: dict[str, list[Diagnostic]] = {}
    for item in group.findings:
        by_message.setdefault(item.message, []).append(item)
    ordered = sorted(by_message.values(), key=len, reverse=True)
    for number, items in enumerate(ordered[: limits.messages]):
        count = f" ({times(len(items))})" if len(items) > 1 else ""
        for line in wrapped(f"  {visible_line(items[0].message)}{count}", width, "    "):
            yield [Piece("source", line)]
        yield from _places(items, sources if number == 0 else {}, limits, width)
    others = ordered[limits.messages :]
    if others:
        for line in wrapped(f"  {_others(others)}", width or HELP_WIDTH, "    "):
            yield [Piece("source", line)]
    help_text = ordered[0][0].help
    if help_text:
        for line in wrapped(f"  help: {visible_line(help_text)}", width or HELP_WIDTH, "        "):
            yield [Piece("help", line)]


def _others(others: Sequence[Sequence[Diagnostic]]) -> str:
    """The messages that are not shown, by the names in them."""
    number = times(sum(map(len, others)))
    text = f"… and {counted(len(others), 'more message')} like these, {number}"
    names: Counter[str] = Counter()
    for items in others:
        # The last name of a message is what is wrong, as in "`wait` has no key `durations`".
        for name in _NAME.findall(items[0].message)[-1:]:
            names[name] += len(items)
    listed = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in names.most_common(_NAMES))
    return f"{text}: {visible_line(listed)}{', …' if len(names) > _NAMES else '.'}" if listed else f"{text}."


def _places(
    items: Sequence[Diagnostic], sources: Mapping[str, Source], limits: Limits, width: int | None
) -> Iterator[Line]:
    """The first places of findings with the same message; the first with its source line, if it is known."""
    for number, item in enumerate(items[: limits.places]):
        yield [Piece("margin", "    --> "), Piece("place", visible_line(place(item)))]
        source = sources.get(item.file or "")
        if number == 0 and source is not None and item.start is not None:
            for line in excerpt(source, item.start, item.end, width):
                yield [Piece("margin", "  "), *line]
    more = items[limits.places :]
    if more:
        files = len({item.file for item in more})
        yield [Piece("margin", f"    … and {counted(len(more), 'more place')} in {counted(files, 'file')}")]


def place(item: Diagnostic) -> str:
    """File, line and column."""
    start = "" if item.start is None else f":{item.start.line}:{item.start.column}"
    return f"{item.file or '<input>'}{start}"


def times(number: int) -> str:
    """How often, in words."""
    return "once" if number == 1 else f"{number:,} times"


def summary_lines(groups: Sequence[RuleFindings]) -> Iterator[Line]:
    """A table with a row for each rule."""
    widest = max((len(group.rule.slug) for group in groups), default=0)
    largest = max((len(f"{len(group.findings):,}") for group in groups), default=0)
    yield [Piece("message", "By rule:")]
    for group in groups:
        severity = group.rule.severity.value
        number = f"{len(group.findings):,}".rjust(largest)
        text = f"  {group.rule.slug.ljust(widest)}  {number} in {counted(group.files, 'file')}"
        yield [Piece("margin", "  "), Piece(severity, f"{severity:<7}"), Piece("source", text)]
