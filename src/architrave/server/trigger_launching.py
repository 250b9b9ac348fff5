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
from architrave.store import NotKept, executions
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
                for row in await self._settled(rows):
                    done[row.id] = row
                if len(rows) < AT_ONCE:
                    return done

    async def _settled(self, rows: list[TriggerLaunchRow]) -> list[TriggerLaunchRow]:
        """Launch or drop rows, in order, and note it. Raises `NotKept` once all that could be is noted."""
        ids = [row.id for row in rows]
        there = await self._read(lambda connection: executions.which_exist(connection, ids))
        planned = await asyncio.to_thread(lambda: [self._planned(row, row.id in there) for row in rows])
        launches = [asyncio.ensure_future(self._launch(one)) for one in planned if isinstance(one, Launch)]
        faults = iter(await asyncio.gather(*launches))
        settled: list[TriggerLaunchRow] = []
        failed: NotKept | None = None
        for row, plan in zip(rows, planned, strict=True):
            fault = next(faults) if isinstance(plan, Launch) else None
            failed = failed or fault
            if fault is None:
                reason = plan if isinstance(plan, str) else None
                settled.append(replace(row, state=LAUNCHED if reason is None else DROPPED, reason=reason))

        def note() -> None:
            with self._store.write() as connection:
                for row in settled:
                    kept.settle(connection, row.id, row.state, row.reason)

        if settled:
            await asyncio.to_thread(note)
        if failed is not None:
            raise failed
        return settled

    def _planned(self, row: TriggerLaunchRow, is_launched: bool) -> Launch | str | None:
        """The launch of a row; why there is none; or None if it was launched before the process died. Blocks."""
        if is_launched:
            return None
        services = self._services
        trigger = services.organization.entities.find(TRIGGER.name, row.trigger_id)
        if trigger is None:
            reason = "The trigger was deleted."
        elif trigger.properties.get("enabled") is False:
            reason = "The trigger is not enabled."
        else:
            reason = why_late(trigger, row.happened_at, services.now())
        if trigger is not None and reason is None:
            fitting = inputs_for(services.organization, trigger, msgspec.json.decode(row.body))
            for remark in fitting.remarks:
                log.info("the trigger %s, the event %s: %s", row.trigger_id, row.event, remark)
            launch = _launch_of(row, fitting, services.now())
            if launch is not None:
                return launch
            reason = " ".join(fitting.problems)
        log.warning("the trigger %s launches nothing for the event %s: %s", row.trigger_id, row.event, reason)
        return reason

    async def _launch(self, launch: Launch) -> NotKept | None:
        """Launch, or return why it could not be stored."""
        engine = self._services.engine
        try:
            await engine.launch(launch)
        except NotKept as fault:
            return None if await engine.execution(launch.id) is not None else fault  # another server may be faster
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
