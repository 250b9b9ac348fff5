"""An empty store."""

from collections.abc import Iterator

import pytest

from architrave.store import Store, open_store


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    store, diagnostics = open_store(tmp_path / "kept.db")
    assert store is not None, diagnostics
    yield store
    store.close()
