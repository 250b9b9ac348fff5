"""What the API changes about flows: where each comes from, who has locked it, when it was last changed; and jobs."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, MetaData, String, Table, Text

_metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})

Table(
    "flow_jobs",
    _metadata,
    Column("id", String(64), primary_key=True),
    Column("command", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("author", Text),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("request", Text, nullable=False),
    Column("result", Text, nullable=False),
)

_FILES = (
    "UPDATE flows SET digest = '', file = (SELECT v.file FROM flow_versions v WHERE v.flow = flows.id AND v.number ="
    " (SELECT MAX(w.number) FROM flow_versions w WHERE w.flow = flows.id)) WHERE active = 1"
)


def upgrade(connection: sa.Connection) -> None:
    """Add the columns and the table. The flows that are active are from files, of an unknown text."""
    _metadata.create_all(connection, checkfirst=False)
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
