"""What the API changes about flows: where each comes from, who has locked it, and when it was last changed."""

import sqlalchemy as sa

_FILES = (
    "UPDATE flows SET digest = '', file = (SELECT v.file FROM flow_versions v WHERE v.flow = flows.id AND v.number ="
    " (SELECT MAX(w.number) FROM flow_versions w WHERE w.flow = flows.id)) WHERE active = 1"
)


def upgrade(connection: sa.Connection) -> None:
    """Add the columns. The flows that are active are from files, of an unknown text."""
    for statement in (
        "ALTER TABLE flows ADD COLUMN file TEXT",
        "ALTER TABLE flows ADD COLUMN digest VARCHAR(64)",
        "ALTER TABLE flows ADD COLUMN edited INTEGER DEFAULT 0 NOT NULL",
        "ALTER TABLE flows ADD COLUMN locked_by TEXT",
        "ALTER TABLE flows ADD COLUMN change BIGINT DEFAULT 1 NOT NULL",
        "CREATE INDEX ix_flows_change ON flows (change)",
        "ALTER TABLE flow_versions ADD COLUMN checked_in_at BIGINT",
        _FILES,
        "UPDATE flow_versions SET checked_in_at = created_at",
    ):
        connection.exec_driver_sql(statement)
