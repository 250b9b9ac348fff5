"""The faults of actions, as opposed to those of expressions: the flow asked for something impossible."""

from architrave.flows.program import AnyAction


class ActionFault(Exception):  # noqa: N818 - a fault in the flow, not in Architrave
    """Raised in an action that cannot be performed: `type` is the error type, `message` says why."""

    def __init__(self, type: str, message: str) -> None:  # noqa: A002 - the word that the flow shows
        super().__init__(message)
        self.type = type
        self.message = message


class ReplyFault(ActionFault):
    """Raised if a reply cannot be used: the action takes its failure path, if it has one."""


def not_set(action: AnyAction, what: str) -> ActionFault:
    """The fault of an action whose input is NOT_SET although it needs one: flow error handling, not a path."""
    return ActionFault("NotSet", f"“{action.name}” has no {what}: it is NOT_SET.")
