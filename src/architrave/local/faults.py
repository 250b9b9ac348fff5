"""The errors of a local platform. Their texts are for the user."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from architrave.definitions.rules import NO_ORGANIZATION
from architrave.diagnostics import Diagnostic, Source
from architrave.local.sources import rendered

if TYPE_CHECKING:
    from architrave.contract import CheckResult


class CannotOpenError(ValueError):
    """The organization, its replies or its database cannot be used.

    `diagnostics` are the problems that prevent it; the text shows the errors. `is_missing`: there is no such folder.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], *sources: Source) -> None:
        self.diagnostics = tuple(diagnostics)
        self.is_missing = any(fault.rule is NO_ORGANIZATION for fault in self.diagnostics)
        super().__init__(rendered((fault for fault in self.diagnostics if fault.is_error), *sources))


class EngineUnusableError(ValueError):
    """The requested engine cannot be used. The message says why and what to do."""


class CannotRunError(ValueError):
    """A flow cannot be run: it has errors, or Architrave does not run its type.

    `diagnostics` are the problems in its file. `refusal` says why a flow without errors cannot be run.
    """

    def __init__(
        self, name: str, diagnostics: Iterable[Diagnostic], source: Source, refusal: str | None = None
    ) -> None:
        self.name = name
        self.source = source
        self.diagnostics = tuple(diagnostics)
        self.refusal = refusal
        errors = sum(diagnostic.is_error for diagnostic in self.diagnostics)
        self.reason = refusal or f"Cannot run {name}: it has {errors} error{'s' if errors != 1 else ''}."
        self.shown = rendered(self.diagnostics, source)
        super().__init__("\n\n".join(filter(None, [self.shown, self.reason])))


class NoSuchFlowError(LookupError):
    """The organization has no flow with the given name, or more than one."""


class NoSuchActionError(LookupError):
    """A flow has no such action. The message suggests one."""


class BadExpressionError(ValueError):
    """An expression, or the name of a variable, cannot be used. The message shows every problem."""


class InputError(ValueError):
    """The inputs do not fit the flow. `problems` has a message for each wrong input."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class LaunchRejectedError(ValueError):
    """A launch was rejected. `result` has all problems; the text shows them."""

    def __init__(self, result: "CheckResult", source: Source) -> None:
        self.result = result
        self.diagnostics = result.diagnostics
        super().__init__(rendered(result.diagnostics, source))
