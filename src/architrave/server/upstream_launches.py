"""What can be said about a launch that the upstream rejects: only what has to do with the status it answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import CheckResult, Contract, FlowFinder, Sent, check, error_body
from architrave.contract.rules import BAD_FLOW_ID, UNKNOWN_FLOW, status_for
from architrave.diagnostics import Diagnostic

_FOR_BAD_REQUEST = frozenset({400, 413, 415})
"""The problems that explain a 400, by the status that Architrave itself would answer."""

_NO_SUCH_FLOW = (
    "The upstream has no flow with this id, or the token may not see it. An id is valid in only one organization."
)
_NOTES = {
    401: "The token is missing, wrong, expired or from another region.",
    403: f"Launching needs the permission {LAUNCH_PERMISSION}, and for the token of a user the scope architect.",
    404: _NO_SUCH_FLOW,
    429: "The limit for requests is reached: wait as long as the header Retry-After says.",
}
_NOT_CHECKED = {
    "permission": "the permissions of the token",
    "body": "the fields of the body",
    "flow": "the flow",
    "inputs": "its inputs (name a folder with the flow: `architrave serve FOLDER --upstream URL`)",
    "initiator": "the initiator",
    "queue": "the queue",
    "participant": "the participant",
}
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The problems that explain a rejection, if any, and a note for people: what else there is to say or to check."""

    status: int
    problems: tuple[Diagnostic, ...] = ()
    note: str = ""

    @property
    def has_errors(self) -> bool:
        """Whether a problem was found that explains the rejection."""
        return any(problem.is_error for problem in self.problems)

    @property
    def log_text(self) -> str:
        """The text for the log, to which the problems are added; of the body, it has only the id of a flow."""
        said = f"the Platform API rejected a launch with {self.status}"
        if not self.has_errors and self.status == 400:
            said += "; Architrave finds no problem in it"
        return f"{said}. {self.note}".rstrip()

    def header_text(self) -> str:
        """The text for a header, for a response whose body does not change."""
        found = f"{self.problems[0].message} See the log of Architrave." if self.has_errors else "No problem found."
        return f"{found} {self.note}".strip()

    def merged(self, refusal: Mapping[str, Any]) -> dict[str, Any]:
        """The upstream's error body with the problems; there must be an error."""
        told = error_body(self.problems, str(refusal.get("contextId") or ""))
        message = _sentences(str(refusal.get("message") or ""), told["message"], self.note)
        return {**refusal, "message": message, "details": told["details"], "errors": told["errors"]}


def _sentences(*texts: str) -> str:
    """The texts one after another, each ended as a sentence if another one follows."""
    said = [text.strip() for text in texts if text.strip()]
    ended = [text if text.endswith(_SENTENCE_ENDS) else f"{text}." for text in said[:-1]]
    return " ".join([*ended, *said[-1:]])


@dataclass(frozen=True, slots=True)
class LaunchExplainer:
    """Checks launches that the upstream rejected. `folder` is how people know the folder with `flows`."""

    contract: Contract
    flows: FlowFinder | None
    folder: str

    def explain(self, status: int, body: bytes, headers: Mapping[str, str]) -> Explanation:
        """What explains that a launch was rejected with this status."""
        if status not in (400, 404):
            return Explanation(status, note=_NOTES.get(status, ""))
        sent = Sent(body, headers)
        result = check(sent, contract=self.contract, flows=self.flows)
        unknown = next((item for item in result.diagnostics if item.rule is UNKNOWN_FLOW), None)
        if status == 404:
            flow_ids = tuple(_about_upstream(item) for item in result.diagnostics if _is_about_flow_id(item))
            return Explanation(status, flow_ids, "" if flow_ids else _NO_SUCH_FLOW)
        if unknown is not None:  # only the upstream knows whether it has the flow
            result = check(sent, contract=self.contract)
        problems = tuple(item for item in result.diagnostics if status_for(item.rule) in _FOR_BAD_REQUEST)
        has_error = any(item.is_error for item in problems)
        return Explanation(status, problems, self._not_checked(result, unknown, briefly=has_error))

    def _not_checked(self, result: CheckResult, unknown: Diagnostic | None, *, briefly: bool) -> str:
        """What was not checked; with `briefly`, only inputs of a flow that the folder does not have."""
        known_reason = () if unknown is None else ("inputs",)
        parts = [text for part, text in _NOT_CHECKED.items() if part in result.not_checked and part not in known_reason]
        said = f"Not checked: {', '.join(parts)}." if parts and not briefly else ""
        if unknown is None:
            return said
        wanted = unknown.message.rpartition(" ID ")[2].strip('".')
        inputs = f"Inputs not checked: no flow in {self.folder} has the id {wanted}. {unknown.help or ''}"
        return f"{said} {inputs}".strip()


def _is_about_flow_id(item: Diagnostic) -> bool:
    return item.rule in (UNKNOWN_FLOW, BAD_FLOW_ID)


def _about_upstream(item: Diagnostic) -> Diagnostic:
    """A problem with a flow id, without what only the folder says about it."""
    is_near = (item.help or "").startswith("Did you mean")
    return item if item.rule is not UNKNOWN_FLOW or is_near else replace(item, help=_NO_SUCH_FLOW)
