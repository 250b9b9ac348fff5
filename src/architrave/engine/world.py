"""The world as a durable engine sees it: who answers effects, and what may be done before what is on disk."""

from typing import Protocol

import msgspec

from architrave.engine.execution import Launch
from architrave.interpreter.effects import Effect, Json


class Call(msgspec.Struct, frozen=True, gc=False):
    """The circumstances in which an effect is performed.

    `launch` is the execution's, `sequence` the effect's number in it. `interrupted` says that an intent without a reply
    was found after a crash: the effect may have happened already.
    """

    launch: Launch
    sequence: int
    interrupted: bool = False

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt at the same effect of the same execution, and for no other."""
        return f"{self.launch.id}-{self.sequence}"


class World(Protocol):
    """Answers effects. `ReadClock`, `DrawRandom` and `Wait` are the engine's own and never reach it."""

    def is_local(self, effect: Effect) -> bool:
        """Whether the answer is had at once, in this process, and leaves no trace outside of it."""
        ...

    def answer(self, effect: Effect, call: Call) -> Json:
        """The answer to a local effect."""
        ...

    async def perform(self, effect: Effect, call: Call) -> Json:
        """The answer to an effect that leaves the process. Every earlier reply is on disk when this is called."""
        ...
