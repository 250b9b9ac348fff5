"""The server of a platform: the Platform API, and the reload of files that change while it runs."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from architrave.local.platform_clock import PlatformClock
from architrave.local.platform_files import Server
from architrave.local.reading import watched
from architrave.local.reloading import Reloaded
from architrave.local.watching import Watch

if TYPE_CHECKING:
    from architrave.local.certificates import Certificate

GRACE_SECONDS = 10
"""How long running requests may take when the server stops."""


class PlatformServer(PlatformClock):
    """An organization that can be served."""

    @property
    def server(self) -> Server | None:
        """The running server; None before `serve`."""
        return self._server

    async def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        names: frozenset[str] | None = frozenset(),
        max_connections: int | None = None,
        on_reload: "Callable[[Reloaded], None] | None" = None,
        access_log: bool = False,
        certificate: "Certificate | None" = None,
    ) -> Server:
        """Serve the Platform API; port 0 is any free port. Returns when it is ready; it stops with the platform.

        `names` are host names to accept in addition to the loopback names; None accepts any. `max_connections` is the
        number of connections at the same time, by default what the limit of open files allows, at most 10,000. With
        `on_reload`, changed files are reloaded, and `on_reload` is called with the result. With `access_log`, each
        request is logged by the logger `architrave.access`. With `certificate`, it speaks TLS. Raises CannotListen,
        the same errors as `start`, and RuntimeError if it is already serving.
        """
        if self._server is not None:
            raise RuntimeError(f"This platform is already serving at {self._server.url}.")
        from architrave.server.app import Application
        from architrave.server.endpoints import URGENT
        from architrave.server.http import HttpServer
        from architrave.server.http.server import url_of
        from architrave.server.observing import Observer, lag_measured
        from architrave.server.rendering import refused_response
        from architrave.server.running import is_loopback, limits, listen

        listening = listen(host, port)
        url = url_of(listening.getsockname(), is_secure=certificate is not None)
        self._server = Server(url, self._client, None if certificate is None else certificate.authority)
        try:
            await self.start()
            services = self._begun
            services.is_local = is_loopback(listening.getsockname()[0])
            services.is_secure = certificate is not None
            observer = Observer(refused_response, services.counts, logs=access_log)
            http = HttpServer(
                Application(services, names),
                observer.refused,
                limits=limits(max_connections),
                tls=None if certificate is None else certificate.context(),
                urgent=URGENT,
                observe=observer.answered,
            )
            await http.start(sockets=[listening])
        except BaseException:
            self._server = None
            listening.close()
            raise
        await self._stack.enter_async_context(lag_measured(services.counts))
        self._stack.push_async_callback(http.stop, GRACE_SECONDS)
        if on_reload is not None:
            await self._stack.enter_async_context(self._watching(on_reload))
        return self._server

    @contextlib.asynccontextmanager
    async def _watching(self, on_reload: Callable[[Reloaded], None]) -> AsyncGenerator[None, None]:
        settings, files, organization = self._settings, self._files, self.organization
        watch = Watch(
            settings.folder or Path(),
            lambda: files.changed(organization),
            lambda change: on_reload(files.take(change, organization)),
            files.read().seen,
            watched(settings),
        )
        watching = asyncio.create_task(watch.forever())
        try:
            yield
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    def _reload(self) -> Reloaded:
        """Take over what has changed in the files now, as a server with `on_reload` does by itself."""
        organization = self.organization
        return self._files.take(self._files.changed(organization), organization)
