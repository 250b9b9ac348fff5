"""The durable engine of a platform: started when it is first needed; launches and their results."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from architrave.engine.clock import ManualClock
from architrave.local.platform_files import PlatformFiles

if TYPE_CHECKING:
    from architrave.engine import Engine, ExecutionRecord
    from architrave.engine.data_actions import Platform
    from architrave.interpreter.trace import Trace
    from architrave.organization.local import LocalOrganization
    from architrave.server.services import Services

POLL_SECONDS = 0.005
"""How often to check whether an execution has ended."""


class PlatformEngine(PlatformFiles):
    """An organization whose engine runs once it is needed."""

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

    async def executions(self, limit: int = 1000) -> "list[ExecutionRecord]":
        """The newest executions, newest first."""
        from architrave.store.execution_search import Search

        await self.start()
        return list((await self._begun.engine.search(Search(limit=limit))).records)

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

    def _own_platform(self) -> "Platform | None":
        """The Platform API for data actions with a relative URL: this server, once it is running."""
        from architrave.engine.data_actions import Platform

        server = self._server
        if server is None:
            return None
        return Platform(server.url, server.client.id, server.client.secret, server.certificate)


def _id_of(execution: "str | ExecutionRecord") -> str:
    return execution if isinstance(execution, str) else execution.id
