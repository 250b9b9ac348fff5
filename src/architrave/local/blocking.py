"""The local platform for programs without an event loop: tests, scripts, notebooks."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic
from architrave.engine.clock import Clock
from architrave.local.platform import AsyncLocalPlatform, Reloaded, Server
from architrave.local.portal import Portal
from architrave.local.runs import Flow, Run, RunnableFlow
from architrave.local.settings import Replies, Settings

if TYPE_CHECKING:
    from architrave.engine import Engine, ExecutionRecord
    from architrave.interpreter.trace import Trace
    from architrave.local.blocking_debugger import BlockingDebugger
    from architrave.local.certificates import Certificate
    from architrave.local.testing.strictly import StrictRun
    from architrave.organization.local import LocalOrganization
    from architrave.server.services import Services


class LocalPlatform:
    """AsyncLocalPlatform with blocking calls; see its methods for details.

    Everything runs in one event loop in a separate thread, so it also works if a loop is already running.
    """

    def __init__(self, settings: Settings) -> None:
        self._platform = AsyncLocalPlatform(settings)
        self._stack = ExitStack()
        self._starting = Lock()
        self._started: Portal | None = None
        self._is_closed = False

    def __enter__(self) -> Self:
        """Read the files. Raises CannotOpenError if the organization or its replies cannot be used."""
        self._platform.read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """As `close`."""
        self.close()

    def __repr__(self) -> str:
        return f"<LocalPlatform {self._platform.summary}{', closed' if self._is_closed else ''}>"

    def _repr_html_(self) -> str:
        """The platform for a notebook."""
        return self._platform.html(is_closed=self._is_closed)

    def close(self) -> None:
        """Stop the server and the engine, and close the database. Closing twice does nothing."""
        with self._starting:
            self._is_closed = True
        self._stack.close()

    @property
    def _portal(self) -> Portal:
        """The thread with the loop, started at the first call from whichever thread."""
        with self._starting:
            if self._is_closed:
                raise RuntimeError("This platform is closed. Open it again with architrave.open.")
            if self._started is None:
                portal = self._started = self._stack.enter_context(Portal())
                self._stack.callback(lambda: portal.call(self._platform.__aexit__(None, None, None)))
            return self._started

    @property
    def definition(self) -> Organization:
        """The organization as written in its files. Raises CannotOpenError."""
        return self._platform.definition

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems in the files: errors in flows that were left out, and warnings."""
        return self._platform.diagnostics

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None) -> dict[str, Any] | None:
        """One entity of the organization, as flows look it up, or None."""
        return self._platform.look_up(noun, by, value, within)

    def flow(self, flow: Flow | None = None, *, substitutions: Mapping[str, str] | None = None) -> RunnableFlow:
        """A flow that can be run: from the organization, by name or id, or from a file."""
        return self._platform.flow(flow, substitutions=substitutions)

    def run(
        self,
        flow: Flow | RunnableFlow | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        mocks: Replies | str | None = None,
        at: datetime | str | int | None = None,
        seed: int = 0,
        until: str | None = None,
    ) -> Run:
        """Run a flow to its end on a virtual clock. Nothing is saved."""
        return self._portal.call(self._platform.run(flow, inputs, mocks=mocks, at=at, seed=seed, until=until))

    def run_strictly(
        self,
        flow: Flow | RunnableFlow,
        inputs: Mapping[str, Any],
        *,
        mocks: Replies | None,
        at: datetime | str | int,
        seed: int,
        is_strict: bool,
        validate: str,
    ) -> "StrictRun":
        """As `run`, as a test: a call that the replies do not foresee raises Unforeseen."""
        return self._portal.call(
            self._platform.run_strictly(
                flow, inputs, mocks=mocks, at=at, seed=seed, is_strict=is_strict, validate=validate
            )
        )

    def debug(
        self,
        flow: Flow | RunnableFlow | None = None,
        inputs: Mapping[str, Any] | None = None,
        *,
        mocks: Replies | str | None = None,
        at: datetime | str | int | None = None,
        seed: int = 0,
        until: str | None = None,
    ) -> "BlockingDebugger":
        """A debugger for the run that `run` makes of the same arguments. Raises the same errors as `run`."""
        from architrave.local.blocking_debugger import BlockingDebugger

        debugger = self._platform.debug(flow, inputs, mocks=mocks, at=at, seed=seed, until=until)
        return BlockingDebugger(debugger, self._portal)

    @property
    def organization(self) -> "LocalOrganization":
        """The organization in use; the engine must have started."""
        return self._platform.organization

    @property
    def engine(self) -> "Engine":
        """The engine, once it has started. Its methods must be called in the platform's event loop."""
        return self._platform.engine

    @property
    def services(self) -> "Services":
        """What the server's routes use, once the engine has started."""
        return self._platform.services

    def start(self) -> None:
        """Open the database and start the engine, unless already done."""
        self._portal.call(self._platform.start())

    def launch(self, flow: str, inputs: Mapping[str, Any] | None = None, **body: Any) -> "ExecutionRecord":
        """Launch a published flow, by name or id, as `POST /api/v2/flows/executions` does."""
        return self._portal.call(self._platform.launch(flow, inputs, **body))

    def execution(self, execution_id: "str | ExecutionRecord") -> "ExecutionRecord | None":
        """The current state of an execution, by its id or an earlier record, or None for an unknown id."""
        return self._portal.call(self._platform.execution(execution_id))

    def executions(self, limit: int = 1000) -> "list[ExecutionRecord]":
        """The newest executions, newest first."""
        return self._portal.call(self._platform.executions(limit))

    def result(self, execution_id: "str | ExecutionRecord", timeout: float = 60.0) -> "ExecutionRecord":
        """Wait for an execution to end. Raises LookupError for an unknown id, TimeoutError after `timeout` seconds."""
        return self._portal.call(self._platform.result(execution_id, timeout))

    def trace(self, execution_id: "str | ExecutionRecord") -> "Trace":
        """What an execution has done so far, action by action. Raises LookupError for an unknown id."""
        return self._portal.call(self._platform.trace(execution_id))

    def reset(self) -> None:
        """Stop every execution, delete everything in the database, and publish the folder's flows again."""
        self._portal.call(self._platform.reset())

    def state(self) -> dict[str, Any]:
        """Everything that the database holds of the organization at this moment, as JSON data for `restore`."""
        return self._portal.call(self._platform.state())

    def restore(self, state: Mapping[str, Any]) -> None:
        """Replace everything by a state that `state` has returned, and continue its executions."""
        self._portal.call(self._platform.restore(state))

    @property
    def clock(self) -> Clock:
        """The clock of the engine and the server. Calling it returns the time in milliseconds since the epoch."""
        return self._platform.clock

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock forward, and process everything that is due until then, each at its time."""
        self._portal.call(self._platform.advance(days=days, hours=hours, minutes=minutes, seconds=seconds))

    @property
    def server(self) -> Server | None:
        """The running server; None before `serve`."""
        return self._platform.server

    def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        names: frozenset[str] | None = frozenset(),
        max_connections: int | None = None,
        on_reload: Callable[[Reloaded], None] | None = None,
        access_log: bool = False,
        certificate: "Certificate | None" = None,
    ) -> Server:
        """Serve the Platform API; port 0 is any free port. Returns when it is ready; it stops with the platform."""
        return self._portal.call(
            self._platform.serve(
                host,
                port,
                names=names,
                max_connections=max_connections,
                on_reload=on_reload,
                access_log=access_log,
                certificate=certificate,
            )
        )
