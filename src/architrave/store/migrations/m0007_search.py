"""The indexes for searching executions by flow, by name, and for those that failed."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the indexes."""
    for index in (
        "ix_executions_flow ON executions (flow_id, number)",
        "ix_executions_name ON executions (substr(name, 1, 64), number)",
        "ix_executions_failed ON executions (number) WHERE status <> 'COMPLETED'",
    ):
        connection.exec_driver_sql(f"CREATE INDEX {index}")
