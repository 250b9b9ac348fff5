"""What actions on flows return."""

from architrave.wire.codec import Shape
from architrave.wire.entities import DomainEntityRef


class Operation(Shape, kw_only=True):
    """The result of an action on a flow, such as PUBLISH. Here it is always complete."""

    id: str
    complete: bool
    action_name: str
    action_status: str
    client: DomainEntityRef | None = None
