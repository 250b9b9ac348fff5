"""Findings in numbers: by severity, and by rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.rule import Rule, Severity

_ORDER = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """All findings of one rule with one severity, in reading order."""

    rule: Rule
    findings: tuple[Diagnostic, ...]

    @property
    def files(self) -> int:
        """In how many files it was found."""
        return len({item.file for item in self.findings})


def by_rule(findings: Iterable[Diagnostic]) -> list[RuleFindings]:
    """The findings by rule: errors first, then the most frequent."""
    groups: dict[tuple[str, Severity], list[Diagnostic]] = {}
    for item in findings:
        groups.setdefault((item.rule.slug, item.severity), []).append(item)
    summed = [RuleFindings(group[0].rule, tuple(group)) for group in groups.values()]
    return sorted(summed, key=lambda each: (_ORDER[each.rule.severity], -len(each.findings), each.rule.slug))


def number_of(findings: Iterable[Diagnostic], severity: Severity) -> int:
    """How many findings have this severity."""
    return sum(item.severity is severity for item in findings)


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 error`, `2 errors`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def summary_json(findings: Iterable[Diagnostic]) -> dict[str, Any]:
    """The numbers as JSON: `errors`, `warnings`, `infos`, and `rules` in the order of `by_rule`."""
    found = list(findings)
    return {
        "errors": number_of(found, Severity.ERROR),
        "warnings": number_of(found, Severity.WARNING),
        "infos": number_of(found, Severity.INFO),
        "rules": [
            {
                "rule": each.rule.slug,
                "severity": each.rule.severity.value,
                "findings": len(each.findings),
                "files": each.files,
            }
            for each in by_rule(found)
        ],
    }
