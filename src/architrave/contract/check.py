"""Checks a launch request: finds every problem, in the order in which a Platform API would find it."""

import re
from dataclasses import dataclass, field

from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import credentials, quick, transport
from architrave.contract.body.text import BodyText, decode, read_body
from architrave.contract.case import Case
from architrave.contract.check_result import CheckResult
from architrave.contract.correction import apply_fixes, gather_fixes
from architrave.contract.extended import check_extended, check_inputs_agree
from architrave.contract.field_stage import check_fields
from architrave.contract.fields import INPUT_SYNONYMS, Fields, sort_fields
from architrave.contract.findings import Findings, status_of
from architrave.contract.flow_stage import check_flow, find_flow, meant_text
from architrave.contract.launch_inputs import Given, InputSource, check_inputs, check_missing
from architrave.contract.repair import INPUT_DATA, as_object
from architrave.contract.request import Contract, LaunchRequest, Sent, Token
from architrave.contract.rules import (
    BAD_FLOW_ID,
    INPUT_TYPE,
    MALFORMED_JSON,
    UNKNOWN_FLOW,
    UNKNOWN_INITIATOR,
    UNKNOWN_QUEUE,
    UNKNOWN_VERSION,
    UNSUPPORTED_LANGUAGE,
    WRONG_TYPE,
)
from architrave.contract.world import Entities, FlowFinder
from architrave.diagnostics import Diagnostic

_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_OF_VALUES = (
    *(MALFORMED_JSON, BAD_FLOW_ID, UNKNOWN_FLOW, UNKNOWN_VERSION, WRONG_TYPE, INPUT_TYPE),
    *(UNKNOWN_INITIATOR, UNKNOWN_QUEUE, UNSUPPORTED_LANGUAGE),
)
"""The rules that a value can break."""


def check(
    sent: Sent,
    *,
    contract: Contract = "platform",
    token: Token | None = None,
    flows: FlowFinder | None = None,
    entities: Entities | None = None,
    retry_after: int | None = None,
) -> CheckResult:
    """Check a launch request.

    `token` is what a server knows about the caller; without it only the token's form is checked, if headers are given.
    `flows` and `entities` belong to the organization; without them nothing is checked against it. `retry_after`, in
    seconds, is set when the caller is over its rate limit. A request without a layout, such as one in a server, takes
    the quick path if nothing is wrong; that path does not look for warnings.
    """
    if sent.layout is None and flows is not None and sent.body is not None and _is_plain(sent, token, retry_after):
        request = quick.accept(sent.body, flows, contract)
        if request is not None:
            return CheckResult(200, request=request)
    return _Check(sent, contract, token, flows, entities, retry_after).check()


def _is_plain(sent: Sent, token: Token | None, retry_after: int | None) -> bool:
    """Whether everything around the body is clearly right."""
    if retry_after is not None or sent.body is None or len(sent.body) > transport.MAX_BODY:
        return False
    if sent.path is not None or sent.host is not None or sent.scopes is not None or sent.notes:
        return False
    if token is None or token.state != "valid" or token.scopes is not None or sent.method not in (None, "POST"):
        return False
    if LAUNCH_PERMISSION not in token.permissions or token.may_launch is not None:
        return False
    return sent.headers is None or sent.header("content-type") == "application/json"


