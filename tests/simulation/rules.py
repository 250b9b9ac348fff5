"""What must be true after a simulation, whatever happened in it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from architrave.store import Store, executions
from tests.simulation.plan import Launching
from tests.simulation.world import CalledSide

OTHER_REPLIES = {"interrupted", "refused", "none"}


@dataclass(slots=True)
class Acknowledged:
    """A launch that was acknowledged, and the outcome that a client has seen."""

    turns: int
    seen: str | None = None


def broken(
    store: Store, acknowledged: Mapping[str, Acknowledged], sent: Mapping[str, Launching], called: CalledSide
) -> list[str]:
    """The rules that were broken, each with what broke it."""
    with store.read() as connection:
        ids = list(connection.scalars(sa.select(executions.executions.c.id)))
        rows = {one: row for one in ids if (row := executions.find(connection, one)) is not None}
    return [
        *(f"doubled: {one}" for one in set(ids) if ids.count(one) > 1),
        *(f"lost: {one} was acknowledged and is not there" for one in acknowledged if one not in rows),
        *(f"invented: {one} was never sent" for one in rows if one not in sent),
        *(fault for one, row in rows.items() for fault in _of_execution(row, acknowledged.get(one), sent[one], called)),
        *(f"called twice: {name} {key}" for (name, key), times in called.asked.items() if name == "Once" and times > 1),
        *(f"another key: {what} came with {sorted(keys)}" for what, keys in called.keys.items() if len(keys) > 1),
    ]


def _of_execution(
    row: executions.ExecutionRow, acknowledged: Acknowledged | None, sent: Launching, called: CalledSide
) -> Iterator[str]:
    if row.status is None:
        yield f"stuck: {row.id} has not ended{f', parked: {row.parked}' if row.parked else ''}"
        return
    data = json.loads(row.output_data or "{}")
    if row.status != "COMPLETED" or row.parked:
        yield f"wrong: {row.id} is {row.status}: {row.error} {row.parked}"
        return
    seen = f"{row.status} {row.completed_at} {data}"
    if acknowledged is not None and acknowledged.seen not in (None, seen):
        yield f"untrue: {row.id} was seen as {acknowledged.seen}, and is {seen}"
    for name, output in (("Post", "Flow.posted"), ("Once", "Flow.once")):
        replies = data[output]
        if len(replies) != sent.turns:
            yield f"wrong: {row.id} has {len(replies)} replies of {name}, not {sent.turns}"
        for reply in replies:
            if reply not in OTHER_REPLIES and not called.asked[name, reply]:
                yield f"wrong: {row.id} got {reply} from {name}, which was not called"
