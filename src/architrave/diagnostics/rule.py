"""Rules: the kinds of diagnostics. Each has a slug, a severity, a one-line summary, and a page of its own."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a diagnostic is: an error stops the thing asked for, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Provenance(StrEnum):
    """How we know that the cloud behaves as a rule, function or action says."""

    DOCUMENTED = "documented"
    RECORDED = "recorded"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of diagnostic. `slug` names it everywhere; `summary` is one sentence without a full stop."""

    slug: str
    summary: str
    severity: Severity = Severity.ERROR
    provenance: Provenance = Provenance.DOCUMENTED

    def page(self) -> str:
        """The rule's page as Markdown. Raises FileNotFoundError for a rule that has none, which is our own bug."""
        from importlib.resources import files  # slow to import, and only pages need it

        return (files("architrave.diagnostics") / "pages" / f"{self.slug}.md").read_text(encoding="utf-8")
