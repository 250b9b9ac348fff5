"""Who answers effects: one file per family, all asking the organization through the protocols of `organization`.

`Handlers` is the world of every engine. It keeps no state of any execution: an answer follows from the effect and the
organization alone, so that a restart changes nothing. Time, random numbers and waits are the engines' own.
"""

from architrave.engine.handlers.organization import Conversations, DataActions, Directory, NoDirectory
from architrave.engine.handlers.world import Handlers

__all__ = ["Conversations", "DataActions", "Directory", "Handlers", "NoDirectory"]
