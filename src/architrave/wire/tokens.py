"""Access tokens, as the login service returns them."""

from architrave.wire.codec import Shape


class AccessToken(Shape, kw_only=True, rename=None):
    """A token with its type and lifetime in seconds. Only a login with a secret and a code has a refresh token."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str | None = None
