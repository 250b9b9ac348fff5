"""Handlers that answer effects: one file per family. All use the organization through the protocols of `organization`.

`Handlers` is the world of every engine. It keeps no state about executions: an answer depends only on the effect and
the organization, so that a restart changes nothing. Engines themselves answer time, random numbers and waits.
"""

from architrave.engine.handlers.organization import (
    Changes,
    Conversations,
    DataActions,
    Directory,
    Edit,
    EditedDirectory,
    NoDirectory,
)
from architrave.engine.handlers.world import Handlers

__all__ = ["Changes", "Conversations", "DataActions", "Directory", "Edit", "EditedDirectory", "Handlers", "NoDirectory"]
