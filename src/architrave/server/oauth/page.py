"""The login page: plain HTML without a script. It cannot be framed, and its form goes only to this server."""

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from architrave.diagnostics.renderers.html import isolated, visible
from architrave.organization.entity import Entity
from architrave.server.http import Response
from architrave.server.oauth.authorizing import LoginRequest

MOST_BUTTONS = 20
"""With more users than this without a password, people type their email address instead of choosing."""

_SOURCE = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")


def login_page(
    request: LoginRequest,
    organization: str,
    users: Sequence[Entity],
    *,
    query: str,
    guard: str,
    needs_form: bool,
    problem: str | None = None,
) -> Response:
    """The page on which a user logs in.

    `users` are those who need no password. `query` is the request as the client sent it, `guard` the value that proves
    that the form is this page's. With `needs_form`, there are users with a password. `problem` is why the last attempt
    failed.
    """
    parts = [f"<h1>Log in to {isolated(request.client.name)}</h1>"]
    parts.append(f'<p class="faint">{isolated(organization)}, a local organization served by Architrave.</p>')
    if problem is not None:
        parts.append(f'<p role="alert">{isolated(problem)}</p>')
    parts.append('<form method="post" action="authorize">')
    parts.append(_hidden("request", query) + _hidden("guard", guard))
    chosen = users if len(users) <= MOST_BUTTONS else ()
    has_fields = needs_form or len(chosen) != len(users)
    if has_fields:
        parts.append(_fields(request.hint))
    if chosen:
        parts.append(f"<h2>{'Or, without a password' if has_fields else 'Choose a user'}</h2>")
        parts.append(f"<ul>{''.join(_choice(user) for user in chosen)}</ul>")
    if not has_fields and not chosen:
        parts.append(
            "<p>No user can log in here. Give users in <code>org.yaml</code> an <code>email</code> and a "
            "<code>password</code>; without a password, a user can log in only on the server's own machine.</p>"
        )
    parts.append('<button class="plain" name="cancel" value="1" formnovalidate>Cancel</button></form>')
    return page(f"Log in to {request.client.name}", "".join(parts), 200 if problem is None else 400, request)


def message_page(title: str, message: str, status: int) -> Response:
    """A page that only says something."""
    return page(title, f"<h1>{visible(title)}</h1><p>{isolated(message)}</p>", status)


def page(title: str, content: str, status: int, request: LoginRequest | None = None) -> Response:
    """A page of the login. `content` is HTML."""
    style = _style()
    target = "" if request is None else _target(request.redirect_uri)
    policy = (
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'; "
        f"form-action 'self'{target}; frame-ancestors 'none'; base-uri 'none'"
    )
    html = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{visible(title)}</title><style>{style}</style></head><body><main>{content}</main></body></html>\n"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }
    return Response(status, [(name.encode(), value.encode()) for name, value in headers.items()], html.encode())


def _fields(hint: str) -> str:
    return (
        '<label for="username">Email</label>'
        f'<input id="username" name="username" type="email" autocomplete="username" value="{escape(hint)}" required>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password">'
        '<button class="main">Log in</button>'
    )


def _choice(user: Entity) -> str:
    email = user.properties.get("email")
    more = f"<span>{isolated(str(email))}</span>" if email else ""
    return f'<li><button name="user" value="{escape(user.id)}" formnovalidate>{isolated(user.name)}{more}</button></li>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _target(uri: str) -> str:
    """Where the form may lead: browsers apply the policy to the redirect, too."""
    parts = urlsplit(uri)
    origin = f"{parts.scheme}://{parts.netloc}"
    if _SOURCE.fullmatch(origin):
        return f" {origin}"
    return f" {parts.scheme}:" if _SCHEME.fullmatch(parts.scheme) else ""


@cache
def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8").strip()
