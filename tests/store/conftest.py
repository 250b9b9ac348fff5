"""A store to test, on either kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from architrave.store import Store, open_store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    url: str = request.getfixturevalue("postgres_database")()
    return url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    yield store
    store.close()
