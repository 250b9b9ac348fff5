"""The rules for an organization folder, in the order in which it is read."""

from architrave.diagnostics import Provenance, Rule, Severity

_ASSUMED = Provenance.ASSUMED
_RECORDED = Provenance.RECORDED
_WARNING = Severity.WARNING

NO_ORGANIZATION = Rule("no-organization", "The organization folder cannot be read", provenance=_ASSUMED)
NOT_TEXT = Rule("not-text", "A file of the organization is not readable UTF-8 text", provenance=_ASSUMED)
UNKNOWN_SETTING = Rule("unknown-setting", "A settings file has an unknown key", provenance=_ASSUMED)
TOML_SYNTAX = Rule("toml-syntax", "architrave.toml is not valid TOML")
MISSING_SETTING = Rule("missing-setting", "A required key is missing in org.yaml", provenance=_ASSUMED)
WRONG_SETTING = Rule("wrong-setting", "A value in a settings file is not valid", provenance=_ASSUMED)
MISSING_ENVIRONMENT = Rule(
    "missing-environment-variable", "An environment variable that org.yaml uses is not set", provenance=_ASSUMED
)
DUPLICATE_ID = Rule("duplicate-id", "Two objects of the same kind have the same id")
UNKNOWN_ROLE = Rule("unknown-role", "A client or user has a role that is not defined")
UNKNOWN_PERMISSION = Rule("unknown-permission", "A role grants a permission that does not exist", _WARNING)
UNKNOWN_REFERENCE = Rule("unknown-reference", "An object refers to another that does not exist")
DUPLICATE_FLOW = Rule(
    "duplicate-flow", "Two files contain a flow with the same type and name, or with the same id", _WARNING
)
UNKNOWN_PIN = Rule("unknown-pin", "org.yaml refers to a flow that no file contains", _WARNING, _ASSUMED)
UNKNOWN_REQUIRED_INPUT = Rule(
    "unknown-required-input", "org.yaml requires an input that the flow does not have", provenance=_ASSUMED
)
NO_FLOWS = Rule("no-flows", "The organization has no flows", _WARNING, _ASSUMED)
DATA_TABLE_SCHEMA = Rule("data-table-schema", "The schema of a data table cannot be used")
DATA_TABLE_ROW = Rule("data-table-row", "A row of a data table does not fit its schema")
DATA_ACTION_SHAPE = Rule("data-action-shape", "A data action is not in the platform's export format")
DATA_ACTION_PLACEHOLDER = Rule(
    "data-action-placeholder", "A data action has a placeholder instead of a contract", _WARNING, _RECORDED
)
DATA_ACTION_TEMPLATE = Rule("data-action-template", "A data action's template cannot be read", _WARNING, _RECORDED)
DATA_ACTION_REFERENCE = Rule(
    "data-action-reference",
    "A data action's template refers to something that does not exist",
    _WARNING,
    _RECORDED,
)
DATA_ACTION_PATH = Rule("data-action-path", "A path in a translation map cannot be read", _WARNING, _ASSUMED)
DATA_ACTION_DEFAULT = Rule("data-action-default", "A default in a translation map is not JSON", _WARNING, _ASSUMED)
DATA_ACTION_QUOTED = Rule("data-action-quoted", "A translated value has quotes around it", _WARNING, _RECORDED)
DATA_ACTION_SECRET = Rule("data-action-secret", "A data action contains a credential", _WARNING)
MOCK_SHAPE = Rule("mock-shape", "A reply in the mocks file is not in a valid form", provenance=_ASSUMED)
MOCK_KEY = Rule("mock-key", "A reply in the mocks file has an unknown key", provenance=_ASSUMED)
MOCK_ACTION = Rule("mock-action", "The mocks file has replies for a data action that no flow calls", _WARNING, _ASSUMED)
MOCK_NAME = Rule("mock-name", "A reply has an input or output that the data action does not have", _WARNING, _ASSUMED)
OLDER_MODULE = Rule("older-module", "A published flow still uses an older version of a common module", Severity.WARNING)
REPLACED_CHANGE = Rule(
    "replaced-change", "A changed text in the folder replaces what was changed otherwise", _WARNING, _ASSUMED
)
