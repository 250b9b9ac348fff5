"""What a running flow asks of the world, what the world answers, and how an execution ends.

Effects are imperative and frozen; their fields are plain JSON values, so that an effect can be fingerprinted,
journaled and sent to another process. A reply is a plain JSON value too, with the time at which it was had.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

Json = None | bool | int | float | str | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """Base of all effects.

    An effect that is not `repeatable` may have changed the world before its reply was lost: its intent is journaled
    before it is performed.
    """

    repeatable: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ReadClock(Effect):
    """The time now. Reply: null; the reply's own time is the answer."""


@dataclass(frozen=True, slots=True)
class DrawRandom(Effect):
    """A random integer of 0 to 2**53 - 1. Reply: the integer."""


@dataclass(frozen=True, slots=True)
class Wait(Effect):
    """Wait until a moment, in milliseconds since the epoch. Reply: null."""

    until: int


@dataclass(frozen=True, slots=True)
class LookUp(Effect):
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


@dataclass(frozen=True, slots=True)
class Search(Effect):
    """Find the entities of the organization that a text describes. Reply: an array of JSON objects, best first."""

    noun: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadData(Effect):
    """Read attributes of a conversation's participant. Reply: an object of the names that are set."""

    conversation_id: str
    participant_id: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WriteData(Effect):
    """Write attributes of a conversation's participant. Reply: true, or false where there is none such."""

    conversation_id: str
    participant_id: str | None
    attributes: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class CallDataAction(Effect):
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


@dataclass(frozen=True, slots=True)
class Change(Effect):
    """Make or change one entity of the organization.

    `noun` is the cloud's noun, `operation` its verb (`create`, `update`, `terminate`, `promote`, …), `id` the entity
    where it exists already. Reply: `{"success": ENTITY}` or `{"failure": {"errorType", "errorMessage"}}`.
    """

    noun: str
    operation: str
    id: str | None = None
    values: dict[str, Json] = field(default_factory=dict[str, Json])

    repeatable: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Cipher(Effect):
    """Encrypt or decrypt a text with the organization's key. Reply: `{"success": TEXT}` or `{"failure": {…}}`."""

    operation: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the world answered: a plain JSON value, and when, in milliseconds since the epoch."""

    value: Json
    at: int


@dataclass(frozen=True, slots=True)
class Start:
    """What an execution begins with: everything about it that is neither its program nor a reply.

    `inputs` are JSON values by full variable name, `launched_at` is in milliseconds since the epoch.
    """

    execution_id: str
    inputs: dict[str, Json] = field(default_factory=dict[str, Json])
    launched_at: int = 0
    flow_id: str = ""
    flow_version: str = "1.0"
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class FlowError:
    """Why an execution failed: the error type and the sentence, and where it was.

    `action` is the action's name, `pointer` its place in the flow's document; `expression` is the text that failed
    and `values` the values that its variables had.
    """

    type: str
    message: str
    action: str | None = None
    pointer: str | None = None
    expression: str | None = None
    values: dict[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an execution ended.

    `status` is the cloud's `COMPLETED`, `FAILED` or `ERROR`; `completion_reason` the exit reason; `output_data` every
    output variable by its full name as JSON. FAILED is a flow that its error handling ended; ERROR is one that could
    not be run (a journal that does not fit, a program that is gone). That the cloud means the same is assumed.
    """

    status: str
    completion_reason: str | None
    output_data: dict[str, Json]
    error: FlowError | None = None
