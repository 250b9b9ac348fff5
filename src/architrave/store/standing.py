"""Whether this process still owns the database: what a store tells the engine that drives its executions."""

from collections.abc import Callable
from enum import Enum


class Standing(Enum):
    """What has just changed. Sent from another thread."""

    LOST = "lost"
    """The database may belong to another process by now: start nothing."""

    HELD = "held"
    """It belongs to this process again, and to nobody else in between: continue."""

    REPLACED = "replaced"
    """It belongs to this process again, but to another one in between: forget everything and read it again."""


Listener = Callable[[Standing], object]
