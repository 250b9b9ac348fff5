"""The diagnostic itself, and the smaller fault that a reader of a bare text returns."""

from dataclasses import dataclass
from typing import Any

from architrave.diagnostics.rule import Rule, Severity
from architrave.diagnostics.source import Position, Source

JsonPatch = list[dict[str, Any]]
"""An RFC 6902 JSON Patch: a list of operations on the document that was judged."""


@dataclass(frozen=True, slots=True)
class TextFault:
    """A fault in a bare text, by offsets, before anyone knows which file the text stands in.

    `start` and `end` are 0-based code point offsets, `end` exclusive.
    """

    rule: Rule
    message: str
    start: int
    end: int
    help: str | None = None

    def at(self, source: Source) -> "Diagnostic":
        """This fault as a diagnostic of a source that holds just this text."""
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

    `message` says what is wrong, in a sentence; `help` how to mend it. `file` is the name of the source, `pointer`
    the JSON pointer into its document (`""` is the whole document, None where the fault lies outside it), `start`
    and `end` the place in its text, `end` exclusive. `fix` is a JSON Patch, only where it cannot be wrong.
    """

    rule: Rule
    message: str
    file: str | None = None
    pointer: str | None = None
    start: Position | None = None
    end: Position | None = None
    help: str | None = None
    fix: JsonPatch | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity

    @property
    def is_error(self) -> bool:
        """Whether it stops what was asked for."""
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
