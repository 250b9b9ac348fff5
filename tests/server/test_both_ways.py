"""Each endpoint both ways: with and without its permissions, with wrong bodies and with wrong queries.

On each database and with each engine, and again after a restart: what holds is in `both_ways`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from architrave.server.endpoints import LAUNCH, Endpoint
from tests.server.both_ways import (
    ENDPOINTS,
    EVERYBODY,
    GUARDED,
    Asking,
    organization,
    permissions_hold,
    wrong_bodies_are_refused,
    wrong_queries_are_refused,
)
from tests.server.conftest import EXAMPLE, Served, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("both") / "org"
    made.mkdir()
    text = (EXAMPLE / "org.yaml").read_text(encoding="utf-8")
    (made / "org.yaml").write_text(organization(text), encoding="utf-8")
    for part in ("flows", "data-actions", "data-tables"):
        (made / part).symlink_to(EXAMPLE / part)
    return made


@pytest.fixture(scope="module")
def ask(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with serving(folder, tmp_path_factory.mktemp("kept") / "kept.db") as served:
        yield Asking(served)


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_permissions(ask: Asking, endpoint: Endpoint) -> None:
    permissions_hold(ask, endpoint)


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_queries(ask: Asking, endpoint: Endpoint) -> None:
    wrong_queries_are_refused(ask, endpoint)


BODIES = [one for one in ENDPOINTS if one.method in ("POST", "PUT", "PATCH") and one is not LAUNCH and one.is_of_cloud]


@pytest.mark.parametrize("endpoint", BODIES, ids=lambda one: f"{one.method} {one.path}")
def test_bodies(ask: Asking, endpoint: Endpoint) -> None:
    before = _everything(ask.served)
    wrong_bodies_are_refused(ask, endpoint)
    assert _everything(ask.served) == before


def _everything(served: Served) -> list[Any]:
    entities = served.services.organization.entities
    return [entities.all(noun) for noun in ("queue", "wrapupCode", "user")]


def _all_hold(served: Served) -> None:
    ask = Asking(served)
    before = _everything(served)
    for one in GUARDED:
        permissions_hold(ask, one)
        wrong_queries_are_refused(ask, one)
    for one in BODIES:
        wrong_bodies_are_refused(ask, one)
    assert _everything(served) == before


def _hold_across_a_restart(folder: Path, database: Path | str, **settings: Any) -> None:
    with serving(folder, database, **settings) as served:
        _all_hold(served)
        made = Asking(served)(EVERYBODY, "POST", "/api/v2/routing/queues", json={"name": "Made"}).json()
    with serving(folder, database, **settings) as served:
        _all_hold(served)
        assert Asking(served)(EVERYBODY, "GET", f"/api/v2/routing/queues/{made['id']}").json() == made


@pytest.mark.slow
def test_on_sqlite_across_a_restart(folder: Path, tmp_path: Path) -> None:
    _hold_across_a_restart(folder, tmp_path / "kept.db")


@pytest.mark.slow
@pytest.mark.postgres
def test_on_postgresql_across_a_restart(folder: Path, postgres_database: Callable[[], str]) -> None:
    _hold_across_a_restart(folder, postgres_database())


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.temporal
def test_on_temporal_across_a_restart(folder: Path, temporal_server: str, postgres_database: Callable[[], str]) -> None:
    _hold_across_a_restart(folder, postgres_database(), engine=f"temporal://{temporal_server}/default")
