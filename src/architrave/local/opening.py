"""`architrave.open`: the public entrance."""

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
from architrave.local.settings import EMBEDDED, Settings

if TYPE_CHECKING:
    from architrave.contract import Contract


class Opening:
    """A platform about to be opened: `with` gives a LocalPlatform, `async with` an AsyncLocalPlatform."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._platform: LocalPlatform | AsyncLocalPlatform | None = None

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


def open(  # noqa: A001 - it is said as `architrave.open`
    org: str | Path | Source = ".",
    *,
    clock: Clock = wall_clock,
    database: str | Path | None = None,
    mocks: str | Path | Mapping[str, Any] | None = None,
    contract: "Contract" = "platform",
    engine: str = EMBEDDED,
    workers: int | None = None,
    allow_hosts: Iterable[str] = (),
    allow_origins: Iterable[str] = (),
    rate_limit: int | None = None,
    client: Client | None = None,
    environment: Mapping[str, str] | None = None,
) -> Opening:
    """Open a local platform: an organization whose flows can be run, launched and served in this process.

    `org` is a folder with an org.yaml or with flow files, or one flow: its file, or its text as a Source.

    - `clock` is the time of the engine and the server: the time of day, or a ManualClock, which stands until `advance`.
    - `database` is a path, `sqlite:///PATH` or `postgresql://…`; by default a temporary one, gone with the platform.
    - `mocks` are replies for data actions, as a file or as what would stand in one; by default those of ORG/mocks.yaml.
    - `contract` is by which contract launches are judged: `platform`, or `extended`.
    - `engine` is `embedded`, or `temporal://HOST:PORT/NAMESPACE`, which needs a PostgreSQL database.
    - `workers` is how many worker processes there may be; by default processors - 1, at most 4. There are
      none with a ManualClock.
    - `allow_hosts` are the hosts that data actions may call, as HOST:PORT; none by default.
    - `allow_origins` are the web origins that may read the server's answers; none by default.
    - `rate_limit` is how many requests a client may send a minute; as many as it likes by default.
    - `client` is an OAuth client beside those of org.yaml that may do everything; by default one with a random secret.
    - `environment` fills `${NAME}` in org.yaml; the process's own by default.

    Entering it raises CannotOpenError where the files cannot be used. A ManualClock with Temporal is a ValueError.
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
            allow_hosts=tuple(allow_hosts),
            allow_origins=tuple(allow_origins),
            rate_limit=rate_limit,
            client=client,
            environment=os.environ if environment is None else environment,
        )
    )
