"""The rules for a database that a user named, and for its location."""

from architrave.diagnostics import Provenance, Rule, Severity

STORE_IN_USE = Rule("store-in-use", "Another process is using the database", provenance=Provenance.ASSUMED)
STORE_READ_ONLY = Rule("store-read-only", "The database or its folder is not writable", provenance=Provenance.ASSUMED)
STORE_NEWER = Rule(
    "store-newer", "The database was made by a newer version of Architrave", provenance=Provenance.ASSUMED
)
STORE_FULL = Rule("store-full", "The disk that holds the database is full", provenance=Provenance.ASSUMED)
STORE_WITHOUT_LOG = Rule(
    "store-without-log",
    "The database was copied or moved without its log",
    severity=Severity.WARNING,
    provenance=Provenance.ASSUMED,
)
STORE_MIXED = Rule("store-mixed", "The database and its log are not of the same moment", provenance=Provenance.ASSUMED)
STORE_UNUSABLE = Rule("store-unusable", "The database cannot be opened", provenance=Provenance.ASSUMED)
