"""What a database knows when an engine begins: how much time has passed, and what has no outcome yet."""

from dataclasses import dataclass

from architrave.engine.clock import Clock
from architrave.engine.durable.recovery import stays_parked
from architrave.engine.durable.timeline import Timeline
from architrave.store import Store, executions
from architrave.store.executions import Unfinished


@dataclass(frozen=True, slots=True)
class Recalled:
    """The `timeline`, the `unfinished` executions that go on, oldest first, and the ids of those that stay `parked`."""

    timeline: Timeline
    unfinished: list[Unfinished]
    parked: set[str]


def recall(store: Store, clock: Clock) -> Recalled:
    """Read what has no outcome. Blocks; raises `NotKept`.

    A parked execution is tried again, because the reason may be gone, unless it would only compute again in vain.
    """
    timeline = Timeline(store, clock)
    with store.read() as connection:
        unfinished = executions.unfinished(connection)
    left = {found.id for found in unfinished if found.parked and stays_parked(found.parked)}
    again = [found.id for found in unfinished if found.parked and found.id not in left]
    if again:
        with store.write() as connection:
            executions.unpark(connection, again)
    return Recalled(timeline, [found for found in unfinished if found.id not in left], left)
