"""Judges a launch request: everything that is wrong with it, in the order in which a Platform API finds it."""

from architrave.contract import quick
from architrave.contract.judgement import Judgement
from architrave.contract.request import Contract, Sent, Token
from architrave.contract.rules import MALFORMED_JSON
from architrave.contract.world import Directory, FlowFinder
from architrave.diagnostics import Diagnostic


def judge(
    sent: Sent,
    *,
    contract: Contract = "platform",
    token: Token | None = None,
    flows: FlowFinder | None = None,
    directory: Directory | None = None,
    retry_after: int | None = None,
) -> Judgement:
    """Judge a launch request.

    `token` is what a server knows of the caller; without it only the token's form is judged, if headers were given.
    `flows` and `directory` are the organization's; without them nothing of it is judged. `retry_after` in seconds is
    given when the caller is over its rate.
    """
    if sent.body is not None and flows is not None:
        request = quick.accept(sent.body, flows)
        if request is not None:
            return Judgement(200, request=request)
    return Judgement(400, (Diagnostic(MALFORMED_JSON, "The body is not a launch request.", file="<body>"),))
