"""When a connection must have got further, by what it waits for."""

import math
from enum import Enum, auto

from architrave.server.http.body import RequestBody
from architrave.server.http.limits import Limits
from architrave.server.http.pace import BodyPace


class Phase(Enum):
    """What a connection waits for, which determines its deadline."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


class Deadline:
    """The deadline of one connection: `at` is a time of the server's clock (`ServerState.now`), in seconds.

    `pace` is that of the body which is being received.
    """

    __slots__ = ("_limits", "at", "pace", "phase")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self.pace = BodyPace(limits)
        self.phase = Phase.IDLE
        self.at = now + limits.head_seconds

    def suspend(self) -> None:
        """Wait for the server: it may take as long as it needs."""
        self.phase = Phase.ANSWER
        self.at = math.inf

    def is_outdated(self, phase: Phase, body: RequestBody | None) -> bool:
        """Whether the phase has changed, or more of the body has arrived, since the deadline was set."""
        return phase is not self.phase or (body is not None and body.received != self.pace.received)

    def enter(self, phase: Phase, body: RequestBody | None, now: float) -> None:
        """Begin to wait; `body` is the incomplete body."""
        was_receiving = self.phase is Phase.BODY
        self.phase = phase
        if phase is Phase.IDLE:
            self.at = now + self._limits.idle_seconds
        elif phase is Phase.ANSWER:
            self.suspend()
        elif phase is Phase.HEAD:
            self.at = now + self._limits.head_seconds
        else:
            received = 0 if body is None else body.received
            self.at = self.pace.deadline(now, received, was_receiving=was_receiving)
