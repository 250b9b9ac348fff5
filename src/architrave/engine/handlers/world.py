"""The world of an engine: passes an effect to the handler of its family."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import msgspec

from architrave.definitions.mocks import Mocks, ScriptedReply
from architrave.engine.clock import Clock, wall_clock
from architrave.engine.execution import Launch
from architrave.engine.handlers import changes, ciphers, conversations, data_actions, look_ups
from architrave.engine.handlers.organization import Changes, Conversations, DataActions, Directory, NoDirectory
from architrave.engine.world import Call
from architrave.flows.module_references import LATEST
from architrave.interpreter.effects import (
    CallDataAction,
    Change,
    Cipher,
    DataActionReply,
    Effect,
    Entity,
    Json,
    LookUp,
    ReadData,
    Search,
    WriteData,
)

if TYPE_CHECKING:
    from architrave.engine.data_actions import Watch

Modules = Callable[[Launch, str, str], Entity | None]
"""Finds a common module for a launch, by its name and the reference to its version."""


class Handlers:
    """Answers effects from an organization, scripted replies and, if enabled, real data actions.

    `directory` returns the current organization, so that reloads take effect. `clock` delays scripted replies.
    `modules` finds the version of a common module that a launch's version of its flow was published with; without it,
    the directory's is used. `kept_changes` keeps what flows change; without it, nothing does. With `has_far_rows`, the
    rows of data tables are in a database that may take long to answer.
    """

    def __init__(
        self,
        directory: Callable[[], Directory] = NoDirectory,
        kept: Conversations | None = None,
        mocks: Callable[[], Mocks] = Mocks,
        real: DataActions | None = None,
        clock: Clock = wall_clock,
        modules: Modules | None = None,
        kept_changes: Changes | None = None,
        *,
        has_far_rows: bool = False,
    ) -> None:
        self._directory = directory
        self._kept = kept or conversations.Remembered(directory)
        self._mocks = mocks
        self._real = real
        self._clock = clock
        self._modules = modules
        self._kept_changes = kept_changes
        self._has_far_rows = has_far_rows

    def delay(self, effect: Effect) -> int:
        """The delay of a scripted reply to an effect, in milliseconds; 0 for all other effects."""
        return self._time(effect, data_actions.delay)

    def duration(self, effect: Effect) -> int:
        """The time that an effect takes on a virtual clock, in milliseconds; a scripted timeout takes all of it."""
        return self._time(effect, data_actions.duration)

    def _time(self, effect: Effect, of: Callable[[Mocks, CallDataAction], int]) -> int:
        if not isinstance(effect, CallDataAction) or not data_actions.is_scripted(self._mocks(), effect):
            return 0
        if self._real is None:
            return of(self._mocks(), effect)
        return 0 if self._real.refused(effect) is not None else of(self._mocks(), _within(self._real, effect))

    def note(self, effect: Effect, reply: Json) -> None:
        """Take notice of a reply that a virtual run got. Here it is ignored."""

    def watch(self) -> "Watch | None":
        """What takes notice of the HTTP exchanges of data actions; here nothing."""
        return None

    def is_local(self, effect: Effect) -> bool:
        """Whether the answer is available at once, in this process, without side effects outside it."""
        match effect:
            case CallDataAction():
                scripted = data_actions.is_scripted(self._mocks(), effect) or self._real is None
                return scripted and not self.delay(effect) and self._response(effect) is None
            case LookUp(noun="dataTableRow"):
                return not self._has_far_rows
            case LookUp() | Search() | ReadData() | Cipher():
                return True
            case Change():
                return self._kept_changes is None
            case _:
                return False

    def answer(self, effect: Effect, call: Call) -> Json:
        """The answer to an effect that takes no time."""
        directory = self._directory()
        match effect:
            case LookUp(noun="commonModule") if self._modules is not None:
                return self._modules(call.launch, str(effect.value), effect.within or LATEST)
            case LookUp():
                return look_ups.look_up(directory, effect)
            case Search():
                return look_ups.search(directory, effect)
            case ReadData():
                whose = effect.conversation_id, effect.participant_id
                return cast("Json", self._kept.read(*whose, effect.names, is_own=whose[0] == call.launch.id))
            case WriteData():
                whose = effect.conversation_id, effect.participant_id
                return self._kept.write(*whose, effect.attributes, is_own=whose[0] == call.launch.id)
            case CallDataAction():
                return cast("Json", self._scripted(effect, call))
            case Change():
                return cast("Json", changes.change(self._kept_changes or changes.Unkept(directory), effect, call))
            case Cipher():
                return cast("Json", ciphers.cipher(effect))
            case _:
                raise TypeError(f"the engine itself must answer {type(effect).__name__}")

    def _scripted(self, effect: CallDataAction, call: Call) -> DataActionReply:
        """A scripted reply. A call that a real data action would refuse does not use it up."""
        real = self._real
        if real is None:
            return data_actions.scripted(self._mocks(), effect)
        refused = real.refused(effect, call)
        if refused is not None:
            return refused
        return real.agreed(effect, data_actions.scripted(self._mocks(), _within(real, effect)), call)

    def _response(self, effect: CallDataAction) -> tuple[int, ScriptedReply] | None:
        """The scripted HTTP response to a call; None without the definition that it needs."""
        if self._real is None or self._real.definition(effect) is None:
            return None
        return data_actions.response(self._mocks(), _within(self._real, effect))

    async def perform(self, effect: Effect, call: Call) -> Json:
        """The answer to an effect that may take time or have side effects."""
        if isinstance(effect, CallDataAction) and data_actions.is_scripted(self._mocks(), effect):
            await self._clock.sleep(self.delay(effect))
        return await self.perform_at_once(effect, call)

    async def perform_at_once(self, effect: Effect, call: Call) -> Json:
        """The same without the delay of a scripted reply."""
        if isinstance(effect, CallDataAction) and self._real is not None:
            if not data_actions.is_scripted(self._mocks(), effect):
                return cast("Json", await self._real.call(effect, call, self.watch()))
            if (chosen := self._response(effect)) is not None:
                place, scripted = chosen
                reply = await self._real.respond(effect, call, scripted, watch=self.watch())
                return cast("Json", {**reply, "scripted": place})
        if isinstance(effect, WriteData | Change | LookUp):  # it waits for the disk; requests should not
            return await asyncio.to_thread(self.answer, effect, call)
        return self.answer(effect, call)


def _within(real: DataActions, effect: CallDataAction) -> CallDataAction:
    """A call with the timeout of its definition."""
    return msgspec.structs.replace(effect, timeout=real.timeout(effect))
