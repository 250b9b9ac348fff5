"""What the routes use: the organization, the engine, and the server's options."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from architrave.contract import Contract
from architrave.contract.transport import MAX_BODY
from architrave.definitions.chaos import Chaos
from architrave.engine.durable.tracing import Traces
from architrave.engine.work_counts import WorkCounts
from architrave.organization.local import LocalOrganization
from architrave.server.chaos import FaultInjection
from architrave.server.gate import Gate
from architrave.server.keyed_lock import KeyedLock
from architrave.server.metrics.counts import Counts
from architrave.server.rates import RateLimits
from architrave.server.repeated_refusals import RepeatedRefusals

if TYPE_CHECKING:
    from architrave.engine import Engine
    from architrave.engine.data_actions import ActionRuns
    from architrave.server.trigger_launching import TriggerLaunching

LOGINS_PER_MINUTE = 30
"""How often one user's password may be tried in a minute."""


@dataclass(frozen=True, slots=True)
class Options:
    """A server's options.

    `contract` is the contract that launches are checked against; `rate_limit` is the number of requests per minute and
    token, None for unlimited; `allowed_origins` are the web origins that may read responses; `max_body_bytes` is the
    size of the largest accepted body; `chaos` are the faults that are injected at first.
    """

    contract: Contract = "platform"
    rate_limit: int | None = None
    allowed_origins: frozenset[str] = frozenset()
    max_body_bytes: int = MAX_BODY
    chaos: Chaos = field(default_factory=Chaos)


@dataclass(slots=True)
class Services:
    """Everything needed to answer requests. `now` returns the time in milliseconds since the epoch.

    `action_runs` runs data actions for clients.
    """

    organization: LocalOrganization
    engine: "Engine"
    now: Callable[[], int]
    action_runs: "ActionRuns"
    options: Options = field(default_factory=Options)
    rates: RateLimits = field(init=False)
    participants: KeyedLock = field(init=False)
    """One lock per participant, held while checking that the participant is free and launching for it."""
    chaos: FaultInjection = field(init=False)
    gate: Gate = field(default_factory=Gate)
    refusals: RepeatedRefusals = field(default_factory=RepeatedRefusals)
    traces: Traces = field(init=False)
    counts: Counts = field(default_factory=Counts)
    work: WorkCounts = field(default_factory=WorkCounts)
    is_ready: bool = False
    is_local: bool = False
    """Only this machine can connect to the server."""
    is_secure: bool = False
    """The server speaks TLS."""
    logins: RateLimits = field(init=False)
    """Counts the attempts to log in with a password, by user."""

    triggers: "TriggerLaunching | None" = None
    """Launches what events have stored; None before the engine runs."""

    def __post_init__(self) -> None:
        self.rates = RateLimits(self.options.rate_limit, self.now)
        self.chaos = FaultInjection(self.now, self.options.chaos)
        self.logins = RateLimits(LOGINS_PER_MINUTE, self.now)
        self.participants = KeyedLock()
        self.traces = Traces(self.engine, self.organization.flows)
