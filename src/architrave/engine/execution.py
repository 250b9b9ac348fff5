"""What goes into an engine, what comes out of it, and the interface that every durable engine has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from architrave.interpreter.effects import Json
from architrave.interpreter.journal import Entry


class Launch(msgspec.Struct, frozen=True, gc=False):
    """A launch that was judged good: an execution to be kept and run.

    `id` is the execution's (see `identifiers`), `program` the content hash of the flow version's program, `inputs`
    JSON values by full variable name, `launched_at` milliseconds since the epoch. `caller` is who asked and with what
    beside the inputs (client, initiator, context, participant, queue), kept and shown but never read by the flow's
    interpreter; `context` are the keys of it that executions can be searched by.
    """

    id: str
    program: str
    flow_id: str
    flow_version: str
    name: str
    launched_at: int
    inputs: Mapping[str, Json] = {}
    caller: Mapping[str, Json] | None = None
    context: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ExecutionRecord:
    """An execution as it can be seen: as it was launched, and how it ended.

    `status` is the cloud's (`RUNNING` until there is an outcome). Times are milliseconds since the epoch. `error` is
    the FlowError as JSON. `parked` are the diagnostics, as JSON, of one that cannot go on.
    """

    id: str
    program: str
    flow_id: str
    flow_version: str
    name: str
    launched_at: int
    inputs: Mapping[str, Json]
    caller: Mapping[str, Json] | None
    status: str
    completed_at: int | None = None
    completion_reason: str | None = None
    output_data: dict[str, Json] | None = None
    error: dict[str, Json] | None = None
    parked: list[dict[str, Json]] | None = None


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """How an engine fares, in numbers.

    `ready` executions could run now, `running` are held in memory, `waiting` wait without being held; `parked` cannot
    go on; `queued` writes are not on disk yet; `write_failures` counts groups that the disk refused. `writable` says
    whether the last group was kept.
    """

    ready: int = 0
    running: int = 0
    waiting: int = 0
    parked: int = 0
    queued: int = 0
    launched: int = 0
    finished: int = 0
    commits: int = 0
    write_failures: int = 0
    writable: bool = True

    def to_json(self) -> dict[str, Any]:
        """The numbers by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Engine(Protocol):
    """A durable engine. All methods are called in the event loop's thread."""

    async def start(self) -> None:
        """Begin to run, and go on with every execution that has no outcome yet."""
        ...

    async def stop(self) -> None:
        """Finish what is being written, and end. Executions that have no outcome go on at the next start."""
        ...

    def check_room(self) -> None:
        """Raise `Overloaded` if a launch would not be taken now. `launch` checks it too."""
        ...

    async def launch(self, launch: Launch) -> None:
        """Keep a launch; returns once it is on disk, raises `NotKept` where it is not. An id is launched only once."""
        ...

    async def execution(self, execution_id: str) -> ExecutionRecord | None:
        """What can be seen of an execution; None where there is none of that id."""
        ...

    async def search(self, context: Mapping[str, str], *, limit: int = 100) -> list[ExecutionRecord]:
        """The newest executions whose context has all these values, newest first; all executions for an empty one."""
        ...

    async def journal(self, execution_id: str) -> list[Entry]:
        """The journal of an execution, as far as it is on disk."""
        ...

    def health(self) -> EngineHealth:
        """How the engine fares."""
        ...
