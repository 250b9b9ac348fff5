"""What org.yaml says about OAuth clients: their values, and checks that the shape of a client cannot make."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

from architrave.definitions import rules
from architrave.definitions.grants import grants_of
from architrave.definitions.settings import Settings
from architrave.definitions.values import CLIENT_CREDENTIALS, DAY_SECONDS, Client

_SPECIAL = re.compile(r"[\x00-\x20\x7f-\U0010ffff\"<>\\^`{|}]")
_NOT_FOR_ANSWERS = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


def client_of(item: dict[str, Any]) -> Client:
    """The client that an item of `clients` with an id describes."""
    return Client(
        id=item["id"],
        secret=item.get("secret") or "",
        name=item.get("name") or item["id"],
        grants=grants_of(item.get("roles")),
        token_seconds=item.get("accessTokenValiditySeconds") or DAY_SECONDS,
        grant_type=item.get("authorizedGrantType") or CLIENT_CREDENTIALS,
        redirect_uris=tuple(filter(None, item.get("registeredRedirectUri") or ())),
        scopes=tuple(filter(None, item.get("scope") or ())),
    )


def check_clients(items: list[dict[str, Any] | None], settings: Settings) -> None:
    """Report clients without a secret or a redirect URI that they need, and redirect URIs that cannot be used."""
    for index, item in enumerate(items):
        if not item:
            continue
        place = f"/clients/{index}"
        kind = item.get("authorizedGrantType") or CLIENT_CREDENTIALS
        if kind == CLIENT_CREDENTIALS:
            if "secret" not in item:
                settings.fault(rules.MISSING_SETTING, '"secret" is missing.', place, "Add `secret: …`.")
            continue
        uris = cast("list[str | None]", item.get("registeredRedirectUri") or [])
        if not uris:
            settings.fault(
                rules.MISSING_SETTING,
                f'"registeredRedirectUri" is missing: with {kind}, users go there after they have logged in.',
                place,
                "Add `registeredRedirectUri: [http://localhost:3000/]`.",
            )
        for number, uri in enumerate(uris):
            fault = redirect_uri_fault(uri) if uri else None
            if fault is not None:
                settings.fault(
                    rules.WRONG_SETTING, f"{uri}: {fault}", f"{place}/registeredRedirectUri/{number}", _EXAMPLE
                )


_EXAMPLE = "Write it exactly as your application sends it, for example http://localhost:3000/callback."


def redirect_uri_fault(uri: str) -> str | None:
    """Why a login cannot lead to an address; None if it can (RFC 6749, section 3.1.2)."""
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "This is not a valid URL."
    if _SPECIAL.search(uri):
        return "A URL has no spaces, and special characters are encoded with %."
    if not parts.scheme or parts.scheme in _NOT_FOR_ANSWERS:
        return "A redirect URI begins with http://, https://, or the scheme of your application."
    if parts.scheme in ("http", "https") and (not parts.hostname or "@" in parts.netloc):
        return "The host is missing, or the URL has a user name."
    return "A redirect URI has no fragment (#)." if "#" in uri else None
