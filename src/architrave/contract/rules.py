"""The rules for launch requests, each with the stage at which a Platform API would find the problem.

The stages are in the order in which they are checked. The stage decides the status, the rule the cloud's error code.
"""

from enum import IntEnum

from architrave.diagnostics import Provenance, Rule, Severity


class Stage(IntEnum):
    """When a problem is found, in the order in which a request is checked."""

    HOST = 0
    ENDPOINT = 1
    PATH = 2
    METHOD = 3
    TOKEN = 4
    RATE = 5
    SIZE = 6
    CONTENT_TYPE = 7
    TEXT = 8
    FIELDS = 9
    PERMISSION = 10
    FLOW = 11
    LAUNCH = 12
    PARTICIPANT = 13


STATUS: dict[Stage, int | None] = {
    Stage.HOST: None,
    Stage.ENDPOINT: None,
    Stage.PATH: 404,
    Stage.METHOD: 405,
    Stage.TOKEN: 401,
    Stage.RATE: 429,
    Stage.SIZE: 413,
    Stage.CONTENT_TYPE: 415,
    Stage.TEXT: 400,
    Stage.FIELDS: 400,
    Stage.PERMISSION: 403,
    Stage.FLOW: 404,
    Stage.LAUNCH: 400,
    Stage.PARTICIPANT: 409,
}

STAGES: dict[str, Stage] = {}
"""The stage of each rule, by slug."""

CODES: dict[str, str] = {}
"""The cloud's error code for each rule, by slug."""


def status_for(rule: Rule) -> int | None:
    """The HTTP status that a problem leads to; None if it decides none. It is 400 for the rules of other packages."""
    stage = STAGES.get(rule.slug)
    return 400 if stage is None else STATUS[stage]


BAD_REQUEST = "bad.request"
_ASSUMED = Provenance.ASSUMED
_RECORDED = Provenance.RECORDED


def _rule(
    stage: Stage,
    slug: str,
    summary: str,
    code: str = BAD_REQUEST,
    *,
    provenance: Provenance = Provenance.DOCUMENTED,
    severity: Severity = Severity.ERROR,
) -> Rule:
    STAGES[slug] = stage
    CODES[slug] = code
    return Rule(slug, summary, severity, provenance)


UNKNOWN_HOST = _rule(Stage.HOST, "unknown-host", "The host is not a Genesys Cloud API host", "not.found")
NOT_A_LAUNCH = _rule(Stage.ENDPOINT, "not-a-launch", "The request goes to an endpoint that does not launch flows")
UNKNOWN_PATH = _rule(Stage.PATH, "unknown-path", "The Platform API has no endpoint at this path", "not.found")
WRONG_METHOD = _rule(
    Stage.METHOD, "wrong-method", "The endpoint does not accept this HTTP method", "method.not.allowed"
)

NO_TOKEN = _rule(Stage.TOKEN, "no-token", "The request has no bearer token", "authentication.required")
BAD_TOKEN = _rule(
    Stage.TOKEN, "bad-token", "The Authorization header does not contain a valid token", "bad.credentials"
)
EXPIRED_TOKEN = _rule(
    Stage.TOKEN, "expired-token", "The token has expired", "credentials.expired", provenance=_RECORDED
)
RATE_LIMITED = _rule(Stage.RATE, "rate-limited", "The token exceeded its rate limit", "too.many.requests")
TOO_LARGE = _rule(
    Stage.SIZE, "too-large", "The body exceeds the size limit", "request.entity.too.large", provenance=_ASSUMED
)
CONTENT_TYPE = _rule(
    Stage.CONTENT_TYPE, "content-type", "The Content-Type header is not `application/json`", "unsupported.media.type"
)

MALFORMED_REQUEST = _rule(Stage.TEXT, "malformed-request", "The HTTP message or command is not well-formed")
UNREADABLE_FILE = _rule(Stage.TEXT, "unreadable-file", "A file that the request uses cannot be read")
EMPTY_BODY = _rule(Stage.TEXT, "empty-body", "The request has no body")
MALFORMED_JSON = _rule(Stage.TEXT, "malformed-json", "The body is not valid JSON")
CURLY_QUOTES = _rule(Stage.TEXT, "curly-quotes", "The body has curly quotation marks instead of straight ones")
TRAILING_COMMA = _rule(Stage.TEXT, "trailing-comma", "There is a comma after the last entry of an object or array")
SINGLE_QUOTES = _rule(Stage.TEXT, "single-quotes", "The body has single quotes instead of double quotes")
FOREIGN_LITERAL = _rule(Stage.TEXT, "foreign-literal", "The JSON contains a literal from another language")
BYTE_ORDER_MARK = _rule(Stage.TEXT, "byte-order-mark", "The body begins with a byte order mark", provenance=_ASSUMED)
FORM_ENCODED_BODY = _rule(Stage.TEXT, "form-encoded-body", "The body is form-encoded, not JSON")
DOUBLE_ENCODED_BODY = _rule(Stage.TEXT, "double-encoded-body", "The body is a JSON string that contains JSON")
NOT_AN_OBJECT = _rule(Stage.TEXT, "not-an-object", "The body is JSON, but not an object")
DUPLICATE_KEY = _rule(Stage.TEXT, "duplicate-key", "A key occurs twice in the same object")

