"""The result of checking a request: every problem, in the order of the stages, and the launch to make."""

from typing import Any

import msgspec

from architrave.contract.request import LaunchRequest
from architrave.contract.rules import NOT_A_LAUNCH
from architrave.diagnostics import Diagnostic


class CheckResult(msgspec.Struct, frozen=True):
    """What a check found out about a launch request.

    `status` is the HTTP status of the response: that of the first problem, 200 without problems, None if the request
    would never reach a Platform API or goes to another endpoint. `diagnostics` has every problem in the order of the
    stages. `request` is the launch to make, None if it must not be made. `corrected` is the body with every offered
    fix applied, None if nothing can be fixed automatically. `not_checked` names what could not be checked because it
    is unknown: `host`, `path`, `method`, `token`, `content-type`, `permission`, `body`, `flow`, `inputs`, `initiator`,
    `queue`, `participant`, and, of a value that is a variable, `flow-id` and `values`.
    """

    status: int | None
    diagnostics: tuple[Diagnostic, ...] = ()
    request: LaunchRequest | None = None
    corrected: Any = None
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the parts that were checked have no errors."""
        return not any(item.is_error for item in self.diagnostics)

    @property
    def is_another_request(self) -> bool:
        """Whether the request goes to an endpoint that does not launch flows, so that its response is not known."""
        return any(item.rule is NOT_A_LAUNCH for item in self.diagnostics)

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape that `check` prints."""
        return {
            "ok": self.ok,
            "status": self.status,
            "diagnostics": [item.to_json() for item in self.diagnostics],
            "corrected": self.corrected,
            "notJudged": list(self.not_checked),
        }
