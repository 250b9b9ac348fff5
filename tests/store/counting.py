"""Counts a store's executions, for tests."""

import sqlalchemy as sa

from architrave.store.executions import executions


def counts(connection: sa.Connection) -> dict[str, int]:
    """The number of executions by status; unfinished ones count as `RUNNING`."""
    rows = connection.execute(sa.select(executions.c.status, sa.func.count()).group_by(executions.c.status))
    return {status or "RUNNING": count for status, count in rows}
