"""The rules about a database and its location."""

from architrave.diagnostics import Provenance, Rule

STORE_IN_USE = Rule("store-in-use", "The database belongs to another running process", provenance=Provenance.ASSUMED)
STORE_READ_ONLY = Rule("store-read-only", "The database or its folder cannot be written", provenance=Provenance.ASSUMED)
STORE_NEWER = Rule(
    "store-newer", "The database was made by a newer version of Architrave", provenance=Provenance.ASSUMED
)
STORE_FULL = Rule("store-full", "The disk under the database is full", provenance=Provenance.ASSUMED)
STORE_UNUSABLE = Rule("store-unusable", "The database cannot be opened", provenance=Provenance.ASSUMED)
