"""`architrave.open`: the entry point of the Python API."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from architrave.definitions.values import Client
from architrave.diagnostics import Source
from architrave.engine.clock import Clock, wall_clock
from architrave.local.blocking import LocalPlatform
from architrave.local.platform import AsyncLocalPlatform
from architrave.local.setting_checks import several
from architrave.local.settings import EMBEDDED, Settings

if TYPE_CHECKING:
    from architrave.contract import Contract


_HOW = "use it in a `with` or `async with` block, or call keep_open()."


class Opening:
    """A platform to be opened: `with` returns a LocalPlatform, `async with` an AsyncLocalPlatform.

    In a notebook, whose cells share a platform, `keep_open` returns a LocalPlatform without a block.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._platform: LocalPlatform | AsyncLocalPlatform | None = None

    def __repr__(self) -> str:
        return f"<architrave.open({str(self._settings.org)!r}), not open yet: {_HOW}>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Explains how to open the platform, if `name` is one of its attributes."""
            is_known = not name.startswith("_") and hasattr(LocalPlatform, name)
            hint = f" The platform is not open yet: {_HOW}" if is_known else ""
            raise AttributeError(f"architrave.open(…) has no attribute {name!r}.{hint}", name=name, obj=self)

    def keep_open(self) -> LocalPlatform:
        """Open the platform until its `close` is called, or until the program ends.

        Whatever the platform has acknowledged is on disk, also if the program ends without `close`.
        """
        return self.__enter__()

    def __enter__(self) -> LocalPlatform:
        platform = self._platform = LocalPlatform(self._settings)
        return platform.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._platform, LocalPlatform):
            self._platform.__exit__(kind, error, trace)

    async def __aenter__(self) -> AsyncLocalPlatform:
        platform = self._platform = AsyncLocalPlatform(self._settings)
        return await platform.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._platform, AsyncLocalPlatform):
            await self._platform.__aexit__(kind, error, trace)


def open(  # noqa: A001 - used as `architrave.open`
    org: str | Path | Source = ".",
    *,
    clock: Clock = wall_clock,
    database: str | Path | None = None,
    mocks: str | Path | Mapping[str, Any] | None = None,
    contract: "Contract" = "platform",
    engine: str = EMBEDDED,
    workers: int | None = None,
    cpu_budget: int | None = None,
    allow_hosts: Iterable[str] = (),
    allow_origins: Iterable[str] = (),
    rate_limit: int | None = None,
    chaos: str | Path | Mapping[str, Any] | None = None,
    client: Client | None = None,
    environment: Mapping[str, str] | None = None,
    needs_secrets: bool = True,
) -> Opening:
    """Open a local platform: an organization whose flows can be run, launched and served in this process.

    `org` is a folder with an org.yaml or with flow files, or a single flow: its file, or its text as a Source.

    - `clock`: the clock of the engine and the server. Default: the system time. A ManualClock moves only with
      `advance`, and belongs to one open platform at a time.
    - `database`: a path, `sqlite:///PATH` or `postgresql://…`. Default: a temporary database, deleted with the
      platform; `:memory:` means the same.
    - `mocks`: replies for data actions, as a file or as the content of one. Default: ORG/mocks.yaml.
    - `contract`: the contract that launches are checked against, `platform` (default) or `extended`.
    - `engine`: `embedded` (default), or `temporal://HOST:PORT/NAMESPACE`, which needs a PostgreSQL database.
    - `workers`: the maximum number of worker processes for bursts of launches. Default: processors - 1, at most 4. What
      computes for long gets a process in any case. With a ManualClock there are none.
    - `cpu_budget`: how many seconds of CPU an execution may use between two effects. Default: 60. Beyond that it is
      parked as `computes-too-long`.
    - `allow_hosts`: the hosts that data actions may call, as HOST:PORT. Default: none.
    - `allow_origins`: the web origins that may read the server's responses. Default: none.
    - `rate_limit`: the number of requests per minute that a client may send. Default: unlimited.
    - `chaos`: the faults that the server injects, as a chaos file or as the content of one. Default: none.
    - `client`: an OAuth client with all permissions, in addition to those in org.yaml. Default: one with a random
      secret.
    - `environment`: the variables for `${NAME}` in org.yaml. Default: the environment of this process.

    - `needs_secrets`: whether a variable must be set that a secret in org.yaml uses. Default: True. Running a flow
      needs no secrets unless it calls real hosts.

    A setting that cannot be used raises TypeError or ValueError with its name. Entering the result raises
    CannotOpenError if the files cannot be used.
    """
    return Opening(
        Settings(
            org=Path(org) if isinstance(org, str) else org,
            clock=clock,
            database=database,
            mocks=Path(mocks) if isinstance(mocks, str) else mocks,
            contract=contract,
            engine=engine,
            workers=workers,
            cpu_budget=cpu_budget,
            allow_hosts=several("allow_hosts", allow_hosts),
            allow_origins=several("allow_origins", allow_origins),
            rate_limit=rate_limit,
            chaos=Path(chaos) if isinstance(chaos, str) else chaos,
            client=client,
            environment=os.environ if environment is None else environment,
            needs_secrets=needs_secrets,
        )
    )
