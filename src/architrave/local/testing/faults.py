"""What stops tests: paths without tests, and files that cannot be run."""

from collections.abc import Iterable

from architrave.diagnostics import Diagnostic


class CannotTestError(ValueError):
    """There is nothing to test. The message says why, and what to do."""


class UnusableError(ValueError):
    """The flow or the organization of a test file cannot be used. `diagnostics` say why."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(each.message for each in self.diagnostics))
