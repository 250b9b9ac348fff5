"""Settings of `lint`: which rules are reported, with which severity, and in which files.

They are in the `[lint]` table of architrave.toml, or under `lint:` in org.yaml.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from architrave.definitions.globs import matches
from architrave.definitions.lint_rules import LINT_RULES
from architrave.definitions.shapes import Fields, Listed, Named, Text
from architrave.diagnostics import Diagnostic, Severity
from architrave.diagnostics.rules import INTERNAL_FAULT

OFF = "off"

_RULE = Text(tuple(LINT_RULES), noun="rule")
_RULES = Listed(_RULE)
_SEVERITY = Text((*(severity.value for severity in Severity), OFF))


def lint_shape(per_file_ignores: str) -> Fields:
    """The shape of the settings. `per_file_ignores` is how that key is written in the file."""
    return Fields(
        {
            "select": _RULES,
            "ignore": _RULES,
            "severity": Fields(dict.fromkeys(LINT_RULES, _SEVERITY), noun="rule"),
            "exclude": Listed(Text()),
            per_file_ignores: Named(_RULES),
        }
    )


@dataclass(frozen=True, slots=True)
class LintSettings:
    """The settings. `select` is None for all rules; paths are relative to the folder of the settings."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict[str, Severity])
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...] = ()

    def excludes(self, path: str) -> bool:
        """Whether a file is not checked."""
        return any(matches(path, glob) for glob in self.exclude)

    def apply(self, findings: Iterable[Diagnostic], path: str) -> list[Diagnostic]:
        """The findings in a file that are reported, with the severities that are set.

        A bug in Architrave is always one of them: the file was not checked.
        """
        ignored = self.ignore.union(*(rules for glob, rules in self.per_file_ignores if matches(path, glob)))
        return [
            self._with_severity(item)
            for item in findings
            if item.rule is INTERNAL_FAULT
            or (item.rule.slug not in ignored and (self.select is None or item.rule.slug in self.select))
        ]

    def _with_severity(self, item: Diagnostic) -> Diagnostic:
        severity = None if item.rule is INTERNAL_FAULT else self.severity.get(item.rule.slug)
        return item if severity is None else replace(item, rule=replace(item.rule, severity=severity))

    def with_rules(self, select: Iterable[str], ignore: Iterable[str]) -> "LintSettings":
        """The settings with rules from the command line: `select` replaces the selection, `ignore` adds to it."""
        chosen = frozenset(select)
        return replace(self, select=chosen or self.select, ignore=(self.ignore - chosen) | frozenset(ignore))


def lint_settings(raw: Mapping[str, Any], per_file_ignores: str) -> LintSettings:
    """The settings in values that `lint_shape` has read."""
    severity: dict[str, str] = {rule: value for rule, value in _map(raw, "severity").items() if value is not None}
    select = raw.get("select")
    return LintSettings(
        select=None if select is None else _rules(select),
        ignore=_rules(raw.get("ignore")) | {rule for rule, value in severity.items() if value == OFF},
        severity={rule: Severity(value) for rule, value in severity.items() if value != OFF},
        exclude=tuple(_present(raw.get("exclude"))),
        per_file_ignores=tuple((glob, _rules(rules)) for glob, rules in _map(raw, per_file_ignores).items()),
    )


def _map(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    return raw.get(key) or {}


def _present(names: Iterable[str | None] | None) -> list[str]:
    return [name for name in names or () if name]


def _rules(names: Iterable[str | None] | None) -> frozenset[str]:
    return frozenset(_present(names))
