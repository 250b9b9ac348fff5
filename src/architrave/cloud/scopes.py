"""Scopes: what a client may do with a user's token, by area of the API. Each may end in `:readonly`.

A user's token can do what both its scopes and the user's roles allow. Scopes do not apply to client credentials
(documented). Which scope an endpoint needs follows from its path (assumed; documented for `/flows/**`).
"""

_AREAS = (
    "ai-studio",
    "alerting",
    "analytics",
    "architect",
    "assistants",
    "audits",
    "authorization",
    "billing",
    "business-rules",
    "case-management",
    "coaching",
    "content-management",
    "conversations",
    "data-extensions",
    "data-privacy",
    "devices",
    "dialog",
    "employee-engagement",
    "employee-performance",
    "external-contacts",
    "fax",
    "gamification",
    "gdpr",
    "geolocation",
    "greetings",
    "groups",
    "identity-providers",
    "infrastructureascode",
    "integrations",
    "journey",
    "knowledge",
    "language-understanding",
    "learning",
    "license",
    "locations",
    "logcapture",
    "messaging",
    "messaging-platform",
    "notifications",
    "oauth",
    "organization",
    "organization-authorization",
    "outbound",
    "presence",
    "process-automation",
    "quality",
    "recordings",
    "response-management",
    "routing",
    "scim",
    "screen-monitoring",
    "scripts",
    "search",
    "social-media",
    "speech-and-text-analytics",
    "stations",
    "telephony",
    "textbots",
    "upload",
    "usage",
    "user-basic-info",
    "user-recordings",
    "users",
    "users-rules",
    "voicemail",
    "web-chat",
    "webdeployments",
    "widgets",
    "workforce-management",
    "workitems",
)
READONLY = ":readonly"
SCOPES = tuple(sorted({*_AREAS, *(area + READONLY for area in _AREAS), "all"}))
"""The names of scopes; source: the security requirements of the public API description, 2026-07."""

_OF_SEGMENT = {
    "externalcontacts": "external-contacts",
    "flows": "architect",
    "languages": "routing",
    "organizations": "organization",
    "processautomation": "process-automation",
    "taskmanagement": "workitems",
}
_READS = frozenset({"GET", "HEAD"})
_READING_ENDS = ("/query", "/search")
_BASIC = "user-basic-info"


def scope_of(method: str, path: str) -> str | None:
    """The scope that an endpoint of the Platform API needs; None if it needs none."""
    parts = path.split("/")
    if parts[1:2] != ["api"] or len(parts) < 4:
        return None
    segment = parts[3].lower()
    area = _OF_SEGMENT.get(segment, segment)
    if area not in _AREAS:
        return None
    return area + READONLY if method in _READS or path.endswith(_READING_ENDS) else area


def scopes_allow(scopes: tuple[str, ...], method: str, path: str) -> bool:
    """Whether a token with these scopes may use an endpoint."""
    needed = scope_of(method, path)
    if needed is None or "all" in scopes or needed in scopes or needed.removesuffix(READONLY) in scopes:
        return True
    return path == "/api/v2/users/me" and _BASIC in scopes
