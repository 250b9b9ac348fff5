"""What a running flow asks of the world, what the world answers, and how an execution ends.

Effects are imperative and frozen; their fields are plain JSON values, so that an effect can be fingerprinted,
journaled and sent to another process. A reply is a plain JSON value too, with the time at which it was had.
All are msgspec Structs, not dataclasses, which take ten times as long to make where they are frozen: a replay makes an
effect and a reply for every entry of a journal.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

Json = None | bool | int | float | str | list[Any] | dict[str, Any]


class Effect(msgspec.Struct, frozen=True, gc=False):
    """Base of all effects.

    An effect that is not `repeatable` may have changed the world before its reply was lost: its intent is journaled
    before it is performed.
    """

    repeatable: ClassVar[bool] = True


class ReadClock(Effect, frozen=True, gc=False):
    """The time now. Reply: null; the reply's own time is the answer."""


class DrawRandom(Effect, frozen=True, gc=False):
    """A random integer of 0 to 2**53 - 1. Reply: the integer."""


class Wait(Effect, frozen=True, gc=False):
    """Wait until a moment, in milliseconds since the epoch. Reply: null."""

    until: int


class LookUp(Effect, frozen=True, gc=False):
    """Read one entity of the organization.

    `noun` is the cloud's noun in the singular (`user`, `queue`, `externalContact`, `dataTableRow`, `commonModule`,
    …), `by` the property it is looked up by (`id`, `name`, `email`, `key`), `value` the value. `within` names the
    container where there is one (the data table; the version of a common module). Reply: the entity as a JSON object,
    or null where there is none, or `{"failure": {"errorType", "errorMessage"}}` where it cannot be known. A common
    module's entity has `hash`, the content hash of its program.
    """

    noun: str
    by: str
    value: Json
    within: str | None = None


class Search(Effect, frozen=True, gc=False):
    """Find the entities of the organization that a text describes. Reply: an array of JSON objects, best first."""

    noun: str
    text: str


class ReadData(Effect, frozen=True, gc=False):
    """Read attributes of a conversation's participant. Reply: an object of the names that are set."""

    conversation_id: str
    participant_id: str | None
    names: tuple[str, ...]


class WriteData(Effect, frozen=True, gc=False):
    """Write attributes of a conversation's participant. Reply: true, or false where there is none such."""

    conversation_id: str
    participant_id: str | None
    attributes: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class CallDataAction(Effect, frozen=True, gc=False):
    """Call a data action. `inputs` by name, `timeout` in milliseconds.

    `taken` are the scripted replies, by their places in the mocks file's list, that this execution has had from this
    data action before. Reply: `{"success": {OUTPUT: VALUE}}` with flattened output names, `{"failure": {errorCode,
    errorMessage, …}}`, or `{"timeout": true}`; a scripted reply also tells its place as `scripted`.
    """

    category: str
    name: str
    inputs: dict[str, Json]
    timeout: int
    taken: tuple[int, ...] = ()

    repeatable: ClassVar[bool] = False


class Change(Effect, frozen=True, gc=False):
    """Make or change one entity of the organization.

    `noun` is the cloud's noun, `operation` its verb (`create`, `update`, `terminate`, `promote`, …), `id` the entity
    where it exists already. Reply: `{"success": ENTITY}` or `{"failure": {"errorType", "errorMessage"}}`.
    """

    noun: str
    operation: str
    id: str | None = None
    values: dict[str, Json] = msgspec.field(default_factory=dict[str, Json])

    repeatable: ClassVar[bool] = False


class Cipher(Effect, frozen=True, gc=False):
    """Encrypt or decrypt a text with the organization's key. Reply: `{"success": TEXT}` or `{"failure": {…}}`."""

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
