"""What the routes work with: the organization, the engine, and how the server was told to behave."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from architrave.contract import Contract
from architrave.contract.transport import MAX_BODY
from architrave.organization.local import LocalOrganization
from architrave.server.keyed_lock import KeyedLock
from architrave.server.rates import RateLimits

if TYPE_CHECKING:
    from architrave.engine import Engine


@dataclass(frozen=True, slots=True)
class Options:
    """How a server behaves.

    `contract` is by which contract launches are judged; `rate_limit` how many requests a client may send a minute, None
    for as many as it likes; `allowed_origins` the web origins that may read answers; `max_body_bytes` the largest body
    that is taken.
    """

    contract: Contract = "platform"
    rate_limit: int | None = None
    allowed_origins: frozenset[str] = frozenset()
    max_body_bytes: int = MAX_BODY


@dataclass(slots=True)
class Services:
    """Everything that answers requests. `now` gives the time in milliseconds since the epoch."""

    organization: LocalOrganization
    engine: "Engine"
    now: Callable[[], int]
    options: Options = field(default_factory=Options)
    rates: RateLimits = field(init=False)
    participants: KeyedLock = field(init=False)
    """Each participant's turns: in one turn it is asked whether the participant is free, and launched for it."""
    is_ready: bool = False

    def __post_init__(self) -> None:
        self.rates = RateLimits(self.options.rate_limit, lambda: self.now() / 1000)
        self.participants = KeyedLock()
