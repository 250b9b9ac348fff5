"""A platform and the files of its organization: what they define, and runs of their flows on a virtual clock."""

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from architrave.client.local_servers import OWN_CLIENT_ID, OWN_CLIENT_NAME
from architrave.definitions.mocks import Mocks
from architrave.definitions.values import Client, Organization
from architrave.diagnostics import Diagnostic
from architrave.engine.clock import milliseconds_of
from architrave.flows.program import Program
from architrave.local.faults import CannotOpenError, InputError, NoSuchFlowError
from architrave.local.inputs import named_inputs
from architrave.local.reading import good_replies, warnings_for_one_flow
from architrave.local.reloading import FilesInUse
from architrave.local.runs import Flow, Run, RunnableFlow, run, runnable, runnable_one
from architrave.local.setting_checks import check_flow, check_replies
from architrave.local.settings import Replies, Settings

if TYPE_CHECKING:
    from architrave.local.debugging import Debugger
    from architrave.local.testing.strictly import StrictRun
    from architrave.organization.directory import Directory
    from architrave.server.services import Services

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `client` is an OAuth client (client credentials) with all permissions."""

    url: str
    client: Client
    certificate: Path | None = None
    """The file of the authority that vouches for the server; None without TLS."""


class PlatformFiles:
    """The files of an organization that is open. The engine and the server are added in `platform_engine` and later."""

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

    async def run_strictly(
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
        """As `run`, as a test: `mocks` stand before the platform's replies to the same data actions.

        Raises the same errors as `run`, and Unforeseen for a call that the replies do not foresee.
        """
        from architrave.local.testing.strictly import run_strictly

        found, given, begins = self._run_of(flow, inputs, at)
        common = self._replies(None)
        replies = common if mocks is None else common.over(self._replies(mocks))
        return await run_strictly(found, given, replies, begins, seed, validate=validate, is_strict=is_strict)

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
