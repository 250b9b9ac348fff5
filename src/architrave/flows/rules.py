"""The rules about flow files, in the order in which a flow is read."""

from architrave.diagnostics import Provenance, Rule, Severity

_ASSUMED = Provenance.ASSUMED
_RECORDED = Provenance.RECORDED

# The text.
YAML_SYNTAX = Rule("yaml-syntax", "The file is not well-formed YAML")
YAML_FEATURE = Rule("yaml-feature", "Anchors, aliases, merge keys and tags are not read", provenance=_ASSUMED)
YAML_KEY = Rule("yaml-key", "A key must be a text")
YAML_DOCUMENTS = Rule("yaml-documents", "A flow file holds one document", provenance=_ASSUMED)
YAML_TOO_DEEP = Rule("yaml-too-deep", "The document is nested too deeply", provenance=_ASSUMED)
YAML_TOO_LARGE = Rule("yaml-too-large", "The file is larger than the cloud takes")
DUPLICATE_KEY = Rule("repeated-key", "A key stands twice in one object")

# Substitutions.
BAD_OPTIONS = Rule("bad-options", "An options file is a map of keys to texts, numbers or booleans")
UNRESOLVED_SUBSTITUTION = Rule("unresolved-substitution", "A placeholder has no value")

# The flow as a whole.
NOT_A_FLOW = Rule("not-a-flow", "The file is not a flow")
UNKNOWN_FLOW_TYPE = Rule("unknown-flow-type", "No type of flow has this key", provenance=_RECORDED)
MISSING_KEY = Rule("missing-key", "A key is missing that must be there")
UNKNOWN_KEY = Rule("unknown-key", "No such key can stand here", provenance=_ASSUMED)
WRONG_SHAPE = Rule("wrong-shape", "An object, list or text stands where another is needed", provenance=_RECORDED)
NAME_TOO_LONG = Rule("name-too-long", "The flow's name is longer than 200 characters")
BAD_LANGUAGE = Rule("bad-language", "The default language is not among the supported ones", provenance=_RECORDED)

# References.
BAD_REFERENCE = Rule("bad-reference", "A reference is not a path to a state, task or menu")
DANGLING_REFERENCE = Rule("dangling-reference", "A reference leads nowhere")
DUPLICATE_REF_ID = Rule("duplicate-ref-id", "Two parts of the flow have the same refId")

# Variables.
UNKNOWN_TYPE = Rule("unknown-type", "No variable can have this type", provenance=_RECORDED)
BAD_VARIABLE_NAME = Rule("bad-variable-name", "A variable's name is not one that Architect allows", provenance=_ASSUMED)
VARIABLE_SCOPE = Rule("variable-scope", "A variable is declared in a list of another scope")
DUPLICATE_VARIABLE = Rule("duplicate-variable", "Two variables have the same name")
UNDECLARED_VARIABLE = Rule(
    "undeclared-variable", "An output is given to a variable that nobody declares", provenance=_RECORDED
)
IMPLICIT_VARIABLE = Rule(
    "implicit-variable", "A variable is used that no list of variables declares", Severity.WARNING, _RECORDED
)
WRONG_TYPE_ASSIGNED = Rule("wrong-type-assigned", "A value is given to a variable of another type")
UNUSED_VARIABLE = Rule("unused-variable", "A variable is declared and never used", Severity.WARNING, _ASSUMED)

# Values.
BAD_VALUE = Rule("bad-value", "A value is neither a literal, an expression nor noValue", provenance=_RECORDED)
BAD_LITERAL = Rule("bad-literal", "A literal does not fit the type of its place")

# Actions.
UNKNOWN_ACTION = Rule("unknown-action", "No action has this key")
ACTION_NOT_RUN = Rule("action-not-run", "The action is read but cannot be run here", Severity.WARNING, _ASSUMED)
ACTION_NOT_ALLOWED = Rule("action-not-allowed", "The action needs an interaction, and a workflow has none")
UNKNOWN_OUTPUT = Rule("unknown-output", "The action has no such output", provenance=_RECORDED)
MISPLACED_BRANCH = Rule("misplaced-branch", "A branch stands beside `outputs`, not in it", provenance=_RECORDED)

# The flow as a whole, once it is read.
NO_START = Rule("no-start", "The flow has nowhere to start")
UNREACHABLE_ACTION = Rule("unreachable-action", "An action is never reached", Severity.WARNING)
UNREACHABLE_STATE = Rule("unreachable-state", "A state or task is never reached", Severity.WARNING, _ASSUMED)
STATE_RUNS_OFF = Rule("state-runs-off", "A path runs off the end of a state", provenance=_ASSUMED)
TASK_RUNS_OFF = Rule("task-runs-off", "A path runs off the end of a task", Severity.WARNING, _ASSUMED)
OUTSIDE_LOOP = Rule("outside-loop", "Next Loop or Exit Loop stands outside a loop")
OUTSIDE_TASK = Rule("outside-task", "End Task stands outside a task")
UNKNOWN_OUTPUT_PATH = Rule("unknown-output-path", "A task has no such output path", provenance=_RECORDED)
TOO_MANY_CASES = Rule("too-many-cases", "A switch has more than 64 cases")
NO_CASES = Rule("no-cases", "A switch has no case", provenance=_ASSUMED)
WAIT_TOO_LONG = Rule("wait-too-long", "A wait is longer than 72 hours, or not positive")
LOOP_TOO_LONG = Rule("loop-too-long", "A loop alone exceeds the limit of 10,000 actions", Severity.WARNING)
DUPLICATE_CASE = Rule("duplicate-case", "Two cases of a switch are the same", Severity.WARNING, _ASSUMED)
CONSTANT_DECISION = Rule("constant-decision", "A decision always goes one way", Severity.WARNING, _ASSUMED)

# The organization around it.
UNKNOWN_DATA_ACTION = Rule("unknown-data-action", "The organization has no such data action")
UNKNOWN_INPUT_NAME = Rule("unknown-contract-input", "The data action or module has no such input")
UNKNOWN_OUTPUT_NAME = Rule("unknown-contract-output", "The data action, table or module has no such output")
MISSING_CONTRACT_INPUT = Rule("missing-contract-input", "A required input of a data action is not given")
UNKNOWN_DATA_TABLE = Rule("unknown-data-table", "The organization has no such data table")
UNKNOWN_COMMON_MODULE = Rule("unknown-common-module", "The organization has no such common module")
UNKNOWN_ENTITY = Rule("unknown-entity", "The organization has nothing of this name")
