"""A served organization whose time stands still until a test moves it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import architrave
from architrave.flowtests.document import DEFAULT_START

if TYPE_CHECKING:
    from architrave.definitions.values import Client
    from architrave.engine import ExecutionRecord


@dataclass(frozen=True, slots=True)
class LocalOrg:
    """A served organization. `url` is its address; `platform` has everything else that `architrave.open` gives.

    `client` is an OAuth client with all permissions: its `id` and `secret`. Those of org.yaml have their roles.
    """

    url: str
    client: "Client"
    platform: "architrave.LocalPlatform"

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock forward. Everything that is due until then happens, each at its time."""
        self.platform.advance(days=days, hours=hours, minutes=minutes, seconds=seconds)

    @property
    def launches(self) -> "list[ExecutionRecord]":
        """The executions that were launched, in order, as they are now; at most the last 1,000."""
        return self.platform.executions()[::-1]

    def __repr__(self) -> str:
        return f"<LocalOrg at {self.url}>"


@contextmanager
def serve(organization: Path, at: str = DEFAULT_START) -> Generator[LocalOrg]:
    """Serve an organization on a free port of 127.0.0.1 until the block ends; its clock starts `at`."""
    with architrave.open(organization, clock=architrave.ManualClock(at), needs_secrets=False) as platform:
        server = platform.serve()
        yield LocalOrg(server.url, server.client, platform)
