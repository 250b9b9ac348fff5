"""The faults of an action: what a flow did that cannot be done, beside the faults of its expressions."""


class ActionFault(Exception):  # noqa: N818 - a fault of the flow, not an error of ours
    """Leaves an action that cannot be performed: `type` is the error type, `message` says why."""

    def __init__(self, type: str, message: str) -> None:  # noqa: A002 - the word that the flow shows
        super().__init__(message)
        self.type = type
        self.message = message


class ReplyFault(ActionFault):
    """Leaves an action whose reply from the world cannot be used: it takes the failure path where there is one."""
