"""Who logs in: a user with a password, or, on the server's own machine, any user without one."""

import hmac
from collections.abc import Mapping
from zlib import crc32

from architrave.definitions.nouns.user import ACTIVE, USER
from architrave.organization.entity import Entity
from architrave.organization.local import LocalOrganization
from architrave.organization.tokens import CodeGrant
from architrave.server.oauth.authorizing import LoginRequest

WRONG = "The email address or the password is wrong."

_GROUPS = 1_000


def active_users(organization: LocalOrganization) -> list[Entity]:
    """The users who may log in, by name."""
    users = organization.entities.all(USER.name)
    active = [user for user in users if (user.properties.get("state") or ACTIVE) == ACTIVE]
    return sorted(active, key=lambda user: (user.name.casefold(), user.number))


def without_password(organization: LocalOrganization) -> list[Entity]:
    """The active users who have no password."""
    passwords = organization.definition.passwords
    return [user for user in active_users(organization) if user.id not in passwords]


def user_of(organization: LocalOrganization, form: Mapping[str, str], *, is_here: bool) -> Entity | None:
    """The user that a form logs in: one that was chosen, who has no password, or one with an email address.

    `is_here`: the browser is on the server's own machine.
    """
    chosen, email, password = form.get("user", ""), form.get("username", "").strip(), form.get("password", "")
    if chosen:
        users = without_password(organization) if is_here and not password else []
        return next((user for user in users if user.id == chosen), None)
    folded = email.casefold()
    users = active_users(organization)
    same = [user for user in users if folded and str(user.properties.get("email") or "").casefold() == folded]
    found = same[0] if len(same) == 1 else None
    known = None if found is None else organization.definition.passwords.get(found.id)
    is_right = hmac.compare_digest(_bytes(known or "\0"), _bytes(password))
    if known is None:
        return found if is_here and not password else None
    return found if is_right else None


def attempts_of(form: Mapping[str, str]) -> str:
    """With which other attempts an attempt to log in counts: those for the same email address, and some others.

    There are few such groups, whatever is sent, so that counting them takes little memory.
    """
    return str(crc32(_bytes(form.get("username", "").strip().casefold())) % _GROUPS)


def answer_to(organization: LocalOrganization, request: LoginRequest, user: Entity) -> str:
    """The address to which the browser of a user who has logged in goes. Blocks; raises `NotKept`."""
    client, tokens = request.client, organization.tokens
    scopes = client.scopes or None
    if request.response_type == "code":
        grant = CodeGrant(request.redirect_uri, request.challenge)
        return request.answer({"code": tokens.issue_code(client.id, user.id, scopes, grant)})
    token = tokens.issue(client.id, seconds=client.token_seconds, user_id=user.id, scopes=scopes)
    return request.answer({"access_token": token, "expires_in": str(client.token_seconds), "token_type": "bearer"})


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
