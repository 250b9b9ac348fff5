"""Searching executions, newest first, page by page.

A page costs the same however many executions there are. One condition leads: its index gives the executions in order.
The others are checked on the way, for at most `LOOKED_AT` executions; then the page ends, perhaps with fewer rows than
asked for, or none, and the next page goes on from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from architrave.store.executions import (
    FAILED,
    ROW_COLUMNS,
    ExecutionRow,
    execution_context,
    executions,
    findable,
    has_name,
)

LOOKED_AT = 5_000

RUNNING = "RUNNING"
"""The status of an execution without an outcome, whose column is null."""

COMPLETED = "COMPLETED"

_RUNNING = frozenset({RUNNING})

_Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Search:
    """What to find: executions for which all of this is true.

    `flow_ids` are the flows that may be seen, None for all.
    `name` is the whole name, `text` a part of the name, the id, the inputs, the outputs, the reason or the error,
    ignoring case. `statuses` are the cloud's. All keys of `context` have these values. `parked`: it cannot continue.
    `before` is the `Page.rest` of the page before; `limit` is the size of a page.
    """

    name: str | None = None
    flow_id: str | None = None
    statuses: frozenset[str] = frozenset()
    text: str | None = None
    context: Mapping[str, str] = field(default_factory=dict[str, str])
    parked: bool = False
    before: int | None = None
    limit: int = 100
    flow_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of executions, newest first. `rest`: where the next page begins; None if this is the last one."""

    rows: list[ExecutionRow]
    rest: int | None


def page(connection: sa.Connection, search: Search) -> Page:
    """One page of the executions that a search finds."""
    number = executions.c.number
    leading, others = _conditions(search)
    begin = [leading] if search.before is None else [leading, number < search.before]
    end = None
    if others:
        furthest = sa.select(number).where(*begin).order_by(number.desc()).offset(LOOKED_AT - 1).limit(1)
        end = connection.scalar(furthest)
        others += [] if end is None else [number >= end]
    query = sa.select(*ROW_COLUMNS).where(*begin, *others).order_by(number.desc()).limit(search.limit + 1)
    rows = [ExecutionRow(*row) for row in connection.execute(query)]
    if len(rows) > search.limit:
        return Page(rows[: search.limit], rows[search.limit - 1].number)
    return Page(rows, end)


def _conditions(search: Search) -> tuple[_Condition, list[_Condition]]:
    """The condition that leads, for which there is an index, and the others."""
    led = [_has(key, value) for key, value in search.context.items()]
    others: list[_Condition] = []
    if search.name is not None:
        led.append(has_name(search.name))
    unfinished = executions.c.completed_at.is_(None)
    if search.parked or search.statuses == _RUNNING:
        led.append(unfinished)
    elif search.statuses and search.statuses.isdisjoint({RUNNING, COMPLETED}):
        led.append(FAILED)
    if search.parked:
        others.append(executions.c.parked.is_not(None))
    if search.flow_id is not None:
        led.append(executions.c.flow_id == search.flow_id)
    if search.statuses and search.statuses != _RUNNING:
        ended = executions.c.status.in_(sorted(search.statuses - {RUNNING}))
        others.append(sa.or_(unfinished, ended) if RUNNING in search.statuses else ended)
    if search.flow_ids is not None:
        others.append(executions.c.flow_id.in_(sorted(search.flow_ids)))
    if search.text is not None:
        others.append(_contains(search.text))
    return (led[0], [*led[1:], *others]) if led else (sa.true(), others)


def _has(key: str, value: str) -> _Condition:
    return executions.c.id.in_(
        sa.select(execution_context.c.execution).where(
            execution_context.c.key == findable(key), execution_context.c.value == findable(value)
        )
    )


def _contains(text: str) -> _Condition:
    in_json = msgspec.json.encode(text)[1:-1].decode()
    searched: tuple[tuple[sa.Column[Any], str], ...] = (
        (executions.c.name, text),
        (executions.c.id, text),
        (executions.c.completion_reason, text),
        (executions.c.inputs, in_json),
        (executions.c.output_data, in_json),
        (executions.c.error, in_json),
    )
    return sa.or_(*(column.icontains(part, autoescape=True) for column, part in searched))
