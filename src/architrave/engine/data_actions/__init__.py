"""Real calls of data actions: from a definition and inputs over HTTP to the outputs that a flow sees.

`performing.perform` does everything except sending: it checks the inputs against the contract, builds the request
from the templates (`requests`), passes it to a `send`, and turns the reply into outputs or a failure (`replies`,
`failures`); each of its steps can be noted (`steps`). `calling.DataActionCaller` is what an engine's handlers use: it
finds the definition and sends over HTTP (`sending`) to hosts that are allowed by name (`addresses`). Only `calling`
knows credentials; they are in no effect, journal, log or error. `showing` makes an exchange that a person may see.
`testing` runs an action by itself.
"""

from architrave.engine.data_actions.addresses import AllowedHosts
from architrave.engine.data_actions.calling import DataActionCaller, Platform
from architrave.engine.data_actions.exchange import Exchange, NotSent, Request, Response, Send, Watch
from architrave.engine.data_actions.performing import perform
from architrave.engine.data_actions.testing import ActionRuns, Run

__all__ = [
    "ActionRuns",
    "AllowedHosts",
    "DataActionCaller",
    "Exchange",
    "NotSent",
    "Platform",
    "Request",
    "Response",
    "Run",
    "Send",
    "Watch",
    "perform",
]
