"""Baselines: files that list known findings, so that only new ones fail.

A finding is identified by its file, rule and message, with the number of times that it occurs, and not by its line: it
stays known when lines move.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from architrave.diagnostics.diagnostic import Diagnostic

VERSION = 1

Key = tuple[str, str, str]
"""What identifies a finding: file, rule, message."""

_LINE = re.compile(r"\bline \d+\b")


class BadBaselineError(ValueError):
    """A text is not a baseline. The message says why."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings, with the number of times that each occurs."""

    counts: Mapping[Key, int]

    def to_text(self) -> str:
        """The baseline as a file: sorted, one finding per line, without anything that changes from run to run."""
        files: dict[str, dict[str, dict[str, int]]] = {}
        for (file, rule, message), count in sorted(self.counts.items()):
            files.setdefault(file, {}).setdefault(rule, {})[message] = count
        return json.dumps({"version": VERSION, "files": files}, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings compared with a baseline: the new ones, how many are known, and the entries that no longer occur."""

    new: list[Diagnostic]
    known: int
    gone: Mapping[Key, int]


def key_of(item: Diagnostic, name: Callable[[str], str]) -> Key:
    """What identifies a finding. `name` gives the name of its file in the baseline."""
    return name(item.file or ""), item.rule.slug, _LINE.sub("line N", item.message)


def baseline_of(findings: Iterable[Diagnostic], name: Callable[[str], str]) -> Baseline:
    """A baseline with all of these findings."""
    return Baseline(Counter(key_of(item, name) for item in findings))


def read_baseline(text: str) -> Baseline:
    """The baseline in a text. Raises BadBaselineError."""
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBaselineError(f"it is not JSON ({error})") from None
    if not isinstance(document, dict) or "files" not in document:
        raise BadBaselineError("it has no `files`")
    read = cast("dict[str, Any]", document)
    if read.get("version") != VERSION:
        raise BadBaselineError(f"its version is {json.dumps(read.get('version'))}, but only version {VERSION} is known")
    counts: dict[Key, int] = {}
    for file, rules in _members(read["files"], "files"):
        for rule, messages in _members(rules, file):
            for message, count in _members(messages, f"{file}, {rule}"):
                if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                    raise BadBaselineError(f"the number of a finding is not a positive whole number: {file}, {rule}")
                counts[file, rule, message] = count
    return Baseline(counts)


def _members(value: Any, where: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise BadBaselineError(f"expected an object: {where}")
    return cast("dict[str, Any]", value).items()


def compare(
    findings: Iterable[Diagnostic],
    baseline: Baseline,
    *,
    name: Callable[[str], str],
    is_checked: Callable[[Key], bool],
) -> Compared:
    """The findings that are not in the baseline, and the entries that were checked and no longer occur."""
    left = dict(baseline.counts)
    new: list[Diagnostic] = []
    known = 0
    for item in findings:
        key = key_of(item, name)
        if left.get(key, 0) > 0:
            left[key] -= 1
            known += 1
        else:
            new.append(item)
    return Compared(new, known, {key: count for key, count in left.items() if count and is_checked(key)})


def updated(old: Baseline, new: Baseline, *, is_checked: Callable[[Key], bool]) -> Baseline:
    """A new baseline that keeps the entries of an old one that were not checked this time."""
    kept = {key: count for key, count in old.counts.items() if not is_checked(key)}
    return Baseline({**kept, **new.counts})