@dataclass(slots=True)
class _Check:
    """One request on the careful path."""

    sent: Sent
    contract: Contract
    token: Token | None
    flows: FlowFinder | None
    entities: Entities | None
    retry_after: int | None
    not_checked: list[str] = field(default_factory=list[str])

    def check(self) -> CheckResult:
        sent = self.sent
        small = sent.body is not None and len(sent.body) <= transport.MAX_BODY
        findings = Findings.of(sent, decode(sent.body) if sent.body is not None and small else "")
        findings.found.extend(sent.faults)
        is_launch = transport.check_address(sent, findings)
        if not credentials.check_token(sent, self.token, findings) and self.token is not None:
            # A caller without a valid token must learn nothing about the organization.
            self.flows = self.entities = None
        credentials.check_rate(self.retry_after, findings)
        transport.check_size(sent, findings)
        if is_launch:
            transport.check_content_type(sent, findings)
        text = self._read_body(findings) if small and is_launch else None
        checked = self._check_body(text, findings) if text is not None else None
        credentials.check_permission(sent, self.token, findings)
        return self._conclude(findings, text, checked)

    def _read_body(self, findings: Findings) -> BodyText:
        text = read_body(self.sent.body or b"")
        for fault in text.faults:
            findings.text(fault.rule, fault.message, fault.start, fault.end, fault.help)
        return text

    def _check_body(self, text: BodyText, findings: Findings) -> "_CheckedBody | None":
        if text.node is None:
            return None
        fields = sort_fields(text.node, self.contract)
        case = Case(self.sent, self.contract, fields, findings, self.flows, self.entities)
        case.flow = find_flow(case)
        is_open = case.flow is None or credentials.check_flow_permission(self.token, case.flow.id, findings)
        if not is_open:
            case.flow = None  # a caller who may not launch a flow learns nothing about it
        promised = check_fields(case)
        if is_open:
            check_flow(case)
        sources = _sources(fields, self.contract)
        if self.contract == "extended":
            check_inputs_agree(case, [source.member for source in sources])
        given = check_inputs(case, [source for source in sources if source.member.node.is_object])
        extended = check_extended(case, given) if self.contract == "extended" else None
        check_missing(case, given, promised)
        request = LaunchRequest(
            case.flow.id if case.flow is not None and case.flow.id else meant_text(case, "flowId") or "",
            meant_text(case, "flowVersion") or None,
            given.values,
            meant_text(case, "name") or None,
            extended,
        )
        return _CheckedBody(case, given, request)

    def _conclude(self, findings: Findings, text: BodyText | None, checked: "_CheckedBody | None") -> CheckResult:
        found = findings.in_order()
        known: list[Diagnostic] = []
        unknown: set[bool] = set()
        for item in found:
            if self._is_of_variable(item):
                unknown.add(item.rule in (BAD_FLOW_ID, UNKNOWN_FLOW))
            else:
                known.append(item)
        diagnostics = gather_fixes(known)
        errors = any(item.is_error for item in diagnostics)
        corrected = None
        if text is not None and text.node is not None and text.certain:
            repairable = text.faults or any(item.fix for item in diagnostics)
            corrected = apply_fixes(text.node.value, diagnostics) if repairable else None
        self._note_what_was_not_checked(checked)
        self.not_checked += [name for is_id, name in ((True, "flow-id"), (False, "values")) if is_id in unknown]
        return CheckResult(
            status_of(diagnostics),
            diagnostics,
            checked.request if checked is not None and not errors else None,
            corrected,
            tuple(self.not_checked),
        )

    def _is_of_variable(self, item: Diagnostic) -> bool:
        """Whether a problem is that of a value for which the sender's tool fills in a variable."""
        layout = self.sent.layout
        if not self.sent.variables or layout is None or item.rule not in _OF_VALUES:
            return False
        source = layout.body_source or layout.source
        if item.start is None or item.end is None or item.file != source.name:
            return False
        there = source.text[source.offset(item.start) : source.offset(item.end)]
        is_open = not set(_VARIABLE.findall(there)).isdisjoint(self.sent.variables)
        return is_open and set(_VARIABLE.sub("", there)).isdisjoint("{}[],")

    def _note_what_was_not_checked(self, checked: "_CheckedBody | None") -> None:
        sent, flow = self.sent, checked.case.flow if checked is not None else None
        known_inputs = flow is not None and flow.program is not None and flow.has_inputs
        extended = self.contract == "extended"
        open_points = {
            "host": sent.host is None,
            "path": sent.path is None,
            "method": sent.method is None,
            "token": sent.headers is None or (self.token is None and credentials.token_is_open(sent)),
            "content-type": sent.headers is None,
            "permission": self.token is None and sent.scopes is None,
            "body": checked is None,
            "flow": self.flows is None or checked is None,
            "inputs": not known_inputs,
            "initiator": extended and self.entities is None,
            "queue": extended and self.entities is None,
            "participant": extended and self.entities is None,
        }
        self.not_checked = [point for point, is_open in open_points.items() if is_open]


@dataclass(frozen=True, slots=True)
class _CheckedBody:
    case: Case
    given: Given
    request: LaunchRequest


def _sources(fields: Fields, contract: Contract) -> list[InputSource]:
    """Every field of the body that contains inputs, under any name, in the order of the body."""
    sources: list[InputSource] = []
    names = (INPUT_DATA, *INPUT_SYNONYMS) if contract == "extended" else (INPUT_DATA,)
    for name in names:
        member = fields.roles.get(name)
        if member is not None and member.key == name and as_object(member.node.value) is not None:
            sources.append(InputSource(member, bare=name != INPUT_DATA))
    sources += [
        InputSource(misnamed.member, repairable=False)
        for misnamed in fields.misnamed
        if misnamed.role in names and as_object(misnamed.member.node.value) is not None
    ]
    return sorted(sources, key=lambda source: source.member.start)
