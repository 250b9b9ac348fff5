"""The rule for entities that the folder and the store both know."""

from collections.abc import Mapping
from typing import Any

import pytest

from architrave.definitions.values import Entity as Written
from architrave.organization.entity import Entity, key_of
from architrave.organization.seeding import seeded

NOW = 1_000


def written(**properties: Any) -> Written:
    return Written("queue", properties.setdefault("id", "q"), properties.get("name"), properties)


def after(known: Mapping[tuple[str, str], Entity], *texts: Written) -> tuple[dict[tuple[str, str], Entity], list[str]]:
    done = seeded(known, texts, NOW)
    return dict(known) | {one.key: one for one in done.changed}, [one.id for one in done.replaced]


FIRST = written(name="Support", description="a")
OTHER = written(name="Support", description="b")


def start() -> dict[tuple[str, str], Entity]:
    return after({}, FIRST)[0]


def edit(known: dict[tuple[str, str], Entity], **properties: Any) -> dict[tuple[str, str], Entity]:
    one = known["queue", "q"]
    return known | {one.key: one.edited({**one.properties, **properties}, NOW, "client")}


def delete(known: dict[tuple[str, str], Entity]) -> dict[tuple[str, str], Entity]:
    one = known["queue", "q"]
    return known | {one.key: one.deleted(NOW, "client")}


def made() -> dict[tuple[str, str], Entity]:
    one = Entity("queue", "q", {"id": "q", "name": "Made"}, author="client")
    return {one.key: one}


CASES: dict[str, tuple[dict[tuple[str, str], Entity], tuple[Written, ...], str | None, list[str]]] = {
    "a new text": ({}, (FIRST,), "a", []),
    "the same text": (start(), (FIRST,), "a", []),
    "another text": (start(), (OTHER,), "b", []),
    "no text": (start(), (), None, []),
    "edited, the same text": (edit(start(), description="api"), (FIRST,), "api", []),
    "edited, another text": (edit(start(), description="api"), (OTHER,), "b", ["q"]),
    "edited, another text that says the same": (edit(start(), description="b"), (OTHER,), "b", []),
    "edited, no text": (edit(start(), description="api"), (), None, ["q"]),
    "deleted, the same text": (delete(start()), (FIRST,), None, []),
    "deleted, another text": (delete(start()), (OTHER,), "b", ["q"]),
    "deleted, no text": (delete(start()), (), None, []),
    "made, no text": (made(), (), "", []),
    "made, then a text": (made(), (FIRST,), "a", ["q"]),
    "made and deleted, then a text": (delete(made()), (FIRST,), "a", []),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule(name: str) -> None:
    known, texts, description, replaced = CASES[name]
    now, lost = after(known, *texts)
    one = now["queue", "q"]
    assert (None if one.is_deleted else one.properties.get("description", "")) == description
    assert lost == replaced


def test_a_text_that_came_back_counts_as_new() -> None:
    gone, _ = after(delete(start()))
    back, lost = after(gone, FIRST)
    assert not back["queue", "q"].is_deleted
    assert lost == []


def test_order_layout_and_defaults_are_no_change() -> None:
    user = Written("user", "u", "Ada", {"id": "u", "name": "Ada", "email": "a@b.c", "state": "active"})
    same = Written("user", "u", "Ada", {"email": "a@b.c", "name": "Ada", "id": "u"})
    known = {one.key: one for one in seeded({}, [user], NOW).changed}
    assert seeded(known, [same], NOW).changed == ()


def test_each_change_is_a_version() -> None:
    now, _ = after(edit(start(), description="api"), OTHER)
    assert now["queue", "q"].version == 3


@pytest.mark.parametrize("entity_id", ["x" * 65, "a\0b", "ü" * 40])
def test_a_long_or_odd_id_has_a_short_key(entity_id: str) -> None:
    key = key_of(entity_id)
    assert len(key) <= 64
    assert "\0" not in key
