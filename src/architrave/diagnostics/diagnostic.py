"""The diagnostic itself, and the simpler `TextFault` that a reader of plain text returns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from architrave.diagnostics.rule import Rule, Severity
from architrave.diagnostics.source import Position, Source

JsonPatch = list[dict[str, Any]]
"""An RFC 6902 JSON Patch: a list of operations on the document that was checked."""


@dataclass(frozen=True, slots=True)
class TextFault:
    """A problem in plain text, by offsets, before it is known which file contains the text.

    `start` and `end` are 0-based code point offsets, `end` exclusive. `instead` is the text to write there, set only if
    it is certainly right.
    """

    rule: Rule
    message: str
    start: int
    end: int
    help: str | None = None
    instead: str | None = None

    def at(self, source: Source) -> "Diagnostic":
        """This fault as a diagnostic for a source that contains only this text."""
        return Diagnostic(
            self.rule,
            self.message,
            file=source.name,
            start=source.position(self.start),
            end=source.position(self.end),
            help=self.help,
        )


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing wrong with something that a person wrote.

    `message` says in one sentence what is wrong, `help` how to fix it. `file` is the name of the source, `pointer` the
    JSON pointer into its document (`""` for the whole document, None if the problem is outside it). `start` and `end`
    are the place in its text, `end` exclusive. `fix` is a JSON Patch, set only if it is certainly right. `missing` is
    the key that the object at `pointer` lacks.
    """

    rule: Rule
    message: str
    file: str | None = None
    pointer: str | None = None
    start: Position | None = None
    end: Position | None = None
    help: str | None = None
    fix: JsonPatch | None = None
    missing: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity

    @property
    def is_error(self) -> bool:
        """Whether it stops the requested operation."""
        return self.rule.severity is Severity.ERROR

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape of a diagnostic."""
        return {
            "rule": self.rule.slug,
            "severity": self.rule.severity.value,
            "message": self.message,
            "file": self.file,
            "pointer": self.pointer,
            "start": _position_json(self.start),
            "end": _position_json(self.end),
            "help": self.help,
            "fix": self.fix,
        }


def _position_json(position: Position | None) -> dict[str, int] | None:
    return None if position is None else {"line": position.line, "column": position.column}


def sort_key(diagnostic: Diagnostic) -> tuple[str, Position]:
    """The reading order: by file, then by place."""
    return diagnostic.file or "", diagnostic.start or Position(0, 0)


def each_once(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics without those that say the same about the same place again."""
    found = {
        (each.rule.slug, each.file, each.pointer, each.start, each.message): each for each in reversed([*diagnostics])
    }
    return tuple(reversed(found.values()))
