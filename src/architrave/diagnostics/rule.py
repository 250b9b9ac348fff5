"""Rules: the kinds of diagnostics. Each has a slug, a severity, a one-line summary, and a page."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a diagnostic is: an error stops the requested operation, a warning or an info does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Provenance(StrEnum):
    """How we know that the cloud behaves as a rule, function or action describes."""

    DOCUMENTED = "documented"
    RECORDED = "recorded"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of diagnostic. `slug` identifies it everywhere; `summary` is one sentence without a period."""

    slug: str
    summary: str
    severity: Severity = Severity.ERROR
    provenance: Provenance = Provenance.DOCUMENTED

    def page(self) -> str:
        """The rule's page as Markdown. Raises FileNotFoundError if there is no page, which is a bug in Architrave."""
        from importlib.resources import files  # slow to import, and needed only for pages

        return (files("architrave.diagnostics") / "pages" / f"{self.slug}.md").read_text(encoding="utf-8")
