"""What is known while a body is checked: the request, the flow, the findings so far."""

from dataclasses import dataclass

from architrave.contract.body.nodes import Member
from architrave.contract.fields import Fields
from architrave.contract.findings import Findings, Patch
from architrave.contract.inputs import InputTable
from architrave.contract.request import Contract, Sent
from architrave.contract.world import Entities, FlowFinder, FoundFlow
from architrave.diagnostics import Rule


@dataclass(slots=True)
class Case:
    """The body being checked. Anything that is None is unknown and is not checked."""

    sent: Sent
    contract: Contract
    fields: Fields
    findings: Findings
    flows: FlowFinder | None = None
    entities: Entities | None = None
    flow: FoundFlow | None = None

    @property
    def table(self) -> InputTable | None:
        """The flow's inputs, if they are known."""
        flow = self.flow
        return flow.inputs if flow is not None and flow.program is not None and flow.has_inputs else None

    def at_key(
        self,
        rule: Rule,
        message: str,
        path: tuple[str | int, ...],
        member: Member,
        help_: str | None = None,
        fix: Patch | None = None,
    ) -> None:
        """Report a problem with the key of a member."""
        self.findings.field(rule, message, path, (member.start, member.end), help_, fix)

    def at_value(
        self,
        rule: Rule,
        message: str,
        path: tuple[str | int, ...],
        member: Member,
        help_: str | None = None,
        fix: Patch | None = None,
    ) -> None:
        """Report a problem with the value of a member."""
        self.findings.field(rule, message, path, (member.node.start, member.node.end), help_, fix)