MISSING_FIELD = _rule(Stage.FIELDS, "missing-field", "A required field is missing")
UNKNOWN_FIELD = _rule(Stage.FIELDS, "unknown-field", "The request has no such field", provenance=_ASSUMED)
MISNAMED_FIELD = _rule(Stage.FIELDS, "misnamed-field", "A field has the wrong name", provenance=_ASSUMED)
WRONG_TYPE = _rule(Stage.FIELDS, "wrong-type", "A field has the wrong JSON type")
INVALID_VALUE = _rule(
    Stage.FIELDS, "invalid-value", "The value is not one of those that the field can have", "invalid.value"
)
BAD_FLOW_ID = _rule(Stage.FIELDS, "bad-flow-id", "The flow id is not a UUID", provenance=_RECORDED)
CONFLICTING_FIELDS = _rule(
    Stage.FIELDS, "conflicting-fields", "Two fields with the same meaning have different values", provenance=_ASSUMED
)

MISSING_PERMISSION = _rule(
    Stage.PERMISSION,
    "missing-permission",
    "The token's roles do not include the permission to launch flows",
    "missing.any.permissions",
)
MISSING_SCOPE = _rule(
    Stage.PERMISSION, "missing-scope", "The user's token lacks the scope `architect`", "not.authorized"
)
INVENTED_PERMISSION = _rule(
    Stage.PERMISSION, "invented-permission", "A permission is named that does not exist", "missing.any.permissions"
)

UNKNOWN_FLOW = _rule(
    Stage.FLOW,
    "unknown-flow",
    "The organization has no flow with this id",
    "architect.flow.not.found",
    provenance=_RECORDED,
)
UNKNOWN_VERSION = _rule(
    Stage.FLOW, "unknown-version", "The flow has no such version", "architect.flow.version.missing", provenance=_ASSUMED
)
UNPUBLISHED_FLOW = _rule(Stage.FLOW, "unpublished-flow", "The flow is not published", "not.found", provenance=_RECORDED)

FLOW_NOT_LAUNCHABLE = _rule(Stage.LAUNCH, "flow-not-launchable", "Flows of this type cannot be launched")
UNKNOWN_INPUT = _rule(Stage.LAUNCH, "unknown-input", "The flow has no such input", provenance=_ASSUMED)
UNSCOPED_INPUT = _rule(Stage.LAUNCH, "unscoped-input", "An input's name lacks the prefix `Flow.`", provenance=_RECORDED)
NOT_AN_INPUT = _rule(Stage.LAUNCH, "not-an-input", "The variable is not an input", provenance=_ASSUMED)
INPUT_TYPE = _rule(Stage.LAUNCH, "input-type", "An input's value does not fit its type", provenance=_ASSUMED)
MISSING_INPUT = _rule(
    Stage.LAUNCH,
    "missing-input",
    "An input of the flow is missing",
    provenance=_ASSUMED,
    severity=Severity.WARNING,
)
MISSING_REQUIRED_INPUT = _rule(
    Stage.LAUNCH, "missing-input", "A required input of the flow is missing", provenance=_ASSUMED
)
"""`missing-input` in the extended contract, for inputs that the organization marks as required."""

MISSING_ROUTING = _rule(
    Stage.LAUNCH, "missing-routing", "An interaction flow is launched without `routingData`", provenance=_ASSUMED
)
MISSING_ADDRESS = _rule(
    Stage.LAUNCH, "missing-address", "A call or SMS flow is launched without a sender address", provenance=_ASSUMED
)
UNKNOWN_INITIATOR = _rule(
    Stage.LAUNCH, "unknown-initiator", "The organization does not have this initiator", provenance=_ASSUMED
)
INACTIVE_INITIATOR = _rule(Stage.LAUNCH, "inactive-initiator", "The initiator is an inactive user", provenance=_ASSUMED)
UNKNOWN_QUEUE = _rule(
    Stage.LAUNCH, "unknown-queue", "The organization has no queue with this name", provenance=_ASSUMED
)
NO_SUCH_ENTITY = _rule(
    Stage.LAUNCH, "no-such-entity", "The organization does not have what the body names", provenance=_ASSUMED
)
UNSUPPORTED_LANGUAGE = _rule(
    Stage.LAUNCH, "unsupported-language", "The flow does not support this language", provenance=_ASSUMED
)
PARTICIPANT_BUSY = _rule(
    Stage.PARTICIPANT,
    "participant-busy",
    "The participant is already in a running execution",
    "conflict",
    provenance=_ASSUMED,
)
PARTICIPANT_NOT_READY = _rule(
    Stage.PARTICIPANT,
    "participant-not-ready",
    "The user who is to take part is not ready",
    "conflict",
    provenance=_ASSUMED,
)
