"""The result of judging a request: every problem, in the order of result, and what may go ahead."""

from typing import Any

import msgspec

from architrave.contract.request import LaunchRequest
from architrave.diagnostics import Diagnostic


class CheckResult(msgspec.Struct, frozen=True):
    """What is to be said about a launch request.

    `status` is the HTTP status that it gets: that of the first problem, 200 where there is none, None where it would
    never reach a Platform API. `diagnostics` has every problem in the order of result. `request` is the launch to
    make, None where it must not be made. `corrected` is the body with every offered fix applied, None where nothing
    can be corrected for certain. `not_checked` names what could not be judged because it was not given: `host`, `path`,
    `method`, `token`, `content-type`, `permission`, `body`, `flow`, `inputs`, `initiator`, `queue`, `participant`.
    """

    status: int | None
    diagnostics: tuple[Diagnostic, ...] = ()
    request: LaunchRequest | None = None
    corrected: Any = None
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing stands against the launch, as far as it was judged."""
        return not any(item.is_error for item in self.diagnostics)

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape that `check` prints."""
        return {
            "ok": self.ok,
            "status": self.status,
            "diagnostics": [item.to_json() for item in self.diagnostics],
            "corrected": self.corrected,
            "notJudged": list(self.not_checked),
        }
