"""What a running flow asks of the outside world, what the world replies, and how an execution ends.

Effects are imperative and frozen; their fields are plain JSON values, so that an effect can be fingerprinted,
journaled and sent to another process. A reply is a plain JSON value too, with its time. An effect names the type of
that value, `Asks[…]`: handlers return it, and `machine.take` passes it on. All are msgspec Structs, because frozen
dataclasses take ten times as long to create: a replay creates an effect and a reply for every entry of a journal.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, NotRequired, TypedDict, TypeVar, cast

import msgspec

Json = None | bool | int | float | str | list[Any] | dict[str, Any]


class Effect(msgspec.Struct, frozen=True, gc=False):
    """Base class of all effects.

    An effect that is not `repeatable` may have changed the world before its reply was lost: its intent is journaled
    before it is performed.
    """

    repeatable: ClassVar[bool] = True


R = TypeVar("R", covariant=True)


class Asks(Effect, Generic[R], frozen=True, gc=False):
    """An effect whose reply is an R."""


Entity = dict[str, Json]
"""An entity of the organization. Its properties depend on the organization."""


class Failure(TypedDict):
    """Why an effect failed."""

    errorType: str
    errorMessage: str


class Failed(TypedDict):
    """The reply to a failed effect."""

    failure: Failure


class ReadClock(Asks[None], frozen=True, gc=False):
    """Read the current time. Reply: null; the time of the reply is the answer."""


class DrawRandom(Asks[int], frozen=True, gc=False):
    """Draw a random integer from 0 to 2**53 - 1. Reply: the integer."""


class Wait(Asks[None], frozen=True, gc=False):
    """Wait until a time, in milliseconds since the epoch. Reply: null."""

    until: int


class LookUp(Asks[Entity | None], frozen=True, gc=False):
    """Read one entity of the organization.

    `noun` is the cloud's noun in the singular (`user`, `queue`, `externalContact`, `dataTableRow`, `commonModule`,
    …), `by` the property to look it up by (`id`, `name`, `email`, `key`), `value` the value. `within` names the
    container, if there is one (the data table; the version of a common module). Reply: the entity as a JSON object,
    null if it does not exist, or `Failed` if the look-up failed (see `failure_in`). A common module's entity has
    `hash`, the content hash of its program.
    """

    noun: str
    by: str
    value: Json
    within: str | None = None


def failure_in(reply: Entity) -> Failure | None:
    """The failure of a look-up. A data table may have a column with that name."""
    failure = reply.get("failure")
    return cast("Failure", failure) if isinstance(failure, dict) else None


class Search(Asks[list[Entity]], frozen=True, gc=False):
    """Search the organization's entities for a text. Reply: an array of JSON objects, best match first."""

    noun: str
    text: str


class ReadData(Asks[dict[str, str] | None], frozen=True, gc=False):
    """Read attributes of a conversation's participant. Reply: an object with those that are set, or null if the
    conversation or the participant does not exist."""

    conversation_id: str
    participant_id: str | None
    names: tuple[str, ...]


class WriteData(Asks[bool], frozen=True, gc=False):
    """Write attributes of a conversation's participant. Reply: true, or false if it does not exist."""

    conversation_id: str
    participant_id: str | None
    attributes: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class DataActionSucceeded(TypedDict):
    """The outputs of a data action by their flattened names. `scripted` is the index of a scripted reply."""

    success: dict[str, Json]
    scripted: NotRequired[int]


class DataActionFailed(TypedDict):
    """The failure outputs of a data action, and `errorMessage` for the person who runs the flow."""

    failure: dict[str, Json]
    scripted: NotRequired[int]


class DataActionTimedOut(TypedDict):
    """A data action has not replied in time: `timeout` is true."""

    timeout: bool
    scripted: NotRequired[int]


DataActionReply = DataActionSucceeded | DataActionFailed | DataActionTimedOut


class CallDataAction(Asks[DataActionReply], frozen=True, gc=False):
    """Call a data action. `inputs` by name, `timeout` in milliseconds.

    `taken` are the scripted replies that this execution has already got from this data action, by their index in the
    mocks file's list. Reply: a `DataActionReply`.
    """

    category: str
    name: str
    inputs: dict[str, Json]
    timeout: int
    taken: tuple[int, ...] = ()

    repeatable: ClassVar[bool] = False


class Changed(TypedDict):
    """The entity after the change."""

    success: Entity


class Change(Asks[Changed | Failed], frozen=True, gc=False):
    """Create or change one entity of the organization.

    `noun` is the cloud's noun, `operation` its verb (`create`, `update`, `terminate`, `promote`, …), `id` the entity,
    if it already exists. Reply: `Changed` or `Failed`.
    """

    noun: str
    operation: str
    id: str | None = None
    values: dict[str, Json] = msgspec.field(default_factory=dict[str, Json])

    repeatable: ClassVar[bool] = False


class Ciphered(TypedDict):
    """The resulting text."""

    success: str


class Cipher(Asks[Ciphered | Failed], frozen=True, gc=False):
    """Encrypt or decrypt a text with the organization's key. Reply: `Ciphered` or `Failed`."""

    operation: str
    text: str


_KINDS: dict[str, type[Effect]] = {
    kind.__name__: kind
    for kind in (ReadClock, DrawRandom, Wait, LookUp, Search, ReadData, WriteData, CallDataAction, Change, Cipher)
}


def plain_effect(effect: Effect) -> dict[str, Any]:
    """An effect as plain values, for another process; see `effect_of`."""
    return {"effect": type(effect).__name__, "fields": msgspec.to_builtins(effect)}


def effect_of(plain: Mapping[str, Any]) -> Effect:
    """The inverse of `plain_effect`. Raises KeyError or msgspec.ValidationError for anything else."""
    return msgspec.convert(plain["fields"], _KINDS[plain["effect"]])


class Reply(msgspec.Struct, frozen=True, gc=False):
    """The reply to an effect: a plain JSON value, and its time in milliseconds since the epoch."""

    value: Json
    at: int


class Start(msgspec.Struct, frozen=True, gc=False):
    """The start of an execution: everything about it except its program and the replies.

    `inputs` are JSON values by full variable name, `launched_at` is in milliseconds since the epoch.
    """

    execution_id: str
    inputs: dict[str, Json] = {}
    launched_at: int = 0
    flow_id: str = ""
    flow_version: str = "1.0"
    is_test: bool = False


class FlowError(msgspec.Struct, frozen=True, gc=False):
    """Why an execution failed: the error type, the message, and the place.

    `action` is the action's name, `pointer` its place in the flow's document; `expression` is the text that failed,
    `values` the values of its variables.
    """

    type: str
    message: str
    action: str | None = None
    pointer: str | None = None
    expression: str | None = None
    values: dict[str, Json] = {}


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """How an execution ended.

    `status` is the cloud's `COMPLETED`, `FAILED` or `ERROR`; `completion_reason` the exit reason; `output_data` every
    output variable by its full name as JSON. FAILED: the flow's error handling ended it. ERROR: it could not be run
    (its journal does not match, its program no longer exists). That the cloud means the same is assumed.
    """

    status: str
    completion_reason: str | None
    output_data: dict[str, Json]
    error: FlowError | None = None
