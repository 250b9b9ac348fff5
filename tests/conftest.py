"""Fixtures for every package."""

import tests.generating  # noqa: F401  sets how such tests run
from tests.goldens import golden, pytest_addoption, pytest_collection_modifyitems
from tests.logs import pytest_configure, pytest_sessionfinish, pytest_terminal_summary
from tests.postgres import own_postgres_server, postgres_database, postgres_server
from tests.surroundings import _no_log, _surroundings
from tests.temporal import temporal_server

__all__ = [
    "_no_log",
    "_surroundings",
    "golden",
    "own_postgres_server",
    "postgres_database",
    "postgres_server",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "temporal_server",
]
