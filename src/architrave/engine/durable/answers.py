"""The answers that a durable engine has at once: the clock, random numbers, and the local answers of its world."""

import secrets
from dataclasses import dataclass

from architrave.engine.clock import Now
from architrave.engine.world import Call, World
from architrave.interpreter.effects import Effect, Json

_RANDOM_BITS = 53


@dataclass(frozen=True, slots=True)
class WorldAnswers:
    """Answers from a world and a clock."""

    world: World
    clock: Now

    def random(self) -> int:
        """A cryptographically secure random number."""
        return secrets.randbits(_RANDOM_BITS)

    def is_local(self, effect: Effect) -> bool:
        """Whether the world answers this at once and without side effects."""
        return self.world.is_local(effect)

    def answer(self, effect: Effect, call: Call) -> Json:
        """The world's answer."""
        return self.world.answer(effect, call)
