"""Users."""

from architrave.definitions.values import User, derived_id
from architrave.server import refusals
from architrave.server.call import ApiCall
from architrave.server.refusals import Refusal
from architrave.server.routes.flows import HOME_DIVISION
from architrave.wire import users as wire
from architrave.wire.entities import Division

_READY = "Available"


async def me(call: ApiCall) -> Refusal:  # noqa: ARG001 - a route
    """The user of the token. Always refused: client credentials have no user (recorded)."""
    return refusals.USER_CONTEXT


async def show(call: ApiCall) -> wire.User | Refusal:
    """One user."""
    user_id = call.params["userId"]
    user = call.services.organization.users.find(user_id)
    if user is None or user.state != (call.text("state") or user.state):
        return Refusal(
            404,
            "not.found",
            "The requested resource was not found: no user has the id {id}.",
            {"id": user_id},
        )
    return user_shape(call, user)


def user_shape(call: ApiCall, user: User) -> wire.User:
    """A user in its API form."""
    expand = call.texts("expand")
    division = user.division or HOME_DIVISION
    routing = wire.RoutingStatus(user_id=user.id, status="IDLE" if user.status == _READY else "OFF_QUEUE")
    return wire.User(
        id=user.id,
        name=user.name,
        division=Division(id=derived_id("division", division), name=division),
        email=user.email,
        state=user.state,
        title=user.title,
        department=user.department,
        username=user.email,
        version=1,
        acd_auto_answer=False,
        routing_status=routing if "routingStatus" in expand else None,
        authorization=_authorization(call, user) if "authorization" in expand else None,
        self_uri=f"/api/v2/users/{user.id}",
    )


def _authorization(call: ApiCall, user: User) -> wire.UserAuthorization:
    permissions = call.services.organization.permissions_of_user(user.id)
    return wire.UserAuthorization(
        roles=[wire.DomainRole(id=derived_id("role", role), name=role) for role in user.roles],
        permissions=sorted(permissions.granted),
    )
