"""The rules for flow files, in the order in which a flow is read."""

from architrave.diagnostics import Provenance, Rule, Severity

_ASSUMED = Provenance.ASSUMED
_RECORDED = Provenance.RECORDED

# The text.
YAML_SYNTAX = Rule("yaml-syntax", "The file is not valid YAML")
YAML_FEATURE = Rule("yaml-feature", "Anchors, aliases, merge keys and tags are not supported", provenance=_ASSUMED)
YAML_KEY = Rule("yaml-key", "A key must be a text")
YAML_DOCUMENTS = Rule("yaml-documents", "A flow file must contain exactly one document", provenance=_ASSUMED)
YAML_TOO_DEEP = Rule("yaml-too-deep", "The document is nested too deeply", provenance=_ASSUMED)
YAML_TOO_LARGE = Rule("yaml-too-large", "The file is larger than the cloud accepts")
DUPLICATE_KEY = Rule("repeated-key", "A key occurs twice in the same object")

# Substitutions.
BAD_OPTIONS = Rule("bad-options", "An options file must map keys to texts, numbers or booleans")
UNRESOLVED_SUBSTITUTION = Rule("unresolved-substitution", "A placeholder has no value")
UNUSED_SUBSTITUTION = Rule(
    "unused-substitution", "An options file has a value for a placeholder that no flow has", Severity.WARNING, _ASSUMED
)

# The flow as a whole.
NOT_A_FLOW = Rule("not-a-flow", "The file is not a flow")
UNKNOWN_FLOW_TYPE = Rule("unknown-flow-type", "This flow type does not exist", provenance=_RECORDED)
MISSING_KEY = Rule("missing-key", "A required key is missing")
UNKNOWN_KEY = Rule("unknown-key", "This key is not allowed here", provenance=_ASSUMED)
WRONG_SHAPE = Rule(
    "wrong-shape", "Wrong YAML type: for example, a list was expected and an object was found", provenance=_RECORDED
)
NAME_TOO_LONG = Rule("name-too-long", "The flow's name is longer than 200 characters")
BAD_LANGUAGE = Rule("bad-language", "The default language is not one of the supported languages", provenance=_RECORDED)

# References.
BAD_REFERENCE = Rule("bad-reference", "The reference is not a path to a state, task or menu")
DANGLING_REFERENCE = Rule("dangling-reference", "The reference points to something that does not exist")
DUPLICATE_NAME = Rule("duplicate-name", "Two parts of the flow have the same name", provenance=_RECORDED)
DUPLICATE_CHOICE = Rule("duplicate-choice", "Two choices of a menu have the same key")
DUPLICATE_REF_ID = Rule("duplicate-ref-id", "Two parts of the flow have the same refId")

# Variables.
UNKNOWN_TYPE = Rule("unknown-type", "This variable type does not exist", provenance=_RECORDED)
BAD_VARIABLE_NAME = Rule("bad-variable-name", "Architect does not allow this variable name", provenance=_ASSUMED)
VARIABLE_SCOPE = Rule("variable-scope", "A variable is declared in the wrong scope")
DUPLICATE_VARIABLE = Rule("duplicate-variable", "Two variables have the same name")
UNDECLARED_VARIABLE = Rule(
    "undeclared-variable", "An output is assigned to an undeclared variable", provenance=_RECORDED
)
IMPLICIT_VARIABLE = Rule("implicit-variable", "A variable is used but not declared", Severity.WARNING, _RECORDED)
WRONG_TYPE_ASSIGNED = Rule("wrong-type-assigned", "A value is assigned to a variable of another type")
UNUSED_VARIABLE = Rule("unused-variable", "A variable is declared but never used", Severity.WARNING, _ASSUMED)

# Values.
BAD_VALUE = Rule("bad-value", "A value must be `lit`, `exp` or `noValue`", provenance=_RECORDED)
BAD_LITERAL = Rule("bad-literal", "The literal does not fit the type that is expected")

# Actions.
UNKNOWN_ACTION = Rule("unknown-action", "This action does not exist")
ACTION_CASE = Rule("action-case", "The name of an action is written in the wrong case", Severity.WARNING, _ASSUMED)
ACTION_NOT_RUN = Rule("action-not-run", "Architrave does not run this action", Severity.WARNING, _ASSUMED)
ACTION_NOT_ALLOWED = Rule("action-not-allowed", "Flows of this type do not have the action")
PART_NOT_ALLOWED = Rule("part-not-allowed", "Flows of this type do not have menus, states, tasks or bots")
FUNCTION_NOT_ALLOWED = Rule("function-not-allowed", "Flows of this type do not have the function")
UNKNOWN_OUTPUT = Rule("unknown-output", "The action has no output with this name", provenance=_RECORDED)
MISPLACED_BRANCH = Rule("misplaced-branch", "A branch is next to `outputs` instead of inside it", provenance=_RECORDED)

# The flow as a whole, after it has been read.
NO_START = Rule("no-start", "The flow has no starting point")
UNREACHABLE_ACTION = Rule("unreachable-action", "An action is never reached", Severity.WARNING)
UNREACHABLE_STATE = Rule("unreachable-state", "A state or task is never reached", Severity.WARNING, _ASSUMED)
STATE_RUNS_OFF = Rule("state-runs-off", "A path runs off the end of a state", provenance=_ASSUMED)
TASK_RUNS_OFF = Rule("task-runs-off", "A path runs off the end of a task", Severity.WARNING, _ASSUMED)
OUTSIDE_LOOP = Rule("outside-loop", "Next Loop or Exit Loop is outside a loop")
OUTSIDE_TASK = Rule("outside-task", "End Task is outside a task")
UNKNOWN_OUTPUT_PATH = Rule("unknown-output-path", "The task has no output path with this name", provenance=_RECORDED)
TOO_MANY_CASES = Rule("too-many-cases", "A switch has more than 64 cases")
NO_CASES = Rule("no-cases", "A switch has no cases", provenance=_ASSUMED)
WAIT_TOO_LONG = Rule("wait-too-long", "A wait is longer than 72 hours, or negative")
LOOP_TOO_LONG = Rule("loop-too-long", "A loop alone exceeds the limit of 10,000 actions", Severity.WARNING)
DUPLICATE_CASE = Rule("duplicate-case", "Two cases of a switch are the same", Severity.WARNING, _ASSUMED)
CONSTANT_DECISION = Rule("constant-decision", "The decision always takes the same path", Severity.WARNING, _ASSUMED)

# The organization around it.
UNKNOWN_DATA_ACTION = Rule("unknown-data-action", "The organization has no data action with this name")
UNKNOWN_INPUT_NAME = Rule("unknown-contract-input", "The data action or module has no input with this name")
UNKNOWN_OUTPUT_NAME = Rule("unknown-contract-output", "The data action, table or module has no output with this name")
MISSING_CONTRACT_INPUT = Rule("missing-contract-input", "A required input of a data action is missing")
UNKNOWN_DATA_TABLE = Rule("unknown-data-table", "The organization has no data table with this name")
UNKNOWN_COMMON_MODULE = Rule("unknown-common-module", "The organization has no common module with this name")
UNKNOWN_ENTITY = Rule("unknown-entity", "The organization has no object with this name")
