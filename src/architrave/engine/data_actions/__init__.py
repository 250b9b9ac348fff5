"""Data actions for real: from a definition and inputs over HTTP to the outputs that a flow sees.

`performing.perform` is the whole of it but for the sending: it checks the inputs against the contract, builds the
request from the templates (`requests`), gives it to a `send`, and makes the outputs or the failure of the reply
(`replies`, `failures`). `calling.DataActionCaller` is what an engine's handlers use: it finds the definition and sends
over HTTP (`sending`) to hosts that were allowed by name (`addresses`). Credentials are known to `calling` alone; no
effect, journal, log or error has them.
"""

from architrave.engine.data_actions.addresses import AllowedHosts
from architrave.engine.data_actions.calling import DataActionCaller, Platform
from architrave.engine.data_actions.exchange import NotSent, Request, Response, Send
from architrave.engine.data_actions.performing import perform

__all__ = ["AllowedHosts", "DataActionCaller", "NotSent", "Platform", "Request", "Response", "Send", "perform"]
