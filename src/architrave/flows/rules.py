"""The rules about flow files, in the order in which a flow is read."""

from architrave.diagnostics import Provenance, Rule

_ASSUMED = Provenance.ASSUMED

# The text.
YAML_SYNTAX = Rule("yaml-syntax", "The file is not well-formed YAML")
YAML_FEATURE = Rule("yaml-feature", "Anchors, aliases, merge keys and tags are not read", provenance=_ASSUMED)
YAML_KEY = Rule("yaml-key", "A key must be a text")
YAML_DOCUMENTS = Rule("yaml-documents", "A flow file holds one document", provenance=_ASSUMED)
YAML_TOO_DEEP = Rule("yaml-too-deep", "The document is nested too deeply", provenance=_ASSUMED)
YAML_TOO_LARGE = Rule("yaml-too-large", "The file is larger than the cloud takes")
DUPLICATE_KEY = Rule("duplicate-key", "A key stands twice in one object")

# Substitutions.
BAD_OPTIONS = Rule("bad-options", "An options file is a map of keys to texts, numbers or booleans")
UNRESOLVED_SUBSTITUTION = Rule("unresolved-substitution", "A placeholder has no value")
