"""How many executions were launched, by flow, version and time."""

from typing import NamedTuple

import sqlalchemy as sa

from architrave.store.executions import executions


class LaunchCount(NamedTuple):
    """How many executions of one version of a flow were launched in a stretch of time that begins `since` (ms)."""

    flow_id: str
    flow_version: str
    since: int
    launched: int


def launch_counts(connection: sa.Connection, start: int, end: int, size: int) -> list[LaunchCount]:
    """The launches between two moments (ms), by stretches of `size` milliseconds; those without any are left out."""
    at = executions.c.launched_at
    stretch = ((at - start) // size).label("stretch")
    groups = (executions.c.flow_id, executions.c.flow_version, stretch)
    query = sa.select(*groups, sa.func.count()).where(at >= start, at < end).group_by(*groups)
    return [
        LaunchCount(flow, version, start + number * size, count)
        for flow, version, number, count in connection.execute(query)
    ]
