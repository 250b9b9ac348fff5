"""What a token is for, the login that it comes from, and what else is kept with it."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Add the columns."""
    connection.exec_driver_sql("ALTER TABLE tokens ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT 'access'")
    connection.exec_driver_sql("ALTER TABLE tokens ADD COLUMN login VARCHAR(64)")
    connection.exec_driver_sql("ALTER TABLE tokens ADD COLUMN content TEXT")
    connection.exec_driver_sql("CREATE INDEX ix_tokens_login ON tokens (login)")
    connection.exec_driver_sql('CREATE INDEX ix_tokens_user ON tokens ("user")')
