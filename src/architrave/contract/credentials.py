"""Checks the caller: the token, and what it may do."""

import re
from base64 import b64decode
from binascii import Error

from architrave.cloud.permissions import LAUNCH_PERMISSION, invented_permissions, permits
from architrave.contract.findings import Findings
from architrave.contract.request import Sent, Token
from architrave.contract.rules import (
    BAD_TOKEN,
    EXPIRED_TOKEN,
    INVENTED_PERMISSION,
    MISSING_PERMISSION,
    MISSING_SCOPE,
    NO_TOKEN,
    RATE_LIMITED,
)
from architrave.contract.wording import join, shorten

LAUNCH_SCOPE = "architect"

_GRANT = (
    f"Add {LAUNCH_PERMISSION} (Architect > Flow > Launch) to a role under Admin > Roles/Permissions. Assign the role "
    "to the OAuth client (client credentials: on its Roles tab) or to the user who owns the token. A user's token "
    f"also needs the scope {LAUNCH_SCOPE}; scopes do not apply to client credentials."
)
_NEAR_HEADER = re.compile(
    r"(?:proxy-|x-)?auth(?!orization\Z)[a-z]*(?:-?token)?|(?:x-)?(?:access|bearer)?[-_]?token|x-api-key|proxy-authorization",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*\Z")
_PLACEHOLDER = re.compile(
    r"<[^>]*>|\[[^\]]*\]"
    r"|(?:(?:your|my|the)[-_ ]?)?(?:valid[-_ ]?)?(?:(?:access|oauth|bearer|auth|api)[-_ ]?)?token(?:[-_ ]?here)?"
    r"|x{3,}|undefined|null|none|nil",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    r"\$\{?\w+\}?|\$\(.*\)|`.+`|\{\{[^{}]+\}\}|%\w+%|\*{3,}|\.{3}|…|█+|redacted|\[secure\]", re.IGNORECASE
)


def token_is_open(sent: Sent) -> bool:
    """Whether the token is a variable that is filled in later, or is redacted, and so cannot be checked."""
    given = (sent.header("authorization") or "").strip()
    scheme, _, token = given.partition(" ")
    is_hidden = _VARIABLE.fullmatch(given.strip("[]()<>")) is not None
    return is_hidden or (scheme.lower() == "bearer" and _VARIABLE.search(token.strip()) is not None)


def check_token(sent: Sent, token: Token | None, findings: Findings) -> bool:
    """Check that a token is present and well-formed and, if a server knows it, valid. Returns whether it is good."""
    if sent.headers is None:
        return True
    given = sent.header("authorization")
    if given is None or not given.strip():
        findings.part(
            NO_TOKEN,
            "No authentication bearer token specified in authorization header.",
            "headers",
            'Get a token (POST /oauth/token with client credentials) and send it as "Authorization: Bearer TOKEN".'
            + _not_it(sent),
        )
        return False
    if token is not None and token.state == "expired":
        findings.part(
            EXPIRED_TOKEN,
            "The supplied credentials are expired and cannot be used.",
            "header:authorization",
            "Get a new token. SDKs do not renew client credentials tokens automatically: renew the token before its "
            "expires_in runs out, or once after a 401.",
        )
        return False
    fault = _form_fault(given.strip())
    if fault is None and (token is None or token.state == "valid"):
        return True
    message, help_ = fault or (
        "Invalid login credentials.",
        "The token is unknown: it may belong to another region or organization, or be truncated. Get a new one.",
    )
    findings.part(BAD_TOKEN, message, "header:authorization", help_)
    return False


def _not_it(sent: Sent) -> str:
    """A sentence about a header that was probably meant to carry the token."""
    near = next((name for name in sent.headers or () if _NEAR_HEADER.fullmatch(name)), None)
    return "" if near is None else f" The header {shorten(near, 30)} is ignored."


def _form_fault(header: str) -> tuple[str, str] | None:
    scheme, _, token = header.partition(" ")
    token = token.strip()
    want = 'Send "Authorization: Bearer TOKEN" with the access_token from POST /oauth/token.'
    if _VARIABLE.search(header):
        return None
    if scheme.lower() == "basic":
        return "The Authorization header is Basic; the Platform API needs a bearer token.", (
            "Send the client id and secret only to POST /oauth/token. " + want
        )
    if scheme.lower() != "bearer" and scheme.lower().startswith("bearer"):
        return "The Authorization header has no space between Bearer and the token.", want
    if scheme.lower() != "bearer":
        return "The Authorization header does not start with Bearer.", want
    if not token:
        return "The Authorization header has no token after Bearer.", want
    if token.lower().startswith("bearer "):
        return "The Authorization header contains Bearer twice.", (
            "Pass only the token: the SDK, or earlier code, has already added Bearer."
        )
    if _PLACEHOLDER.fullmatch(token):
        return f"The token {shorten(token, 30)} is a placeholder that was not filled in.", want
    if _is_client(token):
        return "The token is a client id and secret in Base64, not an access token.", (
            'Send the id and secret to POST /oauth/token as "Authorization: Basic …". ' + want
        )
    if _TOKEN.match(token) is None:
        return "The token contains characters that tokens never have (quotes, spaces, line breaks, colons).", want
    return None


def _is_client(token: str) -> bool:
    """Whether a token is really Basic credentials: `id:secret` in Base64, both printable."""
    try:
        text = b64decode(token, validate=True).decode("ascii")
    except (Error, ValueError):
        return False
    name, colon, secret = text.partition(":")
    return bool(name and colon and secret) and text.isprintable() and len(text) > 6


def check_rate(retry_after: int | None, findings: Findings) -> None:
    """Report that the caller is over its rate limit, if `retry_after` (in seconds) is set."""
    if retry_after is not None:
        findings.part(
            RATE_LIMITED,
            f"Rate limit exceeded the maximum. Retry the request in [{retry_after}] seconds",
            "headers",
            "Wait the number of seconds in Retry-After, and spread launches out: client credentials allow 300 requests "
            "a minute.",
        )


def check_permission(sent: Sent, token: Token | None, findings: Findings) -> None:
    """Whether the token may launch, according to the server or the sender; and any permissions that do not exist."""
    invented = _invented(sent)
    for name, part in invented.items():
        message = f"The permission {name} does not exist."
        at = sent.notes.find(name) if part == "notes" else -1
        if at >= 0:
            findings.around(INVENTED_PERMISSION, message, at, at + len(name), _GRANT)
        else:
            findings.part(INVENTED_PERMISSION, message, part, _GRANT)
    if token is not None and token.state == "valid":
        _check_known(token, findings)
    elif sent.scopes is not None:
        _check_said(sent.scopes, bool(invented), findings)


def check_flow_permission(token: Token | None, flow_id: str, findings: Findings) -> bool:
    """Whether the token may launch a flow: its permission may be limited to divisions."""
    if token is None or token.may_launch is None or token.may_launch(flow_id):
        return True
    findings.part(
        MISSING_PERMISSION,
        "Unable to perform the requested action. You are missing the following permission(s) in the division of the "
        f"flow: [{LAUNCH_PERMISSION}]",
        "header:authorization",
        "Grant the role in the flow's division too, or in all divisions.",
    )
    return False


def _invented(sent: Sent) -> dict[str, str]:
    """Permissions that do not exist, by name, with the part of the request that names them."""
    texts = [(" ".join(sent.scopes or ()), "scopes"), (sent.notes, "notes")]
    if sent.headers is not None:
        texts += [
            (value, f"header:{name.lower()}")
            for name, value in sent.headers.items()
            if name.lower() == "authorization" or "scope" in name.lower() or "permission" in name.lower()
        ]
    found: dict[str, str] = {}
    for text, part in texts:
        for name in invented_permissions(text):
            found.setdefault(name, part)
    return found


def _check_known(token: Token, findings: Findings) -> None:
    if not permits(token.permissions, LAUNCH_PERMISSION):
        findings.part(
            MISSING_PERMISSION,
            "Unable to perform the requested action. You must have at least one of the following permissions "
            f"assigned: [{LAUNCH_PERMISSION}]",
            "header:authorization",
            _GRANT,
        )
    if token.scopes is not None and LAUNCH_SCOPE not in token.scopes:
        _missing_scope(sorted(token.scopes), findings)


def _check_said(scopes: tuple[str, ...], any_invented: bool, findings: Findings) -> None:
    real = [scope for scope in scopes if not invented_permissions(scope)]
    if LAUNCH_SCOPE in real or permits(real, LAUNCH_PERMISSION):
        return
    plain = [scope for scope in real if scope.count(":") < 2]
    if plain:
        _missing_scope(plain, findings)
    elif real or not any_invented:
        findings.part(
            MISSING_PERMISSION,
            f"The token has {join(real) or 'no permissions'}; a launch needs {LAUNCH_PERMISSION}.",
            "scopes",
            _GRANT,
        )


def _missing_scope(scopes: list[str], findings: Findings) -> None:
    findings.part(
        MISSING_SCOPE,
        f"The token does not have the scope {LAUNCH_SCOPE}. Its scopes: {join(scopes) or 'none'}.",
        "scopes",
        f"Add the scope {LAUNCH_SCOPE} to the OAuth client (architect:readonly can only read), and have the user log "
        "in again. Scopes apply only to users' tokens; client credentials use roles instead.",
    )
