"""Launches what events have stored: at once, or when it is due, also after a restart.

The id of an execution is stored with the event, and the engine launches each id once. So it makes no difference where a
process dies: what is not noted as launched is tried again, and finds the execution that there is already.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from architrave.definitions.nouns.trigger import TRIGGER
from architrave.engine import Launch
from architrave.engine.clock import Clock
from architrave.organization.trigger_events import why_late
from architrave.organization.trigger_inputs import TriggerInputs, inputs_for
from architrave.server.services import Services
from architrave.store import NotKept
from architrave.store import trigger_launches as kept
from architrave.store.trigger_launches import DROPPED, LAUNCHED, TriggerLaunchRow

AT_ONCE = 200
"""How many launches are read at a time."""

AGAIN_MILLISECONDS = 1000
"""How long to wait after the database or the engine has refused, and for what other servers have left."""

log = logging.getLogger("architrave.server")
T = TypeVar("T")


class TriggerLaunching:
    """Makes the launches that are due. `clock` wakes it when the next one is."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._clock = clock
        self._store = services.organization.store
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._is_at_work = True

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is launched until the clock advances."""
        return not (self._is_at_work or self._wake.is_set())

    def wake(self) -> None:
        """Look for what is due."""
        self._wake.set()

    async def forever(self) -> None:
        """Launch what is due, until cancelled."""
        while True:
            self._is_at_work = True
            self._wake.clear()
            wait = await self._work()
            cancel = self._clock.alarm(wait, self.wake) if wait is not None else None
            self._is_at_work = False
            try:
                await self._wake.wait()
            finally:
                if cancel is not None:
                    cancel()

    async def _work(self) -> int | None:
        """Launch what is due. Returns in how many milliseconds to look again; None if there is nothing to wait for."""
        services = self._services
        if services.gate.is_closed:
            return AGAIN_MILLISECONDS
        services.gate.inside += 1
        try:
            await self.launch_due()
            due = await self._read(kept.next_due)
        except NotKept as fault:
            log.warning("cannot launch what events have stored; trying again: %s", fault)
            return AGAIN_MILLISECONDS
        except Exception:
            log.exception("unexpected error while launching what events have stored")
            return AGAIN_MILLISECONDS
        finally:
            services.gate.inside -= 1
            services.gate.note_leaving()
        if services.organization.is_shared:
            return AGAIN_MILLISECONDS
        return None if due is None else max(due - services.now(), 0)

    async def launch_due(self) -> dict[str, TriggerLaunchRow]:
        """Launch what is due, in order. Returns what became of each launch, by its id. Raises `NotKept`."""
        done: dict[str, TriggerLaunchRow] = {}
        async with self._turn:
            while True:
                now = self._services.now()
                rows = await self._read(lambda connection, now=now: kept.due(connection, now, AT_ONCE))
                for row in rows:
                    done[row.id] = await self._settle(row)
                if len(rows) < AT_ONCE:
                    return done

    async def _settle(self, row: TriggerLaunchRow) -> TriggerLaunchRow:
        """Launch or drop one row, and note it."""
        reason = await self._launch(row)
        state = LAUNCHED if reason is None else DROPPED
        if reason is not None:
            log.warning("the trigger %s launches nothing for the event %s: %s", row.trigger_id, row.event, reason)

        def note() -> None:
            with self._store.write() as connection:
                kept.settle(connection, row.id, state, reason)

        await asyncio.to_thread(note)
        return replace(row, state=state, reason=reason)

    async def _launch(self, row: TriggerLaunchRow) -> str | None:
        """Launch a row, or say why it is not launched. Raises `NotKept`."""
        services = self._services
        if await services.engine.execution(row.id) is not None:  # launched before the process died
            return None
        trigger = services.organization.entities.find(TRIGGER.name, row.trigger_id)
        if trigger is None:
            return "The trigger was deleted."
        if trigger.properties.get("enabled") is False:
            return "The trigger is not enabled."
        late = why_late(trigger, row.happened_at, services.now())
        if late is not None:
            return late
        body = msgspec.json.decode(row.body)
        fitting = await asyncio.to_thread(inputs_for, services.organization, trigger, body)
        launch = _launch_of(row, fitting, services.now())
        if launch is None:
            return " ".join(fitting.problems)
        for remark in fitting.remarks:
            log.info("the trigger %s, the event %s: %s", row.trigger_id, row.event, remark)
        try:
            await services.engine.launch(launch)
        except NotKept:
            if await services.engine.execution(row.id) is None:
                raise  # else another server was faster
        return None

    async def _read(self, read: Callable[[Connection], T]) -> T:
        def reading() -> T:
            with self._store.read() as connection:
                return read(connection)

        return await asyncio.to_thread(reading)


def _launch_of(row: TriggerLaunchRow, fitting: TriggerInputs, now: int) -> Launch | None:
    flow = fitting.flow
    if flow is None or flow.program is None or flow.version is None:
        return None
    by = {"id": row.trigger_id, "topicName": row.topic, "event": row.event}
    return Launch(
        row.id,
        flow.program.hash,
        flow.id,
        flow.version,
        flow.name,
        now,
        fitting.inputs,
        {"client": row.author, "trigger": by},
        {"triggerId": row.trigger_id, "eventId": row.event},
    )


@contextlib.asynccontextmanager
async def launching_by_triggers(services: Services, clock: Clock) -> AsyncGenerator[None, None]:
    """Inside the block, what events have stored is launched."""
    launching = services.triggers = TriggerLaunching(services, clock)
    task = asyncio.create_task(launching.forever())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
