"""The baseline file of a run: which findings are known, and writing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.diagnostics import Diagnostic
from architrave.diagnostics.baseline import (
    BadBaselineError,
    Baseline,
    Compared,
    Key,
    baseline_of,
    compare,
    read_baseline,
    updated,
)
from architrave.local.linting.faults import CannotLintError, write_bytes
from architrave.local.linting.settings import relative
from architrave.local.sources import CannotReadFileError, read_source


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """A baseline with its file. `was_checked` tells whether a rule was checked in a file in this run."""

    path: str
    was_checked: Callable[[Path, str], bool]

    def compare(self, findings: list[Diagnostic]) -> Compared:
        """The findings that are not in the baseline. Raises CannotLintError if it cannot be read."""
        return compare(findings, self._read(), name=self._name, is_checked=self._is_checked)

    def write(self, findings: list[Diagnostic]) -> Mapping[Key, int]:
        """Writes all findings into the file. Entries for files that were not checked are kept."""
        old = self._read() if Path(self.path).exists() else Baseline({})
        new = updated(old, baseline_of(findings, self._name), is_checked=self._is_checked)
        # What UTF-8 cannot hold is written as JSON's own escape.
        write_bytes(self.path, new.to_text().encode("utf-8", "backslashreplace"))
        return new.counts

    def _read(self) -> Baseline:
        try:
            return read_baseline(read_source(self.path, "the baseline").text)
        except CannotReadFileError as problem:
            raise CannotLintError(f"{problem} Write it with --write-baseline {self.path}.") from None
        except BadBaselineError as problem:
            raise CannotLintError(f"{self.path} is not a baseline: {problem}.") from None

    def _name(self, file: str) -> str:
        return file if file.startswith("<") else relative(file, self._folder)

    def _is_checked(self, key: Key) -> bool:
        file = Path(self._folder, key[0])
        try:
            return self.was_checked(file.resolve(), key[1]) or not file.exists()
        except ValueError:  # no file can have this name
            return True

    @property
    def _folder(self) -> str:
        return str(Path(self.path).resolve().parent)
