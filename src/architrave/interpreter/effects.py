"""What a running flow asks of the world, what the world answers, and how an execution ends.

Effects are imperative and frozen; their fields are plain JSON values, so that an effect can be fingerprinted,
journaled and sent to another process. A reply is a plain JSON value too, with the time at which it was had. An effect
names the type of that value, `Asks[…]`: the handlers answer with it, and `machine.take` gives it to who asked.
All are msgspec Structs, not dataclasses, which take ten times as long to make where they are frozen: a replay makes an
effect and a reply for every entry of a journal.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, NotRequired, TypedDict, TypeVar, cast

import msgspec

Json = None | bool | int | float | str | list[Any] | dict[str, Any]


class Effect(msgspec.Struct, frozen=True, gc=False):
    """Base of all effects.

    An effect that is not `repeatable` may have changed the world before its reply was lost: its intent is journaled
    before it is performed.
    """

    repeatable: ClassVar[bool] = True


R = TypeVar("R", covariant=True)


class Asks(Effect, Generic[R], frozen=True, gc=False):
    """An effect whose reply is an R."""


Entity = dict[str, Json]
"""An entity of the organization. Which properties it has is the organization's business."""


class Failure(TypedDict):
    """Why the world could not do what was asked."""

    errorType: str
    errorMessage: str


class Failed(TypedDict):
    """The reply to an effect that failed."""

    failure: Failure


class ReadClock(Asks[None], frozen=True, gc=False):
    """The time now. Reply: null; the reply's own time is the answer."""


class DrawRandom(Asks[int], frozen=True, gc=False):
    """A random integer of 0 to 2**53 - 1. Reply: the integer."""


class Wait(Asks[None], frozen=True, gc=False):
    """Wait until a moment, in milliseconds since the epoch. Reply: null."""

    until: int


class LookUp(Asks[Entity | None], frozen=True, gc=False):
    """Read one entity of the organization.

    `noun` is the cloud's noun in the singular (`user`, `queue`, `externalContact`, `dataTableRow`, `commonModule`,
    …), `by` the property it is looked up by (`id`, `name`, `email`, `key`), `value` the value. `within` names the
    container where there is one (the data table; the version of a common module). Reply: the entity as a JSON object,
    or null where there is none, or `Failed` where it cannot be known (see `failure_in`). A common module's entity has
    `hash`, the content hash of its program.
    """

    noun: str
    by: str
    value: Json
    within: str | None = None


def failure_in(reply: Entity) -> Failure | None:
    """The failure that a look-up ended in. A data table may have a column of that name."""
    failure = reply.get("failure")
    return cast("Failure", failure) if isinstance(failure, dict) else None


class Search(Asks[list[Entity]], frozen=True, gc=False):
    """Find the entities of the organization that a text describes. Reply: an array of JSON objects, best first."""

    noun: str
    text: str


class ReadData(Asks[dict[str, str]], frozen=True, gc=False):
    """Read attributes of a conversation's participant. Reply: an object of the names that are set."""

    conversation_id: str
    participant_id: str | None
    names: tuple[str, ...]


class WriteData(Asks[bool], frozen=True, gc=False):
    """Write attributes of a conversation's participant. Reply: true, or false where there is none such."""

    conversation_id: str
    participant_id: str | None
    attributes: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class DataActionSucceeded(TypedDict):
    """The outputs of a data action by their flattened names. `scripted` is the place of a scripted reply."""

    success: dict[str, Json]
    scripted: NotRequired[int]


class DataActionFailed(TypedDict):
    """The failure outputs of a data action, and `errorMessage` for whoever runs the flow."""

    failure: dict[str, Json]
    scripted: NotRequired[int]


class DataActionTimedOut(TypedDict):
    """A data action has not answered in time: `timeout` is true."""

    timeout: bool
    scripted: NotRequired[int]


DataActionReply = DataActionSucceeded | DataActionFailed | DataActionTimedOut


class CallDataAction(Asks[DataActionReply], frozen=True, gc=False):
    """Call a data action. `inputs` by name, `timeout` in milliseconds.

    `taken` are the scripted replies, by their places in the mocks file's list, that this execution has had from this
    data action before. Reply: a `DataActionReply`.
    """

    category: str
    name: str
    inputs: dict[str, Json]
    timeout: int
    taken: tuple[int, ...] = ()

    repeatable: ClassVar[bool] = False


class Changed(TypedDict):
    """The entity as it now is."""

    success: Entity


class Change(Asks[Changed | Failed], frozen=True, gc=False):
    """Make or change one entity of the organization.

    `noun` is the cloud's noun, `operation` its verb (`create`, `update`, `terminate`, `promote`, …), `id` the entity
    where it exists already. Reply: `Changed` or `Failed`.
    """

    noun: str
    operation: str
    id: str | None = None
    values: dict[str, Json] = msgspec.field(default_factory=dict[str, Json])

    repeatable: ClassVar[bool] = False


class Ciphered(TypedDict):
    """The text that came of it."""

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
    """An effect as plain values, for another process: see `effect_of`."""
    return {"effect": type(effect).__name__, "fields": msgspec.to_builtins(effect)}


def effect_of(plain: Mapping[str, Any]) -> Effect:
    """The effect that `plain_effect` made plain. Raises KeyError or msgspec.ValidationError for anything else."""
    return msgspec.convert(plain["fields"], _KINDS[plain["effect"]])


class Reply(msgspec.Struct, frozen=True, gc=False):
    """What the world answered: a plain JSON value, and when, in milliseconds since the epoch."""

    value: Json
    at: int


class Start(msgspec.Struct, frozen=True, gc=False):
    """What an execution begins with: everything about it that is neither its program nor a reply.

    `inputs` are JSON values by full variable name, `launched_at` is in milliseconds since the epoch.
    """

    execution_id: str
    inputs: dict[str, Json] = {}
    launched_at: int = 0
    flow_id: str = ""
    flow_version: str = "1.0"
    is_test: bool = False


class FlowError(msgspec.Struct, frozen=True, gc=False):
    """Why an execution failed: the error type and the sentence, and where it was.

    `action` is the action's name, `pointer` its place in the flow's document; `expression` is the text that failed
    and `values` the values that its variables had.
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
    output variable by its full name as JSON. FAILED is a flow that its error handling ended; ERROR is one that could
    not be run (a journal that does not fit, a program that is gone). That the cloud means the same is assumed.
    """

    status: str
    completion_reason: str | None
    output_data: dict[str, Json]
    error: FlowError | None = None
