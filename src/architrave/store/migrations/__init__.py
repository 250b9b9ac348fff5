"""The numbered steps by which a database got its schema. A step that was released is never changed.

Each step is a module `mNNNN_title` with `upgrade(connection)`, in terms of SQLAlchemy so that it serves both dialects,
and runs in one transaction together with the row that says it was run: a process killed in the middle leaves the
schema as it was before.
"""

from collections.abc import Callable

import sqlalchemy as sa

from architrave.store.migrations import m0001_first
from architrave.store.schema import schema_version

Step = Callable[[sa.Connection], None]

STEPS: dict[int, Step] = {1: m0001_first.upgrade}
"""Every step by its number, in order."""

LATEST = max(STEPS)


def current(connection: sa.Connection) -> int:
    """The number of the last step that the database went through; 0 for an empty one."""
    if not sa.inspect(connection).has_table(schema_version.name):
        return 0
    return connection.scalar(sa.select(sa.func.max(schema_version.c.number))) or 0


def upgrade(connection: sa.Connection, number: int) -> None:
    """Run one step and note it, in the transaction that `connection` is in."""
    STEPS[number](connection)
    connection.execute(sa.insert(schema_version).values(number=number))
