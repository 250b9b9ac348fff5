"""The rules that can be found in any file: bugs in Architrave, and comments that suppress findings."""

from architrave.diagnostics.rule import Provenance, Rule, Severity

UNUSED_IGNORE = Rule(
    "unused-ignore", "A comment suppresses a finding that does not occur", Severity.WARNING, Provenance.ASSUMED
)
BAD_IGNORE = Rule(
    "bad-ignore", "A comment that suppresses findings names no rule that exists", Severity.WARNING, Provenance.ASSUMED
)
INTERNAL_FAULT = Rule(
    "internal-fault", "Architrave has a bug that keeps it from reading a file", provenance=Provenance.ASSUMED
)
