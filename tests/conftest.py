"""Fixtures for every room."""

from tests.postgres import postgres_database, postgres_server
from tests.temporal import temporal_server

__all__ = ["postgres_database", "postgres_server", "temporal_server"]
