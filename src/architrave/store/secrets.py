"""The secrets of credentials, apart from everything that is listed, looked up, saved as a state or logged."""

from collections.abc import Iterable, Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy import Column, String, Table, Text

from architrave.store.schema import metadata

secrets = Table(
    "secrets",
    metadata,
    Column("credential", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)
"""`credential` is the key of an entity, `content` a JSON text with its fields. A saved state does not have them; those
that are there stay while one is restored."""

_decode = msgspec.json.Decoder(dict[str, str]).decode


def save(connection: sa.Connection, credential: str, fields: Mapping[str, str]) -> None:
    """Set the fields of a credential."""
    forget(connection, credential)
    content = msgspec.json.encode(dict(fields)).decode()
    connection.execute(sa.insert(secrets).values(credential=credential, content=content))


def all_fields(connection: sa.Connection, credentials: Iterable[str]) -> dict[str, dict[str, str]]:
    """The fields of these credentials; those without any are not there."""
    query = sa.select(secrets.c.credential, secrets.c.content).where(secrets.c.credential.in_([*credentials]))
    return {credential: _decode(content) for credential, content in connection.execute(query)}


def forget(connection: sa.Connection, credential: str) -> None:
    """Remove the fields of a credential."""
    connection.execute(sa.delete(secrets).where(secrets.c.credential == credential))
