"""The local platform: an organization's files, and, once they are needed, its database, engine and server."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from architrave.definitions.mocks import Mocks
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.engine.clock import Clock, ManualClock, milliseconds_of
from architrave.local.faults import CannotOpenError, InputError, NoSuchFlowError
from architrave.local.inputs import named_inputs
from architrave.local.reading import Read, good_replies, read_files, watched
from architrave.local.runs import Flow, Run, RunnableFlow, run, runnable
from architrave.local.settings import Replies, Settings
from architrave.local.watching import Watch

if TYPE_CHECKING:
    from architrave.engine import Engine, ExecutionRecord
    from architrave.engine.data_actions import Platform
    from architrave.organization.directory import Directory
    from architrave.organization.flows import Published
    from architrave.organization.local import LocalOrganization
    from architrave.server.services import Services

OWN_CLIENT_ID = "architrave"
GRACE_SECONDS = 10
"""How long answers under way may take when the server stops."""

POLL_SECONDS = 0.005
"""How often it is looked whether an execution has ended."""

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `client` is an OAuth client of its own (client credentials), which may do everything."""

    url: str
    client: Client


class AsyncLocalPlatform:
    """An organization's folder at work, in this process; `architrave.open` gives one.

    The database, the engine and the server begin when they are first needed, and end with the platform.
    """

    def __init__(self, settings: Settings) -> None:
        client = settings.client or Client(
            OWN_CLIENT_ID, secrets.token_urlsafe(_SECRET_BYTES), "Architrave's own client"
        )
        self._settings = replace(settings, client=client)
        self._client = client
        self._read: Read | None = None
        self._mocks = Mocks()
        self._services: Services | None = None
        self._server: Server | None = None
        self._starting = asyncio.Lock()
        self._stack = contextlib.AsyncExitStack()

    def read(self) -> None:
        """Read the files, which `open` does. Raises CannotOpenError where the organization or its replies are unusable.

        One flow without an organization is read when it is first needed.
        """
        if not self._settings.is_one_flow:
            self._files()

    async def __aenter__(self) -> Self:
        self.read()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server and the engine, and close the database."""
        await self._stack.aclose()
        self._services = self._server = None

    # -- what the files say ----------------------------------------------------------------------------------------

    @property
    def definition(self) -> Organization:
        """The organization as its files say it. Raises CannotOpenError."""
        definition = self._files().definition
        if definition is None:
            raise CannotOpenError(self.diagnostics)
        return definition

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the files: errors of flows that were left out, and warnings."""
        read = self._files()
        return (*read.diagnostics, *read.mock_faults)

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None) -> dict[str, Any] | None:
        """One entity of the organization (a user, queue, data table row, …) as flows look it up; None where none is.

        `noun` is the cloud's in the singular, `by` the property (`id`, `name`, `email`, `key`), `within` the data table
        for a `dataTableRow`.
        """
        if self._services is not None:
            return self._services.organization.look_up(noun, by, value, within)
        return self._directory.look_up(noun, by, value, within)

    @cached_property
    def _directory(self) -> "Directory":
        from architrave.organization.directory import Directory

        return Directory(self.definition)

    def _files(self) -> Read:
        if self._read is None:
            read = read_files(self._settings)
            if read.definition is None or read.has_broken_mocks:
                raise CannotOpenError((*read.diagnostics, *read.mock_faults))
            self._read, self._mocks = read, read.mocks
        return self._read

    # -- runs on a virtual clock -----------------------------------------------------------------------------------

    def flow(self, flow: Flow | None = None, *, substitutions: Mapping[str, str] | None = None) -> RunnableFlow:
        """A flow that can be run: of the organization by its name or id, or of a file. `substitutions` fill `{{KEY}}`.

        Without `flow`, the one that was opened. Raises NoSuchFlowError, CannotReadFileError, or CannotRunError for a
        flow with errors or of a type that is not run.
        """
        settings = self._settings
        if flow is None:
            if not settings.is_one_flow:
                raise NoSuchFlowError("Name the flow to run: an organization has several.")
            flow = settings.org
        definition = None if settings.is_one_flow else self.definition
        return runnable(settings, definition, flow, substitutions or {})

    async def run(
        self,
        flow: Flow | RunnableFlow | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        mocks: Replies | None = None,
        at: datetime | str | int | None = None,
        seed: int = 0,
        until: str | None = None,
    ) -> Run:
        """Run a flow to its end at once, on a virtual clock. Nothing is kept.

        `flow` is what `flow()` takes or gives. `inputs` are JSON values by name, with or without `Flow.`. `mocks` are
        replies for data actions in place of the platform's. `at` is when the run begins: the platform's own time by
        default. `seed` is that of its random numbers. With `until` the run is left behind the action of that name.
        Raises what `flow()` raises, InputError for inputs that the flow does not take, and CannotOpenError for mocks
        that cannot be used.
        """
        found = flow if isinstance(flow, RunnableFlow) else self.flow(flow)
        given, problems = named_inputs(found.program, inputs or {})
        if problems:
            raise InputError(problems)
        begins = self._settings.clock() if at is None else milliseconds_of(at)
        return await run(found, given, self._replies(mocks), begins, seed, until)

    def _replies(self, mocks: Replies | None) -> Mocks:
        if mocks is not None or (self._read is None and self._settings.is_one_flow):
            return good_replies(self._settings.mocks if mocks is None else mocks, None)
        return self._mocks

    # -- the durable engine ----------------------------------------------------------------------------------------

    @property
    def organization(self) -> "LocalOrganization":
        """The organization at work: its published flows, clients, users and tokens. The engine must have begun."""
        return self._begun.organization

    @property
    def engine(self) -> "Engine":
        """The engine, once it has begun."""
        return self._begun.engine

    @property
    def services(self) -> "Services":
        """What the server's routes work with, once the engine has begun."""
        return self._begun

    @property
    def _begun(self) -> "Services":
        if self._services is None:
            raise RuntimeError("The engine has not begun: `start()`, `serve()` or `launch()` begins it.")
        return self._services

    async def start(self) -> None:
        """Open the database and begin the engine, if that has not been done.

        Executions of the database that have no outcome go on. Raises CannotOpenError and EngineUnusableError.
        """
        async with self._starting:
            if self._services is None:
                from architrave.local.assembly import Surroundings, running  # slow to import

                around = Surroundings(lambda: self._mocks, self._own_platform)
                self._services = await self._stack.enter_async_context(running(self._settings, self._files(), around))

    async def launch(self, flow: str, inputs: Mapping[str, Any] | None = None, **body: Any) -> "ExecutionRecord":
        """Launch a published flow, by name or id, as `POST /api/v2/flows/executions` does; it runs in this process.

        `inputs` are JSON values by name, with or without `Flow.`; `body` are other fields of the request, such as
        `name` or `flowVersion`. Returns the execution once it is on disk. Raises NoSuchFlowError,
        LaunchRejectedError with every problem, and NotKept where the database does not take it.
        """
        from architrave.local.launching import launch

        await self.start()
        return await launch(self._begun, self._client, flow, inputs or {}, body)

    async def execution(self, execution_id: str) -> "ExecutionRecord | None":
        """An execution as it is now; None where there is none of that id."""
        await self.start()
        return await self._begun.engine.execution(execution_id)

    async def result(self, execution_id: str, timeout: float = 60.0) -> "ExecutionRecord":  # noqa: ASYNC109
        """An execution that has ended. Raises LookupError for an unknown id, TimeoutError after `timeout` seconds."""
        end = monotonic() + timeout
        while True:
            record = await self.execution(execution_id)
            if record is None:
                raise LookupError(f"There is no execution with the id {execution_id}.")
            if record.status != "RUNNING":
                return record
            if monotonic() > end:
                raise TimeoutError(f"The execution {execution_id} still runs after {timeout:g} seconds.")
            await asyncio.sleep(POLL_SECONDS)

    # -- its clock -------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The clock of the engine and the server: called, it gives the time in milliseconds since the epoch."""
        return self._settings.clock

    async def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock forward, and let everything happen that happens until then, each at its own time.

        Returns once nothing more goes on. Raises ValueError where the platform has no ManualClock.
        """
        clock = self._settings.clock
        if not isinstance(clock, ManualClock):
            raise ValueError("The clock of this platform is the time of day. Open it with clock=ManualClock(…).")
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        end = clock() + round(span.total_seconds() * 1000)
        if end < clock():
            raise ValueError("A clock moves forward only.")
        await self._rest(clock)
        while (moment := clock.next_alarm) is not None and moment <= end:
            clock.move_to(moment)
            await self._rest(clock)
        clock.move_to(end)

    async def _rest(self, clock: ManualClock) -> None:
        """Wait until nothing goes on before the clock does."""
        from architrave.engine.embedded import EmbeddedEngine

        engine = None if self._services is None else self._services.engine
        await asyncio.sleep(0)
        while isinstance(engine, EmbeddedEngine) and not engine.is_at_rest(clock.sleeping):  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)

    # -- its server ------------------------------------------------------------------------------------------------

    @property
    def server(self) -> Server | None:
        """The server that answers; None before `serve`."""
        return self._server

    async def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        names: frozenset[str] | None = frozenset(),
        on_reload: "Callable[[Reloaded], None] | None" = None,
    ) -> Server:
        """Serve the Platform API; port 0 is any free one. Returns once it answers; it ends with the platform.

        `names` are those by which the server may be called beside the loopback ones, None for any. With `on_reload`
        files are taken anew whenever they change, and it is told what became of them. Raises CannotListen, what `start`
        raises, and RuntimeError where it serves already.
        """
        if self._server is not None:
            raise RuntimeError(f"This platform serves already, at {self._server.url}.")
        from architrave.server.app import Application
        from architrave.server.http import HttpServer
        from architrave.server.http.server import url_of
        from architrave.server.rendering import refused_response
        from architrave.server.running import listen

        listening = listen(host, port)
        self._server = Server(url_of(listening.getsockname()), self._client)
        try:
            await self.start()
            http = HttpServer(Application(self._begun, names), refused_response)
            await http.start(sockets=[listening])
        except BaseException:
            self._server = None
            listening.close()
            raise
        self._stack.push_async_callback(http.stop, GRACE_SECONDS)
        if on_reload is not None:
            await self._stack.enter_async_context(self._watching(on_reload))
        return self._server

    def _own_platform(self) -> "Platform | None":
        """Where data actions with a relative URL go: to this server, once there is one."""
        from architrave.engine.data_actions import Platform

        server = self._server
        return None if server is None else Platform(server.url, server.client.id, server.client.secret)

    @contextlib.asynccontextmanager
    async def _watching(self, on_reload: "Callable[[Reloaded], None]") -> AsyncGenerator[None, None]:
        settings = self._settings
        watch = Watch(
            settings.folder or Path(),
            lambda: read_files(settings),
            lambda read: on_reload(self._take(read)),
            self._files().seen,
            watched(settings),
        )
        watching = asyncio.create_task(watch.forever())
        try:
            yield
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    def _take(self, read: Read) -> "Reloaded":
        """Go on with files that have changed; what cannot be read stays as it was."""
        if not read.has_broken_mocks:
            self._mocks = read.mocks
        diagnostics = (*read.diagnostics, *read.mock_faults)
        if read.definition is None:
            return Reloaded(diagnostics, None)
        self._read = read
        return Reloaded(diagnostics, tuple(self.organization.adopt(read.definition, read.diagnostics)))

    # -- work for a distributed engine -----------------------------------------------------------------------------

    async def work(self, stop: asyncio.Event, platform: "Platform | None", on_ready: Callable[[str], None]) -> None:
        """Run executions for the distributed engine that was named, until `stop` is set, as `architrave worker` does.

        `platform` is the Platform API that data actions with a relative URL call; `on_ready` is told the engine's
        address. Raises CannotOpenError and EngineUnusableError.
        """
        from architrave.local.working import work

        await work(self._settings, self._files(), stop, platform, on_ready)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What became of files that have changed: what is wrong with them, and the flows.

    `published` is None where the organization stays as it was, because its files cannot be read.
    """

    diagnostics: tuple[Diagnostic, ...]
    published: "tuple[Published, ...] | None"
