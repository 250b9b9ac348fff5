"""A store to test, on either kind of database."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from architrave import store as nouns
from architrave.store import Store, open_store

for noun in iter_modules(nouns.__path__):  # their tables are known once they are imported
    import_module(f"architrave.store.{noun.name}")


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
