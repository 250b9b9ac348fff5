"""The rules of launch requests."""

from architrave.diagnostics import Rule

MALFORMED_JSON = Rule("malformed-json", "The body is not JSON")
