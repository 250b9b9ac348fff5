"""Judges who asks: the token, and what it may do."""

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
    f"The permission is {LAUNCH_PERMISSION} (Architect > Flow > Launch). Give it to a role under Admin > "
    "Roles/Permissions, and the role to the OAuth client (client credentials: on its Roles tab) or to the user whose "
    f"token it is. Scopes do not apply to client credentials; a user's token also needs the scope {LAUNCH_SCOPE}."
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
_VARIABLE = re.compile(r"\$\{?\w+\}?|\$\(.*\)|`.+`|\{\{[^{}]+\}\}|%\w+%|\*{3,}|\.{3}|…|redacted", re.IGNORECASE)


def token_is_open(sent: Sent) -> bool:
    """Whether the token is a variable that is filled in later, or was blacked out: then it cannot be judged."""
    scheme, _, token = (sent.header("authorization") or "").strip().partition(" ")
    return scheme.lower() == "bearer" and _VARIABLE.search(token.strip()) is not None


def check_token(sent: Sent, token: Token | None, findings: Findings) -> bool:
    """The token: its presence and form, and, where a server knows it, its state. Returns whether it may go on."""
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
            "Get a new token. SDKs do not renew one of client credentials by themselves: renew it before its "
            "expires_in is over, or at a 401 once.",
        )
        return False
    fault = _form_fault(given.strip())
    if fault is None and (token is None or token.state == "valid"):
        return True
    message, help_ = fault or (
        "Invalid login credentials.",
        "The token is not known here: it may be of another region or organization, or cut short. Get a new one.",
    )
    findings.part(BAD_TOKEN, message, "header:authorization", help_)
    return False


def _not_it(sent: Sent) -> str:
    """A word on a header in which somebody may have meant the token to be."""
    near = next((name for name in sent.headers or () if _NEAR_HEADER.fullmatch(name)), None)
    return "" if near is None else f" The header {shorten(near, 30)} is another, which is not read."


def _form_fault(header: str) -> tuple[str, str] | None:
    scheme, _, token = header.partition(" ")
    token = token.strip()
    want = 'Send "Authorization: Bearer TOKEN" with the access_token that POST /oauth/token gave.'
    if _VARIABLE.search(header):
        return None
    if scheme.lower() == "basic":
        return "The Authorization header is Basic; the Platform API takes a bearer token.", (
            "Client id and secret go to POST /oauth/token alone. " + want
        )
    if scheme.lower() != "bearer" and scheme.lower().startswith("bearer"):
        return "The Authorization header has no space between the word Bearer and the token.", want
    if scheme.lower() != "bearer":
        return "The Authorization header does not say Bearer.", want
    if not token:
        return "The Authorization header says Bearer, and no token follows.", want
    if token.lower().startswith("bearer "):
        return "The Authorization header says Bearer twice.", "The SDK or the code before has put it there already."
    if _PLACEHOLDER.fullmatch(token):
        return f"The token {shorten(token, 30)} is a placeholder that was not filled in.", want
    if _is_client(token):
        return "The token is a client id and a secret in Base64, which get a token and are none.", (
            'Send them to POST /oauth/token as "Authorization: Basic …". ' + want
        )
    if _TOKEN.match(token) is None:
        return "The token has characters in it that no token has (quotes, spaces, line breaks, colons).", want
    return None


def _is_client(token: str) -> bool:
    """Whether a token is what stands behind `Basic`: two printable words with a colon between them, in Base64."""
    try:
        text = b64decode(token, validate=True).decode("ascii")
    except (Error, ValueError):
        return False
    name, colon, secret = text.partition(":")
    return bool(name and colon and secret) and text.isprintable() and len(text) > 6


def check_rate(retry_after: int | None, findings: Findings) -> None:
    """The rate, if the caller is over it; `retry_after` in seconds."""
    if retry_after is not None:
        findings.part(
            RATE_LIMITED,
            f"Rate limit exceeded the maximum. Retry the request in [{retry_after}] seconds",
            "headers",
            "Wait as long as Retry-After says, and spread launches: client credentials have 300 requests a minute.",
        )


def check_permission(sent: Sent, token: Token | None, findings: Findings) -> None:
    """Whether the token may launch, as the server knows or the sender says; and permissions that do not exist."""
    invented = _invented(sent)
    for name, part in invented.items():
        message = f"There is no permission {name}."
        at = sent.notes.find(name) if part == "notes" else -1
        if at >= 0:
            findings.around(INVENTED_PERMISSION, message, at, at + len(name), _GRANT)
        else:
            findings.part(INVENTED_PERMISSION, message, part, _GRANT)
    if token is not None and token.state == "valid":
        _check_known(token, findings)
    elif sent.scopes is not None:
        _check_said(sent.scopes, bool(invented), findings)


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
            f"The token may do {join(real) or 'nothing'}; a launch needs {LAUNCH_PERMISSION}.",
            "scopes",
            _GRANT,
        )


def _missing_scope(scopes: list[str], findings: Findings) -> None:
    findings.part(
        MISSING_SCOPE,
        f"The token's scopes are {join(scopes) or 'none'}; a launch needs the scope {LAUNCH_SCOPE}.",
        "scopes",
        f"Add the scope {LAUNCH_SCOPE} to the OAuth client (architect:readonly can only read), and log the user in "
        "again. Scopes bind users' tokens only; client credentials have roles in their place.",
    )
