"""What a running flow asks of the world, what the world answers, and how an execution ends.

Effects are imperative and frozen; their fields are plain JSON values, so that an effect can be fingerprinted,
journaled and sent to another process. A reply is a plain JSON value too, with the time at which it was had.
"""

from dataclasses import dataclass, field
from typing import Any

Json = None | bool | int | float | str | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """Base of all effects."""


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

    `noun` is the cloud's noun in the singular (`user`, `queue`, `externalContact`, `dataTableRow`, `commonModule`, …), `by` the
    property it is looked up by (`id`, `name`, `email`, `key`), `value` the value. `within` names the container where
    there is one (the data table). Reply: the entity as a JSON object, or null where there is none.
    """

    noun: str
    by: str
    value: Json
    within: str | None = None


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

    Reply: `{"success": {OUTPUT: VALUE}}` with flattened output names, `{"failure": {errorCode, errorMessage, …}}`, or
    `{"timeout": true}`.
    """

    category: str
    name: str
    inputs: dict[str, Json]
    timeout: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the world answered: a plain JSON value, and when, in milliseconds since the epoch."""

    value: Json
    at: int


@dataclass(frozen=True, slots=True)
class FlowError:
    """Why an execution failed: the action by name and path, the error type, and the sentence."""

    type: str
    message: str
    action: str | None = None
    pointer: str | None = None
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an execution ended.

    `status` is the cloud's `COMPLETED`, `FAILED` or `ERROR`; `completion_reason` the exit reason; `output_data` every
    output variable by its full name as JSON.
    """

    status: str
    completion_reason: str | None
    output_data: dict[str, Json]
    error: FlowError | None = None
