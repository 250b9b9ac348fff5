"""Recovery: brings an execution back from its row and its journal, or says why it must be parked."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from architrave.diagnostics import Diagnostic
from architrave.engine import rules
from architrave.engine.drive import Ended, Machine
from architrave.engine.durable.records import launch_of, start_of
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import EffectLimit
from architrave.engine.execution import Launch
from architrave.flows.program import Program
from architrave.interpreter.journal import Entry, decode, replay
from architrave.interpreter.machine import Checkpoint, run
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.store import ExecutionRow, executions, journals

Programs = Callable[[str], Program]
"""Gives a program by its content hash; raises LookupError where it is gone."""


@dataclass(frozen=True, slots=True)
class StoredExecution:
    """An execution as the store has it: its row, and the chunks of its journal."""

    row: ExecutionRow
    chunks: list[bytes]


class ProgramGone(Exception):  # noqa: N818 - the execution is parked for it, which is no error of ours
    """Leaves a machine whose program, or a common module of it, nobody has any more."""

    def __init__(self, content_hash: str, reason: LookupError) -> None:
        super().__init__(f"{content_hash}: {reason}")
        self.content_hash = content_hash
        self.reason = reason


def find(connection: sa.Connection, execution_id: str) -> StoredExecution | None:
    """What is kept of an execution; None where it has an outcome or is gone."""
    row = executions.find(connection, execution_id)
    if row is None or row.completed_at is not None:
        return None
    return StoredExecution(row, journals.read(connection, execution_id))


def loaded(stored: StoredExecution) -> DurableExecution | Diagnostic:
    """An execution without a machine, with its journal as its `history`; or why it is parked."""
    row = stored.row
    if row.semantics != SEMANTICS_VERSION:
        return other_semantics(row.id, row.semantics)
    try:
        entries = [entry for chunk in stored.chunks for entry in decode(chunk)]
    except msgspec.DecodeError as problem:
        return Diagnostic(rules.JOURNAL_DIVERGED, f"The journal of {row.id} cannot be read: {problem}.")
    execution = DurableExecution(launch_of(row), chunk=len(stored.chunks))
    execution.history = entries
    if entries:
        execution.at = execution.saved_at = entries[-1].at
    return execution


def machine_of(launch: Launch, programs: Programs, checkpoint: Checkpoint | None = None) -> Machine:
    """A machine at its start. Raises ProgramGone; so does the machine, where a common module is gone."""

    def found(content_hash: str) -> Program:
        try:
            return programs(content_hash)
        except LookupError as reason:
            raise ProgramGone(content_hash, reason) from reason

    return run(found(launch.program), start_of(launch), found, checkpoint=checkpoint)


def replayed(
    execution: DurableExecution, machine: Machine, entries: list[Entry], limit: EffectLimit | None = None
) -> Ended | Diagnostic | None:
    """Bring a fresh machine, and its execution, to where a journal ends. `limit` is for each entry.

    Returns the outcome where the journal has come to it, or why the execution is parked, else None. Raises ProgramGone.
    """
    place = replay(machine, entries if limit is None else limit.anew_for_each(entries))
    if place.divergence is not None:
        return journal_diverged(place.divergence.message)
    execution.go_to_end_of(entries, place.sequence)
    execution.asked, execution.intended = place.effect, place.intended
    execution.machine = machine
    return None if place.outcome is None else Ended(place.outcome)


DIVERGED_HELP = (
    "Run the version of Architrave that the execution was started with; it will go on there. Its journal is kept."
)


def journal_diverged(message: str) -> Diagnostic:
    """The diagnostic for an execution whose journal answers what its program did not ask."""
    return Diagnostic(rules.JOURNAL_DIVERGED, message, help=DIVERGED_HELP)


def program_gone(launch: Launch, gone: ProgramGone) -> Diagnostic:
    """The diagnostic for an execution whose program, or a common module of it, nobody has any more."""
    if gone.content_hash != launch.program:
        return Diagnostic(rules.PROGRAM_GONE, f"A common module of “{launch.name}” is gone: {gone.reason}.")
    return Diagnostic(
        rules.PROGRAM_GONE,
        f"Version {launch.flow_version} of flow {launch.flow_id}, which “{launch.name}” runs, is gone.",
        help="Start the server on the database and the organization that the execution was launched with.",
    )


def other_semantics(execution_id: str, begun_under: str) -> Diagnostic:
    """The diagnostic for an execution whose values could differ from here on."""
    return Diagnostic(
        rules.OTHER_SEMANTICS,
        f"Execution {execution_id} was begun under “{begun_under}”; this process runs “{SEMANTICS_VERSION}”.",
        help="Its values could differ from here on. Run the version and the data it was begun with to let it end.",
    )


def computes_too_long(execution_id: str, seconds: float) -> Diagnostic:
    """The diagnostic for an execution whose computing was not waited for any longer."""
    return Diagnostic(
        rules.COMPUTES_TOO_LONG,
        f"Execution {execution_id} computed for {seconds:.0f} seconds of CPU without an effect, and was stopped.",
        help="Its journal is kept, and it runs again after a restart. Look for a loop over a large collection, or a "
        "text that grows with each pass. A corrected flow applies to new launches only.",
    )
