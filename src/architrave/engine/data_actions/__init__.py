"""Real calls of data actions: from a definition and inputs over HTTP to the outputs that a flow sees.

`performing.perform` does everything except sending: it checks the inputs against the contract, builds the request from
the templates (`requests`), passes it to a `send`, and turns the reply into outputs or a failure (`replies`,
`failures`). `calling.DataActionCaller` is what an engine's handlers use: it finds the definition and sends over HTTP
(`sending`) to hosts that are allowed by name (`addresses`). Only `calling` knows credentials; they are in no effect,
journal, log or error.
"""

from architrave.engine.data_actions.addresses import AllowedHosts
from architrave.engine.data_actions.calling import DataActionCaller, Platform
from architrave.engine.data_actions.exchange import NotSent, Request, Response, Send
from architrave.engine.data_actions.performing import perform

__all__ = ["AllowedHosts", "DataActionCaller", "NotSent", "Platform", "Request", "Response", "Send", "perform"]
