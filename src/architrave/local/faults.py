"""What a local platform cannot do, as errors whose text is for the person who asked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from architrave.diagnostics import Diagnostic, Source
from architrave.local.sources import rendered

if TYPE_CHECKING:
    from architrave.contract import CheckResult


class CannotOpenError(ValueError):
    """The organization, its replies or its database cannot be used.

    `diagnostics` say why; the text shows the errors among them.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], *sources: Source) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(rendered((fault for fault in self.diagnostics if fault.is_error), *sources))


class EngineUnusableError(ValueError):
    """The engine that was asked for cannot be had. The message says why and what to do."""


class CannotRunError(ValueError):
    """A flow cannot be run: it is not there, has errors, is of a type that is not run, or is given wrong inputs.

    `diagnostics` are those of reading it. `refusal` says why a flow without errors is not run.
    """

    def __init__(
        self, name: str, diagnostics: Iterable[Diagnostic], source: Source, refusal: str | None = None
    ) -> None:
        self.name = name
        self.diagnostics = tuple(diagnostics)
        self.refusal = refusal
        errors = sum(diagnostic.is_error for diagnostic in self.diagnostics)
        self.reason = refusal or f"{name} was not run: it has {errors} error{'s' if errors != 1 else ''}."
        self.shown = rendered(self.diagnostics, source)
        super().__init__("\n\n".join(filter(None, [self.shown, self.reason])))


class NoSuchFlowError(LookupError):
    """The organization has no flow, or no single one, of the name that was given."""


class InputError(ValueError):
    """Inputs that a flow does not take. `problems` has a sentence for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class LaunchRejectedError(ValueError):
    """A launch was rejected. `result` has every problem; the text shows them all."""

    def __init__(self, result: "CheckResult", source: Source) -> None:
        self.result = result
        self.diagnostics = result.diagnostics
        super().__init__(rendered(result.diagnostics, source))
