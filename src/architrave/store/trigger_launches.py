"""What events launch: each launch of a workflow by a trigger, before it is made and for some time after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, String, Table, Text

from architrave.store.schema import json_text, metadata

WAITING, LAUNCHED, DROPPED = "waiting", "launched", "dropped"

trigger_launches = Table(
    "trigger_launches",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("event", String(200), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("trigger_id", Text, nullable=False),
    Column("body", Text, nullable=False, info=json_text(dict[str, Any])),
    Column("author", Text),
    Column("happened_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("reason", Text),
)
"""`id` is that of the execution, decided when the event arrives, so that it is launched once. `event` is the id of the
event, `body` its content as JSON. Times are milliseconds since the epoch. `number` counts launches in their order.
`state` is waiting, launched or dropped, and `reason` says why it was dropped."""


@dataclass(frozen=True, slots=True)
class TriggerLaunchRow:
    """One launch; see the table for the meaning of each field."""

    id: str
    event: str
    topic: str
    trigger_id: str
    body: str
    author: str | None
    happened_at: int
    due_at: int
    number: int = 0
    state: str = WAITING
    reason: str | None = None


_COLUMNS = [trigger_launches.c[name] for name in TriggerLaunchRow.__dataclass_fields__]
_IS_WAITING = trigger_launches.c.state == WAITING


def of_events(connection: sa.Connection, events: Sequence[str]) -> list[TriggerLaunchRow]:
    """The launches of some events, in their order."""
    return _rows(connection, trigger_launches.c.event.in_(events))


def last_number(connection: sa.Connection) -> int:
    """The number of the last launch; 0 without any."""
    return connection.scalar(sa.select(sa.func.max(trigger_launches.c.number))) or 0


def add(connection: sa.Connection, rows: Sequence[TriggerLaunchRow]) -> None:
    """Store launches."""
    values = [{name: getattr(row, name) for name in row.__dataclass_fields__} for row in rows]
    if values:
        connection.execute(sa.insert(trigger_launches), values)


def due(connection: sa.Connection, now: int, limit: int) -> list[TriggerLaunchRow]:
    """Up to `limit` launches that wait, and are due, in their order."""
    return _rows(connection, sa.and_(_IS_WAITING, trigger_launches.c.due_at <= now), limit=limit)


def next_due(connection: sa.Connection) -> int | None:
    """When the next launch is due; None if none waits."""
    return connection.scalar(sa.select(sa.func.min(trigger_launches.c.due_at)).where(_IS_WAITING))


def page(connection: sa.Connection, before: int | None, state: str | None, limit: int) -> list[TriggerLaunchRow]:
    """Up to `limit` launches before the one with a number, newest first."""
    wanted = [] if state is None else [trigger_launches.c.state == state]
    if before is not None:
        wanted.append(trigger_launches.c.number < before)
    query = sa.select(*_COLUMNS).where(*wanted).order_by(trigger_launches.c.number.desc()).limit(limit)
    return [TriggerLaunchRow(*row) for row in connection.execute(query)]


def settle(connection: sa.Connection, launch_id: str, state: str, reason: str | None = None) -> None:
    """Note what became of a launch that waits."""
    this = sa.and_(trigger_launches.c.id == launch_id, _IS_WAITING)
    connection.execute(sa.update(trigger_launches).where(this).values(state=state, reason=reason))


def forget(connection: sa.Connection, before: int) -> None:
    """Delete launches that were due before a moment (ms since the epoch) and wait no longer."""
    connection.execute(sa.delete(trigger_launches).where(trigger_launches.c.due_at < before, ~_IS_WAITING))


def _rows(
    connection: sa.Connection, condition: sa.ColumnElement[bool], limit: int | None = None
) -> list[TriggerLaunchRow]:
    order = trigger_launches.c.due_at, trigger_launches.c.number
    query = sa.select(*_COLUMNS).where(condition).order_by(*order).limit(limit)
    return [TriggerLaunchRow(*row) for row in connection.execute(query)]
