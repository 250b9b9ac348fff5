"""The numbered steps that build the schema. A released step is never changed.

Each step is a module `mNNNN_title` with `upgrade(connection)`, written in SQLAlchemy for both dialects. It runs in the
same transaction as the row that records it, so a killed process leaves the schema unchanged.
"""

from collections.abc import Callable

import sqlalchemy as sa

from architrave.store.migrations import (
    m0001_first,
    m0002_snapshots,
    m0003_waits,
    m0004_upkeep,
    m0005_owners,
    m0006_entities,
    m0007_search,
    m0008_signing_keys,
    m0009_history_jobs,
    m0010_logins,
    m0011_data_tables,
    m0012_flow_changes,
    m0013_secrets,
    m0014_trigger_launches,
)
from architrave.store.schema import schema_version

Step = Callable[[sa.Connection], None]

STEPS: dict[int, Step] = {
    1: m0001_first.upgrade,
    2: m0002_snapshots.upgrade,
    3: m0003_waits.upgrade,
    4: m0004_upkeep.upgrade,
    5: m0005_owners.upgrade,
    6: m0006_entities.upgrade,
    7: m0007_search.upgrade,
    8: m0008_signing_keys.upgrade,
    9: m0009_history_jobs.upgrade,
    10: m0010_logins.upgrade,
    11: m0011_data_tables.upgrade,
    12: m0012_flow_changes.upgrade,
    13: m0013_secrets.upgrade,
    14: m0014_trigger_launches.upgrade,
}
"""All steps by number, in order."""

LATEST = max(STEPS)


def current(connection: sa.Connection) -> int:
    """The number of the last step that ran on this database; 0 for an empty database."""
    if not sa.inspect(connection).has_table(schema_version.name):
        return 0
    return connection.scalar(sa.select(sa.func.max(schema_version.c.number))) or 0


def upgrade(connection: sa.Connection, number: int) -> None:
    """Run one step and record it, in `connection`'s transaction."""
    STEPS[number](connection)
    connection.execute(sa.insert(schema_version).values(number=number))
