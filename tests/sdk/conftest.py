"""The SDKs' tests use the server's fixtures."""

from tests.server.conftest import copied

__all__ = ["copied"]
