"""The workflow: drives one execution's machine, with Temporal as its clock, its timer and its journal.

Temporal replays a workflow from its history, so everything here follows from the history, the program (which its hash
names) and the answers of activities. The machine itself is not saved: it is run again, as after any restart.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from architrave.diagnostics import Diagnostic
from architrave.engine import rules
from architrave.engine.embedded.keeping import to_json
from architrave.engine.embedded.revival import DIVERGED_HELP, other_semantics, program_gone
from architrave.engine.execution import Launch
from architrave.engine.records import start_of
from architrave.engine.temporal import resident
from architrave.engine.temporal.activities import Activities, Asked, Beginning, Ending
from architrave.engine.temporal.codec import effect_to_json
from architrave.interpreter.effects import DrawRandom, Effect, FlowError, Outcome, ReadClock, Reply, Wait
from architrave.interpreter.journal import Entry, decode, encode, entry_for, replay
from architrave.interpreter.machine import run

EFFECTS_PER_RUN = 1_000
"""After so many effects a workflow continues as new, so that no history grows past what Temporal takes."""

CHUNK_BYTES = 256 * 1024
"""How large a chunk of a journal may grow before it is kept."""

UNSENT_BYTES = 1024 * 1024
"""How much local activities may have answered before the workflow task is ended: all of it travels in one message, of
which Temporal takes 4 MiB."""

HISTORY_BYTES = 8 * 1024 * 1024
"""How large a history may grow before its workflow continues as new; Temporal ends a workflow at 50 MiB."""

FLUSH = timedelta(milliseconds=1)
"""A timer, however short, ends a workflow task. It may take Temporal a second, so it is set seldom."""

STORE_TIMEOUT = timedelta(seconds=30)
CALL_SLACK = timedelta(seconds=30)
HEARTBEAT_TIMEOUT = timedelta(seconds=10)

Machine = Generator[Effect, Reply, Outcome]


@workflow.defn(name="Execution")
class ExecutionWorkflow:
    """One execution, or the part of it since its workflow last continued as new."""

    def __init__(self) -> None:
        self._unsaved: list[Entry] = []
        self._unsaved_bytes = 0
        self._unsent_bytes = 0
        self._chunk = 0
        self._sequence = 0
        self._at = 0

    @workflow.run
    async def run(self, execution_id: str) -> str:
        """Run an execution to its outcome. Returns its status."""
        beginning: Beginning = await _local(Activities.begin, execution_id)
        if beginning.launch is None:
            return "COMPLETED ALREADY"
        launch = Launch(**beginning.launch)
        if beginning.other_semantics is not None:
            return await self._park(launch, other_semantics(launch.id, beginning.other_semantics))
        try:
            program = resident.program(launch.program)
        except LookupError:
            return await self._park(launch, program_gone(launch))
        self._chunk = beginning.chunks
        self._at = launch.launched_at
        entries = [entry for number in range(self._chunk) for entry in decode(resident.chunk(launch.id, number))]
        machine = run(program, start_of(launch), resident.program)
        place = replay(machine, entries)
        self._sequence = place.sequence
        self._at = entries[-1].at if entries else self._at
        if place.divergence is not None:
            return await self._park(
                launch, Diagnostic(rules.JOURNAL_DIVERGED, place.divergence.message, help=DIVERGED_HELP)
            )
        outcome = place.outcome or await self._drive(launch, machine, place.effect or ReadClock())
        await self._finish(launch, outcome)
        return outcome.status

    async def _drive(self, launch: Launch, machine: Machine, effect: Effect) -> Outcome:
        """Answer effects until the outcome; leaves by continuing as new when there was too much for one history."""
        for _ in range(EFFECTS_PER_RUN):
            value = await self._answer(launch, effect)
            self._at = max(_now(), self._at)
            self._note(entry_for(self._sequence, effect, value, self._at), local=effect.repeatable)
            self._sequence += 1
            asked = _step(machine, Reply(value, self._at))
            if isinstance(asked, Outcome):
                return asked
            effect = asked
            if self._unsaved_bytes > CHUNK_BYTES:
                await self._keep(launch)
            if self._unsent_bytes > UNSENT_BYTES:
                await workflow.sleep(FLUSH)
                self._unsent_bytes = 0
            if workflow.info().get_current_history_size() > HISTORY_BYTES:
                break
        await self._keep(launch)
        return workflow.continue_as_new(launch.id)

    async def _answer(self, launch: Launch, effect: Effect) -> Any:
        if isinstance(effect, ReadClock):
            return None
        if isinstance(effect, DrawRandom):
            return workflow.random().getrandbits(53)
        if isinstance(effect, Wait):
            late = effect.until - _now()
            if late > 0:
                await workflow.sleep(timedelta(milliseconds=late))
            self._at = max(self._at, effect.until)
            return None
        asked = Asked(_plain(launch), self._sequence, effect_to_json(effect))
        if effect.repeatable:
            return await _local(Activities.answer, asked)
        timeout = timedelta(milliseconds=getattr(effect, "timeout", 0)) + CALL_SLACK
        return await workflow.execute_activity_method(
            Activities.perform, asked, start_to_close_timeout=timeout, heartbeat_timeout=HEARTBEAT_TIMEOUT
        )

    def _note(self, entry: Entry, *, local: bool) -> None:
        size = len(encode([entry]))
        self._unsaved.append(entry)
        self._unsaved_bytes += size
        self._unsent_bytes = self._unsent_bytes + size if local else 0

    def _take(self) -> bytes:
        entries = encode(self._unsaved) if self._unsaved else b""
        self._unsaved, self._unsaved_bytes = [], 0
        return entries

    async def _keep(self, launch: Launch) -> None:
        if self._unsaved:
            await _local(Activities.keep, launch.id, self._chunk, self._take())
            self._chunk += 1

    async def _finish(self, launch: Launch, outcome: Outcome) -> None:
        error = None if outcome.error is None else to_json(outcome.error)
        at = max(_now(), self._at)
        reason, data = outcome.completion_reason, to_json(outcome.output_data)
        ending = Ending(launch.id, outcome.status, at, reason, data, error)
        await _local(Activities.finish, ending, self._chunk, self._take())

    async def _park(self, launch: Launch, diagnostic: Diagnostic) -> str:
        """Keep why, and fail: a failed workflow may be started again under the same id."""
        await _local(Activities.park, launch.id, to_json([diagnostic.to_json()]))
        raise ApplicationError(diagnostic.message, type=diagnostic.rule.slug, non_retryable=True)


def _step(machine: Machine, reply: Reply) -> Effect | Outcome:
    try:
        return machine.send(reply)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome
    except Exception as bug:  # noqa: BLE001  an execution must end, and tell, whatever we did wrong
        workflow.logger.exception("a fault of Architrave's own")
        message = f"Architrave itself failed while it ran this flow: {type(bug).__name__}. Please report it."
        return Outcome("ERROR", None, {}, FlowError("InternalError", message))


def _now() -> int:
    return workflow.time_ns() // 1_000_000


def _plain(launch: Launch) -> dict[str, Any]:
    """A launch without what no handler reads, since every call carries it."""
    slim = replace(launch, inputs={}, context={})
    return {name: getattr(slim, name) for name in Launch.__dataclass_fields__}


async def _local(method: Any, *arguments: Any) -> Any:
    """Ask the store, or the organization: on this worker, within this workflow task, again until it answers.

    A flow that calls nothing outside is done in one workflow task, and costs Temporal one round instead of one for
    each thing asked.
    """
    return await workflow.execute_local_activity_method(
        method, args=list(arguments), start_to_close_timeout=STORE_TIMEOUT, retry_policy=RetryPolicy(maximum_attempts=0)
    )
