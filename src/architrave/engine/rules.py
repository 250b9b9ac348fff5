"""The reasons to park an execution: it cannot continue here, but nothing is lost."""

from architrave.diagnostics import Provenance, Rule

JOURNAL_DIVERGED = Rule(
    "journal-diverged", "An execution's journal does not match its flow", provenance=Provenance.ASSUMED
)
PROGRAM_GONE = Rule("program-gone", "The flow version of an execution no longer exists", provenance=Provenance.ASSUMED)
OTHER_SEMANTICS = Rule(
    "other-semantics", "An execution was started by a version that computes differently", provenance=Provenance.ASSUMED
)
COMPUTES_TOO_LONG = Rule(
    "computes-too-long", "An execution computes for too long between two effects", provenance=Provenance.ASSUMED
)
ENGINE_ADDRESS = Rule("engine-address", "The engine address is not valid", provenance=Provenance.ASSUMED)
