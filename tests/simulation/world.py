"""The called side: an ERP that takes its time, fails, or never answers, and counts what it was asked."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, Effect

INTERRUPTED = "interrupted"


class CalledSide:
    """Outlives the engine. `Post` may be repeated; `Once` must not be, and the world refuses to."""

    def __init__(self, chance: random.Random, log: Callable[[str], None]) -> None:
        self._chance = chance
        self._log = log
        self.asked: Counter[tuple[str, str]] = Counter()
        """How often each data action was called with each idempotency key."""
        self.keys: dict[tuple[str, str, int], set[str]] = {}
        """The keys that came with each turn of each execution."""
        self.is_kind = False
        """Whether it always answers."""

    def is_local(self, effect: Effect) -> bool:
        return False

    def answer(self, effect: Effect, call: Call) -> Any:
        raise AssertionError(effect)

    async def perform(self, effect: Effect, call: Call) -> Any:
        assert isinstance(effect, CallDataAction)
        name, key = effect.name, call.idempotency_key
        if name == "Once" and call.interrupted:
            return {"failure": {"errorCode": INTERRUPTED, "status": 409}}
        await asyncio.sleep(self._chance.uniform(0, 0.05))
        self.asked[name, key] += 1
        turn: Any = effect.inputs["turn"]
        self.keys.setdefault((name, call.launch.id, turn), set()).add(key)
        self._log(f"called {name} {key}{' again' if self.asked[name, key] > 1 else ''}")
        fate = 1.0 if self.is_kind else self._chance.random()
        if fate < 0.05:  # never answers
            await asyncio.sleep(effect.timeout / 1000)
            return {"timeout": True}
        await asyncio.sleep(self._chance.uniform(0, 0.5))
        if fate < 0.15:
            return {"failure": {"errorCode": "refused", "status": 500}}
        return {"success": {"key": key}}
