"""Revival: bringing an execution back from its row and its journal, or finding that it must be parked."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from architrave.diagnostics import Diagnostic
from architrave.engine import rules
from architrave.engine.embedded.live import Live, Machine
from architrave.engine.execution import Launch
from architrave.engine.records import launch_of, start_of
from architrave.flows.program import Program
from architrave.interpreter.journal import Divergence, Entry, Replayed, decode, replay
from architrave.interpreter.machine import run
from architrave.interpreter.observer import Observer
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.store import ExecutionRow, executions, journals

Programs = Callable[[str], Program]
"""Gives a program by its content hash; raises LookupError where it is gone."""


@dataclass(frozen=True, slots=True)
class Revived:
    """An execution that can go on, and where its journal left it."""

    live: Live
    place: Replayed


@dataclass(frozen=True, slots=True)
class Kept:
    """An execution as the store has it: its row, and the chunks of its journal."""

    row: ExecutionRow
    chunks: list[bytes]


def find(connection: sa.Connection, execution_id: str) -> Kept | None:
    """What is kept of an execution; None where it has an outcome or is gone."""
    row = executions.find(connection, execution_id)
    if row is None or row.completed_at is not None:
        return None
    return Kept(row, journals.read(connection, execution_id))


def prepare(
    kept: Kept, programs: Programs, observer: Observer | None = None
) -> tuple[Live, Machine, list[Entry]] | Diagnostic:
    """An execution with a fresh machine and the journal to replay it by, or why it is to be parked."""
    row = kept.row
    if row.semantics != SEMANTICS_VERSION:
        return other_semantics(row.id, row.semantics)
    launch = launch_of(row)
    try:
        program = programs(launch.program)
    except LookupError:
        return program_gone(launch)
    try:
        entries = [entry for chunk in kept.chunks for entry in decode(chunk)]
    except msgspec.DecodeError as problem:
        return Diagnostic(rules.JOURNAL_DIVERGED, f"The journal of {row.id} cannot be read: {problem}.")
    machine = run(program, start_of(launch), programs, observer)
    live = Live(launch, machine, chunk=len(kept.chunks))
    if entries:
        live.at = live.saved_at = entries[-1].at
    return live, machine, entries


def revive(connection: sa.Connection, execution_id: str, programs: Programs) -> Revived | Diagnostic | None:
    """Replay an execution to where its journal ends.

    Returns the execution and its place, or why it is to be parked, or None where it has an outcome or is gone.
    """
    kept = find(connection, execution_id)
    if kept is None:
        return None
    prepared = prepare(kept, programs)
    if isinstance(prepared, Diagnostic):
        return prepared
    live, machine, entries = prepared
    try:
        place = replay(machine, entries)
    except LookupError as missing:
        return module_gone(live.launch, missing)
    if place.divergence is not None:
        return diverged(place.divergence)
    live.sequence = place.sequence
    return Revived(live, place)


DIVERGED_HELP = (
    "Run the version of Architrave that the execution was started with; it will go on there. Its journal is kept."
)


def diverged(divergence: Divergence) -> Diagnostic:
    """The diagnostic for an execution whose journal answers what its program did not ask."""
    return Diagnostic(rules.JOURNAL_DIVERGED, divergence.message, help=DIVERGED_HELP)


def module_gone(launch: Launch, missing: LookupError) -> Diagnostic:
    """The diagnostic for an execution that needs a common module which nobody has any more."""
    return Diagnostic(rules.PROGRAM_GONE, f"A common module of “{launch.name}” is gone: {missing}.")


def program_gone(launch: Launch) -> Diagnostic:
    """The diagnostic for an execution whose program nobody has any more."""
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
