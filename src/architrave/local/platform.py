"""The local platform: an organization's files and, once needed, its database, engine and server.

Each file `platform_*` adds one of them to the one before: files, engine, states, clock, server.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from architrave.diagnostics import Source
from architrave.local.platform_files import Server
from architrave.local.platform_server import GRACE_SECONDS, PlatformServer
from architrave.local.reloading import Reloaded
from architrave.local.runs import counted

if TYPE_CHECKING:
    from architrave.engine.data_actions import Platform

__all__ = ["GRACE_SECONDS", "AsyncLocalPlatform", "Reloaded", "Server"]


class AsyncLocalPlatform(PlatformServer):
    """An organization that runs in this process; `architrave.open` creates it.

    The database, the engine and the server start when they are first needed, and stop with the platform.
    """

    async def __aenter__(self) -> Self:
        self.read()
        self._stack.callback(self._files.keep)
        return self

    def __repr__(self) -> str:
        return f"<AsyncLocalPlatform {self.summary}{', closed' if self._is_closed else ''}>"

    def _repr_html_(self) -> str:
        """The platform for a notebook."""
        return self.html(is_closed=self._is_closed)

    def html(self, *, is_closed: bool) -> str:
        """The organization with its flows, and the address of its server, as HTML."""
        from architrave.local.platform_html import platform_html

        organization = self._files.definition
        flows = () if organization is None else organization.flows
        url = None if self._server is None else self._server.url
        return platform_html(self._name, flows, url, is_closed=is_closed)

    @property
    def summary(self) -> str:
        """The organization or flow that is open, and the address of its server, in a few words."""
        organization = self._files.definition
        words = [repr(self._name)]
        if organization is not None:
            words.append(counted(len(organization.flows), "flow"))
        if self._server is not None:
            words.append(f"serving at {self._server.url}")
        return ", ".join(words)

    @property
    def _name(self) -> str:
        """The name of the organization or, before it is read, of the file or folder."""
        if self._files.definition is not None:
            return self._files.definition.name
        return str(self._settings.org.name if isinstance(self._settings.org, Source) else self._settings.org)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server and the engine, and close the database."""
        self._is_closed = True
        try:
            await self._stack.aclose()
        finally:
            self._services = self._server = None

    async def work(self, stop: asyncio.Event, platform: "Platform | None", on_ready: Callable[[str], None]) -> None:
        """Run executions for the distributed engine in the settings until `stop` is set, as `architrave worker` does.

        `platform` is the Platform API that data actions with a relative URL call; `on_ready` is called with the
        engine's address. Raises CannotOpenError and EngineUnusableError.
        """
        from architrave.local.working import work

        await work(self._settings, self._files.read(), stop, platform, on_ready)
