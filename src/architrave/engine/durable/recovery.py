"""Recovery: rebuilds an execution from its row and its journal, or says why it must be parked."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf

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
from architrave.interpreter.journal import Entry, decode, modules_in, replay
from architrave.interpreter.machine import Checkpoint, run
from architrave.interpreter.semantics import SEMANTICS_VERSION, changed_since
from architrave.store import ExecutionRow, executions, journals

Programs = Callable[[str], Program]
"""Returns a program by its content hash; raises LookupError if it no longer exists."""


@dataclass(frozen=True, slots=True)
class StoredExecution:
    """An execution in the store: its row, and the chunks of its journal."""

    row: ExecutionRow
    chunks: list[bytes]


class ProgramGone(Exception):  # noqa: N818 - it parks the execution, and is not a bug
    """Raised if the program of a machine, or a common module of it, no longer exists."""

    def __init__(self, content_hash: str, reason: LookupError) -> None:
        super().__init__(f"{content_hash}: {reason}")
        self.content_hash = content_hash
        self.reason = reason


def find(connection: sa.Connection, execution_id: str) -> StoredExecution | None:
    """An execution in the store; None if it has an outcome or does not exist."""
    row = executions.find(connection, execution_id)
    if row is None or row.completed_at is not None:
        return None
    return StoredExecution(row, journals.read(connection, execution_id))


def loaded(stored: StoredExecution, programs: Programs, at_most: float = inf) -> DurableExecution | Diagnostic:
    """An execution without a machine, with its journal as `history`, or the reason to park it.

    A journal of `at_most` bytes or more stays `unread`, unless it was begun under other semantics.
    """
    row = stored.row
    execution = DurableExecution(launch_of(row), chunk=len(stored.chunks))
    execution.number = row.number
    if row.due_after == len(stored.chunks):
        execution.due = row.due_at
    if computes_as_we_do(row.semantics) and sum(map(len, stored.chunks)) >= at_most:
        execution.unread = stored.chunks
        return execution
    try:
        entries = [entry for chunk in stored.chunks for entry in decode(chunk)]
    except msgspec.DecodeError as problem:
        return Diagnostic(rules.JOURNAL_DIVERGED, f"The journal of {row.id} cannot be read: {problem}.")
    if not computes_as_we_do(row.semantics):
        changed = _changed(row.semantics, {row.program, *modules_in(entries)}, programs)
        if changed:
            return other_semantics(row.id, row.semantics, changed)
    execution.history = entries
    if entries:
        execution.at = execution.saved_at = entries[-1].at
    return execution


def _changed(semantics: str, hashes: set[str], programs: Programs) -> list[str]:
    """What has changed for these programs. One that no longer exists is found missing when it is to run."""
    changed: dict[str, None] = {}
    for content_hash in hashes:
        with suppress(LookupError):
            changed |= dict.fromkeys(changed_since(semantics, programs(content_hash)))
    return list(changed)


def computes_as_we_do(semantics: str) -> bool:
    """Whether these semantics are ours: then nothing that an execution uses has changed."""
    return semantics == SEMANTICS_VERSION


def stays_parked(reasons: str) -> bool:
    """Whether a restart leaves an execution parked: it would only use its CPU budget again. `reasons` is JSON text."""
    return any(reason["rule"] == rules.COMPUTES_TOO_LONG.slug for reason in msgspec.json.decode(reasons))


def machine_of(launch: Launch, programs: Programs, checkpoint: Checkpoint | None = None) -> Machine:
    """A machine at its start. Raises ProgramGone; so does the machine if a common module no longer exists."""

    def found(content_hash: str) -> Program:
        try:
            return programs(content_hash)
        except LookupError as reason:
            raise ProgramGone(content_hash, reason) from reason

    return run(found(launch.program), start_of(launch), found, checkpoint=checkpoint)


def replayed(
    execution: DurableExecution, machine: Machine, entries: list[Entry], limit: EffectLimit | None = None
) -> Ended | Diagnostic | None:
    """Bring a fresh machine and its execution to the end of a journal. `limit` applies to each entry.

    Returns the outcome if the journal reaches it, or the reason to park the execution, else None. Raises ProgramGone.
    """
    place = replay(machine, entries if limit is None else limit.anew_for_each(entries))
    if place.divergence is not None:
        return journal_diverged(place.divergence.message)
    execution.go_to_end_of(entries, place.sequence)
    execution.asked, execution.intended = place.effect, place.intended
    execution.machine = machine
    return None if place.outcome is None else Ended(place.outcome)


DIVERGED_HELP = "Run the version of Architrave that started the execution: it can continue there. Its journal is kept."


def journal_diverged(message: str) -> Diagnostic:
    """The diagnostic for an execution whose journal does not match its program."""
    return Diagnostic(rules.JOURNAL_DIVERGED, message, help=DIVERGED_HELP)


def program_gone(launch: Launch, gone: ProgramGone) -> Diagnostic:
    """The diagnostic for an execution whose program, or a common module of it, no longer exists."""
    if gone.content_hash != launch.program:
        return Diagnostic(rules.PROGRAM_GONE, f"A common module of “{launch.name}” no longer exists: {gone.reason}.")
    return Diagnostic(
        rules.PROGRAM_GONE,
        f"Version {launch.flow_version} of flow {launch.flow_id}, which “{launch.name}” runs, no longer exists.",
        help="Start the server with the database and the organization that the execution was launched with.",
    )


def other_semantics(execution_id: str, begun_under: str, changed: Sequence[str]) -> Diagnostic:
    """The diagnostic for an execution that uses something that has changed since it started."""
    return Diagnostic(
        rules.OTHER_SEMANTICS,
        f"Execution {execution_id} was started with “{begun_under}”; this process runs “{SEMANTICS_VERSION}”. "
        f"It uses what has changed since: {'; '.join(changed)}.",
        help="Its values could differ from here on. To finish it, run the version and data it was started with.",
    )


def computes_too_long(execution_id: str, seconds: float) -> Diagnostic:
    """The diagnostic for an execution that was stopped because it computed for too long."""
    return Diagnostic(
        rules.COMPUTES_TOO_LONG,
        f"Execution {execution_id} computed for {seconds:.0f} seconds of CPU without an effect, and was stopped.",
        help=f"Its journal is kept. Continue it with `architrave resume {execution_id}`, perhaps after a restart with "
        "a larger --cpu-budget. Look for a loop over a large collection, or a text that grows with each pass. "
        "Correcting the flow affects only new launches.",
    )
