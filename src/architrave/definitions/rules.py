"""The rules about an organization's folder, in the order in which its files are read."""

from architrave.diagnostics import Provenance, Rule, Severity

_ASSUMED = Provenance.ASSUMED
_RECORDED = Provenance.RECORDED
_WARNING = Severity.WARNING

NO_ORGANIZATION = Rule("no-organization", "The folder of the organization cannot be read", provenance=_ASSUMED)
NOT_TEXT = Rule("not-text", "A file of an organization cannot be read as UTF-8 text", provenance=_ASSUMED)
UNKNOWN_SETTING = Rule("unknown-setting", "org.yaml has no such key here", provenance=_ASSUMED)
MISSING_SETTING = Rule("missing-setting", "org.yaml lacks a key that is needed here", provenance=_ASSUMED)
WRONG_SETTING = Rule("wrong-setting", "A value in org.yaml is not of the kind that its key takes", provenance=_ASSUMED)
MISSING_ENVIRONMENT = Rule(
    "missing-environment-variable", "An environment variable that org.yaml names is not set", provenance=_ASSUMED
)
DUPLICATE_ID = Rule("duplicate-id", "Two things of one kind have the same id")
UNKNOWN_ROLE = Rule("unknown-role", "A role that is given to somebody is not defined")
UNKNOWN_PERMISSION = Rule("unknown-permission", "A role grants a permission that does not exist", _WARNING)
UNKNOWN_REFERENCE = Rule("unknown-reference", "A thing names another that the organization does not have")
DUPLICATE_FLOW = Rule("duplicate-flow", "Two files hold a flow of the same type and name, or with the same id")
UNKNOWN_PIN = Rule("unknown-pin", "org.yaml says something of a flow that no file holds", _WARNING, _ASSUMED)
UNKNOWN_REQUIRED_INPUT = Rule(
    "unknown-required-input", "org.yaml requires an input that the flow does not have", provenance=_ASSUMED
)
NO_FLOWS = Rule("no-flows", "The organization has no flow", _WARNING, _ASSUMED)
DATA_TABLE_SCHEMA = Rule("data-table-schema", "The schema of a data table cannot be used")
DATA_TABLE_ROW = Rule("data-table-row", "A row of a data table does not fit its schema")
DATA_ACTION_SHAPE = Rule("data-action-shape", "A data action is not in the platform's export format")
DATA_ACTION_PLACEHOLDER = Rule(
    "data-action-placeholder", "A data action has a placeholder where its contract belongs", _WARNING, _RECORDED
)
DATA_ACTION_TEMPLATE = Rule("data-action-template", "A template of a data action cannot be read", _WARNING, _RECORDED)
DATA_ACTION_REFERENCE = Rule(
    "data-action-reference",
    "A template of a data action refers to something that it does not have",
    _WARNING,
    _RECORDED,
)
DATA_ACTION_PATH = Rule("data-action-path", "A path in a translation map cannot be read", _WARNING, _ASSUMED)
DATA_ACTION_DEFAULT = Rule("data-action-default", "A default in a translation map is not JSON", _WARNING, _ASSUMED)
DATA_ACTION_QUOTED = Rule("data-action-quoted", "A translated value stands in quotes of its own", _WARNING, _RECORDED)
DATA_ACTION_SECRET = Rule("data-action-secret", "A data action has a credential written into it", _WARNING)
MOCK_SHAPE = Rule("mock-shape", "A reply in the mocks file is not in a form that can be read", provenance=_ASSUMED)
MOCK_KEY = Rule("mock-key", "A reply in the mocks file has a key that means nothing", provenance=_ASSUMED)
