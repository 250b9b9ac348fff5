"""Why an execution is parked: it cannot go on here, and nothing of it is lost."""

from architrave.diagnostics import Provenance, Rule

JOURNAL_DIVERGED = Rule(
    "journal-diverged", "An execution's journal does not fit its flow", provenance=Provenance.ASSUMED
)
PROGRAM_GONE = Rule("program-gone", "The flow version that an execution runs is gone", provenance=Provenance.ASSUMED)
OTHER_SEMANTICS = Rule(
    "other-semantics", "An execution was begun by a version that computes differently", provenance=Provenance.ASSUMED
)
COMPUTES_TOO_LONG = Rule(
    "computes-too-long", "An execution computes for minutes between two effects", provenance=Provenance.ASSUMED
)
ENGINE_ADDRESS = Rule("engine-address", "The engine's address cannot be read", provenance=Provenance.ASSUMED)
