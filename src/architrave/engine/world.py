"""The world as a durable engine sees it: what answers effects, and what must be on disk first."""

from typing import Protocol

import msgspec

from architrave.engine.execution import Launch
from architrave.interpreter.effects import Effect, Json


class Call(msgspec.Struct, frozen=True, gc=False):
    """The circumstances in which an effect is performed.

    `launch` belongs to the execution, `sequence` is the effect's number in it. `interrupted`: an intent without a reply
    was found after a crash, so the effect may have happened already.
    """

    launch: Launch
    sequence: int
    interrupted: bool = False

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt at the same effect of the same execution, and for no other."""
        return f"{self.launch.id}-{self.sequence}"


class World(Protocol):
    """Answers effects, except `ReadClock`, `DrawRandom` and `Wait`, which the engine itself answers."""

    def is_local(self, effect: Effect) -> bool:
        """Whether the answer is available at once, in this process, without side effects outside it."""
        ...

    def answer(self, effect: Effect, call: Call) -> Json:
        """The answer to a local effect."""
        ...

    async def perform(self, effect: Effect, call: Call) -> Json:
        """The answer to an external effect. Every earlier reply is on disk when this is called."""
        ...
