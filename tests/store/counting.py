"""How many executions a store has, for tests."""

import sqlalchemy as sa

from architrave.store.executions import executions


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many executions there are by status; those that run are under `RUNNING`."""
    rows = connection.execute(sa.select(executions.c.status, sa.func.count()).group_by(executions.c.status))
    return {status or "RUNNING": count for status, count in rows}
