"""The local platform: an organization's files and, once needed, its database, engine and server."""

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

from architrave.client.local_servers import OWN_CLIENT_ID, OWN_CLIENT_NAME
from architrave.definitions.mocks import Mocks
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.engine.clock import Clock, ManualClock, milliseconds_of
from architrave.flows.program import Program
from architrave.local.faults import CannotOpenError, InputError, NoSuchFlowError
from architrave.local.inputs import named_inputs
from architrave.local.reading import good_replies, warnings_for_one_flow, watched
from architrave.local.reloading import FilesInUse, Reloaded
from architrave.local.runs import Flow, Run, RunnableFlow, counted, run, runnable, runnable_one
from architrave.local.setting_checks import check_flow, check_replies
from architrave.local.settings import Replies, Settings
from architrave.local.watching import Watch

if TYPE_CHECKING:
    from architrave.engine import Engine, ExecutionRecord
    from architrave.engine.data_actions import Platform
    from architrave.interpreter.trace import Trace
    from architrave.local.certificates import Certificate
    from architrave.local.debugging import Debugger
    from architrave.organization.directory import Directory
    from architrave.organization.local import LocalOrganization
    from architrave.server.services import Services

GRACE_SECONDS = 10
"""How long running requests may take when the server stops."""

POLL_SECONDS = 0.005
"""How often to check whether an execution has ended."""

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `client` is an OAuth client (client credentials) with all permissions."""

    url: str
    client: Client
    certificate: Path | None = None
    """The file of the authority that vouches for the server; None without TLS."""


class AsyncLocalPlatform:
    """An organization that runs in this process; `architrave.open` creates it.

    The database, the engine and the server start when they are first needed, and stop with the platform.
    """

    def __init__(self, settings: Settings) -> None:
        client = settings.client or Client(OWN_CLIENT_ID, secrets.token_urlsafe(_SECRET_BYTES), OWN_CLIENT_NAME)
        self._settings = replace(settings, client=client)
        self._client = client
        self._files = FilesInUse(self._settings)
        self._services: Services | None = None
        self._server: Server | None = None
        self._starting = asyncio.Lock()
        self._moving = asyncio.Lock()
        self._is_closed = False
        self._stack = contextlib.AsyncExitStack()

    def read(self) -> None:
        """Read the files; `open` does this. Raises CannotOpenError if the organization or its replies cannot be used.

        A single flow without an organization is read when it is first needed.
        """
        if not self._settings.is_one_flow:
            self._files.read()

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

    # -- its files -------------------------------------------------------------------------------------------------

    @property
    def definition(self) -> Organization:
        """The organization as written in its files. Raises CannotOpenError."""
        definition = self._files.read().definition
        if definition is None:
            raise CannotOpenError(self.diagnostics)
        return definition

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in the files: errors in flows that were left out, and warnings.

        Once the engine has started, also the flows that could not be published with their common modules, and changes
        of entities that were lost.
        """
        read = self._files.read()
        later = () if self._services is None else self._services.organization.problems
        return (*read.diagnostics, *read.mock_faults, *later)

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None) -> dict[str, Any] | None:
        """One entity of the organization (user, queue, data table row, …), as flows look it up, or None.

        `noun` is the cloud's noun in the singular, `by` is the property (`id`, `name`, `email`, `key`), and `within` is
        the data table of a `dataTableRow`.
        """
        if self._services is not None:
            return self._services.organization.look_up(noun, by, value, within)
        return self._directory.look_up(noun, by, value, within)

    @cached_property
    def _directory(self) -> "Directory":
        from architrave.organization.directory import Directory

        return Directory.of(self.definition)

    # -- runs on a virtual clock -----------------------------------------------------------------------------------

    def flow(self, flow: Flow | None = None, *, substitutions: Mapping[str, str] | None = None) -> RunnableFlow:
        """A flow that can be run: from the organization, by name or id, or from a file. `substitutions` fill `{{KEY}}`.

        Without `flow`, it is the single flow that was opened. Raises NoSuchFlowError, CannotReadFileError, or
        CannotRunError for a flow that has errors, depends on files with errors, or has a type that Architrave does not
        run.
        """
        settings = self._settings
        if flow is None:
            if not settings.is_one_flow:
                raise NoSuchFlowError("Name the flow to run: an organization can have several.")
            flow = settings.org
        check_flow(flow)
        if settings.is_one_flow:
            found = runnable_one(settings, flow, substitutions or {})
        else:
            found = runnable(settings, self.definition, flow, substitutions or {}, self._files.read().diagnostics)
        return replace(found, diagnostics=(*found.diagnostics, *self._reply_warnings(found.program)))

    def _reply_warnings(self, program: Program) -> tuple[Diagnostic, ...]:
        """The replies that fit no data action."""
        settings = self._settings
        if not settings.is_one_flow:
            return tuple(fault for fault in self._files.read().mock_faults if not fault.is_error)
        return () if settings.mocks is None else warnings_for_one_flow(settings.mocks, program, settings.folder)

    async def run(
        self,
        flow: Flow | RunnableFlow | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        mocks: Replies | str | None = None,
        at: datetime | str | int | None = None,
        seed: int = 0,
        until: str | None = None,
    ) -> Run:
        """Run a flow to its end on a virtual clock. Nothing is saved.

        `flow` is an argument or a result of `flow()`. `inputs` are JSON values by name, with or without `Flow.`.
        `mocks` are replies for data actions, used instead of the platform's. `at` is when the run starts (default: the
        platform's current time). `seed` is the seed of its random numbers. With `until`, the run stops after an action:
        its name, its number in the trace, or FILE:LINE. Raises the same errors as `flow()`, InputError for inputs that
        do not fit the flow, NoSuchActionError if `until` names no action, and CannotOpenError for mocks with errors.
        """
        found, given, begins = self._run_of(flow, inputs, at)
        return await run(found, given, self._replies(mocks), begins, seed, until)

    def debug(
        self,
        flow: Flow | RunnableFlow | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        mocks: Replies | str | None = None,
        at: datetime | str | int | None = None,
        seed: int = 0,
        until: str | None = None,
    ) -> "Debugger":
        """A debugger for the run that `run` makes of the same arguments. Raises the same errors as `run`."""
        from architrave.local.debugging import Debugger

        found, given, begins = self._run_of(flow, inputs, at)
        return Debugger(found, given, mocks=self._replies(mocks), at=begins, seed=seed, until=until)

    def _run_of(
        self, flow: Flow | RunnableFlow | None, inputs: Mapping[str, Any] | None, at: datetime | str | int | None
    ) -> tuple[RunnableFlow, dict[str, Any], int]:
        """What to run, with which inputs, and when it starts. Raises InputError and the errors of `flow()`."""
        self._check_open()
        found = flow if isinstance(flow, RunnableFlow) else self.flow(flow)
        given, problems = named_inputs(found.program, inputs or {})
        if problems:
            raise InputError(problems)
        return found, given, self._settings.clock() if at is None else milliseconds_of(at)

    def _check_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("This platform is closed. Open it again with architrave.open.")

    def _replies(self, mocks: Replies | str | None) -> Mocks:
        if isinstance(mocks, str):
            mocks = Path(mocks)
        check_replies(mocks)
        if mocks is not None or (not self._files.are_read and self._settings.is_one_flow):
            return good_replies(self._settings.mocks if mocks is None else mocks, None)
        return self._files.mocks

    # -- the durable engine ----------------------------------------------------------------------------------------

    @property
    def organization(self) -> "LocalOrganization":
        """The organization in use: its published flows, clients, users and tokens. The engine must have started."""
        return self._begun.organization

    @property
    def engine(self) -> "Engine":
        """The engine, once it has started."""
        return self._begun.engine

    @property
    def services(self) -> "Services":
        """What the server's routes use, once the engine has started."""
        return self._begun

    @property
    def _begun(self) -> "Services":
        if self._services is None:
            raise RuntimeError("The engine has not started. Call `start()`, `serve()` or `launch()` first.")
        return self._services

    async def start(self) -> None:
        """Open the database and start the engine, unless already done.

        Unfinished executions in the database continue. Raises CannotOpenError and EngineUnusableError.
        """
        async with self._starting:
            self._check_open()
            if self._services is None:
                self._claim_clock()
                from architrave.local.assembly import Surroundings, running  # slow to import

                around = Surroundings(lambda: self._files.mocks, self._own_platform)
                services = running(self._settings, self._files.read(), around)
                self._services = await self._stack.enter_async_context(services)
                await asyncio.to_thread(self._files.keep)

    async def launch(self, flow: str, inputs: Mapping[str, Any] | None = None, **body: Any) -> "ExecutionRecord":
        """Launch a published flow, by name or id, as `POST /api/v2/flows/executions` does; it runs in this process.

        `inputs` are JSON values by name, with or without `Flow.`; `body` are other fields of the request, such as
        `name` or `flowVersion`. Returns the execution once it is on disk. Raises NoSuchFlowError,
        LaunchRejectedError with all problems, and NotKept if it could not be saved.
        """
        from architrave.local.launching import launch

        await self.start()
        return await launch(self._begun, self._client, flow, inputs or {}, body)

    def _claim_clock(self) -> None:
        """Keep a ManualClock for this platform until it closes. Raises ValueError if another platform has it."""
        clock = self._settings.clock
        if isinstance(clock, ManualClock) and clock.claim(self):
            self._stack.callback(clock.release, self)

    async def execution(self, execution_id: "str | ExecutionRecord") -> "ExecutionRecord | None":
        """The current state of an execution, by its id or an earlier record, or None for an unknown id."""
        await self.start()
        return await self._begun.engine.execution(_id_of(execution_id))

    async def result(
        self,
        execution_id: "str | ExecutionRecord",
        timeout: float = 60.0,  # noqa: ASYNC109
    ) -> "ExecutionRecord":
        """Wait for an execution to end. Raises LookupError for an unknown id, TimeoutError after `timeout` seconds."""
        end = monotonic() + timeout
        while True:
            record = await self._known_execution(execution_id)
            if record.status != "RUNNING":
                return record
            if monotonic() > end:
                raise TimeoutError(f"Execution {record.id} is still running after {timeout:g} seconds.")
            await asyncio.sleep(POLL_SECONDS)

    async def trace(self, execution_id: "str | ExecutionRecord") -> "Trace":
        """What an execution has done so far, action by action.

        Raises LookupError for an unknown id, or if the version of the flow that it runs no longer exists.
        """
        from architrave.engine.durable.tracing import trace_of

        record = await self._known_execution(execution_id)
        found = await trace_of(self._begun.engine, record, self._begun.organization.flows)
        if found is None:
            raise LookupError(f"Execution {record.id} has no trace: its version of the flow no longer exists.")
        return found[0]

    async def _known_execution(self, execution_id: "str | ExecutionRecord") -> "ExecutionRecord":
        record = await self.execution(execution_id)
        if record is None:
            raise LookupError(f"No execution has the id {_id_of(execution_id)}.")
        return record

    # -- its state -------------------------------------------------------------------------------------------------

    async def reset(self) -> None:
        """Stop every execution, delete everything in the database, and publish the folder's flows again.

        As at a first start, but tokens stay valid. Raises NotKept: then nothing has changed.
        """
        from architrave.server import states

        await self.start()
        await states.reset(self._begun)

    async def state(self) -> dict[str, Any]:
        """Everything that the database holds of the organization at this moment, as JSON data for `restore`.

        Executions go on. Raises TooLargeToSave for more than 64 megabytes, and NotKept.
        """
        from architrave.server import states
        from architrave.wire import decode_json

        await self.start()
        return await asyncio.to_thread(decode_json, await states.save(self._begun))

    async def restore(self, state: Mapping[str, Any]) -> None:
        """Replace everything by a state that `state` has returned, here or elsewhere, and continue its executions.

        Executions of before are stopped. Raises WrongState, a ValueError, for anything else, and NotKept: then nothing
        has changed.
        """
        from architrave.server import states
        from architrave.wire import encode

        await self.start()
        await states.restore(self._begun, await asyncio.to_thread(encode, state))

    # -- its clock -------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The clock of the engine and the server. Calling it returns the time in milliseconds since the epoch."""
        return self._settings.clock

    async def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock forward, and process everything that is due until then, each at its time.

        Returns once everything is idle. Raises ValueError if the platform has no ManualClock.
        """
        clock = self._settings.clock
        if not isinstance(clock, ManualClock):
            raise ValueError(
                "This platform uses the system time. To move its clock, open it with clock=ManualClock(…)."
            )
        span = round(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds() * 1000)
        if span < 0:
            raise ValueError("A clock can only move forward.")
        async with self._moving:
            self._check_open()
            self._claim_clock()
            end = clock() + span
            await self._rest(clock)
            while (moment := clock.next_alarm) is not None and moment <= end:
                clock.move_to(moment)
                await self._rest(clock)
            clock.move_to(end)

    async def _rest(self, clock: ManualClock) -> None:
        """Wait until everything is waiting for the clock."""
        from architrave.engine.embedded import EmbeddedEngine

        engine = None if self._services is None else self._services.engine
        await asyncio.sleep(0)
        while isinstance(engine, EmbeddedEngine) and not engine.is_at_rest(clock.sleeping):  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)

    # -- its server ------------------------------------------------------------------------------------------------

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

    def _own_platform(self) -> "Platform | None":
        """The Platform API for data actions with a relative URL: this server, once it is running."""
        from architrave.engine.data_actions import Platform

        server = self._server
        return (
            None if server is None else Platform(server.url, server.client.id, server.client.secret, server.certificate)
        )

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

    # -- its work for a distributed engine -------------------------------------------------------------------------

    async def work(self, stop: asyncio.Event, platform: "Platform | None", on_ready: Callable[[str], None]) -> None:
        """Run executions for the distributed engine in the settings until `stop` is set, as `architrave worker` does.

        `platform` is the Platform API that data actions with a relative URL call; `on_ready` is called with the
        engine's address. Raises CannotOpenError and EngineUnusableError.
        """
        from architrave.local.working import work

        await work(self._settings, self._files.read(), stop, platform, on_ready)


def _id_of(execution: "str | ExecutionRecord") -> str:
    return execution if isinstance(execution, str) else execution.id
