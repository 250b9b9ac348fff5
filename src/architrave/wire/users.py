"""Users."""

from architrave.wire.codec import Shape
from architrave.wire.entities import Division


class RoutingStatus(Shape, kw_only=True):
    """Whether a user is available for interactions."""

    user_id: str
    status: str


class UserAuthorization(Shape, kw_only=True):
    """A user's roles and permissions, included if the request expands `authorization`."""

    roles: "list[DomainRole]"
    permissions: list[str]


class DomainRole(Shape, kw_only=True):
    """A role by id and name."""

    id: str
    name: str


class User(Shape, kw_only=True):
    """A user. `version` is required by the public model."""

    id: str
    name: str
    division: Division
    email: str | None = None
    state: str
    title: str | None = None
    department: str | None = None
    username: str | None = None
    version: int
    acd_auto_answer: bool
    routing_status: RoutingStatus | None = None
    authorization: UserAuthorization | None = None
    self_uri: str
