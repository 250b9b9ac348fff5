"""Access tokens, as the login service answers them."""

from architrave.wire.codec import Shape


class AccessToken(Shape, kw_only=True, rename=None):
    """A token with its kind and its life in seconds."""

    access_token: str
    token_type: str
    expires_in: int
