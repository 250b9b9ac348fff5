"""The rules for comments that suppress findings."""

from architrave.diagnostics.rule import Provenance, Rule, Severity

UNUSED_IGNORE = Rule(
    "unused-ignore", "A comment suppresses a finding that does not occur", Severity.WARNING, Provenance.ASSUMED
)
BAD_IGNORE = Rule(
    "bad-ignore", "A comment that suppresses findings names no rule that exists", Severity.WARNING, Provenance.ASSUMED
)
