"""The launch request: what was sent, what is wrong with it, and how to fix it.

Takes what a client sent (bytes, headers, method, path), who sent it and the flow that it names, and returns every
problem at once. There are two contracts: `platform` is what the cloud publishes; `extended` also accepts the fields
that people write about. No I/O: the contract queries an organization through the protocols in `world`.

A `Sent` passes through the stages in the order in which a Platform API checks (path, token, rate, size, content type,
body, permission, flow, inputs, participants). Each stage adds its diagnostics, and the result is a `CheckResult`. A
valid request takes the quick path and skips all of this.
"""

from architrave.contract.check import check
from architrave.contract.check_result import CheckResult
from architrave.contract.error_body import error_body
from architrave.contract.paths import about_unknown_path
from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH, Contract, Extended, LaunchRequest, Sent, Token
from architrave.contract.transport import MAX_BODY
from architrave.contract.world import Entities, FlowFinder, FoundFlow, LookUp

__all__ = [
    "LAUNCH_METHOD",
    "LAUNCH_PATH",
    "MAX_BODY",
    "CheckResult",
    "Contract",
    "Entities",
    "Extended",
    "FlowFinder",
    "FoundFlow",
    "LaunchRequest",
    "LookUp",
    "Sent",
    "Token",
    "about_unknown_path",
    "check",
    "error_body",
]
