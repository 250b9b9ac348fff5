"""The settings of a local platform, with their defaults."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from architrave.diagnostics import Source
from architrave.engine.clock import Clock, wall_clock
from architrave.local.setting_checks import EMBEDDED, check_settings

if TYPE_CHECKING:
    from architrave.contract import Contract
    from architrave.definitions.values import Client

Replies = Path | Mapping[str, Any]
"""Replies for data actions: a mocks file, or the content of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The arguments of `architrave.open`, which documents them."""

    org: Path | Source
    clock: Clock = wall_clock
    database: str | Path | None = None
    mocks: Replies | None = None
    contract: "Contract" = "platform"
    engine: str = EMBEDDED
    workers: int | None = None
    cpu_budget: int | None = None
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    rate_limit: int | None = None
    chaos: Replies | None = None
    client: "Client | None" = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    needs_secrets: bool = True

    def __post_init__(self) -> None:
        check_settings(self)

    @property
    def folder(self) -> Path | None:
        """The organization's folder; for a single flow, the folder of its file; None for a flow without a file."""
        if isinstance(self.org, Source):
            return None
        return self.org.parent if self.is_one_flow else self.org

    @property
    def is_one_flow(self) -> bool:
        """Whether this is a single flow without an organization."""
        return isinstance(self.org, Source) or self.org.is_file()
