"""Participants' data: the attributes that flows set on the participants of a conversation."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Column, String, Table, Text

from architrave.store.schema import metadata

participant_data = Table(
    "participant_data",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("participant", String(64), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""`participant` is empty for the data of the conversation itself."""


def read(connection: sa.Connection, conversation: str, participant: str | None) -> dict[str, str]:
    """The attributes that are set."""
    query = sa.select(participant_data.c.name, participant_data.c.value).where(
        participant_data.c.conversation == conversation, participant_data.c.participant == (participant or "")
    )
    return {row.name: row.value for row in connection.execute(query)}


def write(connection: sa.Connection, conversation: str, participant: str | None, attributes: Mapping[str, str]) -> None:
    """Set attributes; writing the same attributes again changes nothing."""
    key = {"conversation": conversation, "participant": participant or ""}
    for name, value in attributes.items():
        found = sa.and_(
            participant_data.c.conversation == conversation,
            participant_data.c.participant == key["participant"],
            participant_data.c.name == name,
        )
        if not connection.execute(sa.update(participant_data).where(found).values(value=value)).rowcount:
            connection.execute(sa.insert(participant_data).values(key | {"name": name, "value": value}))
