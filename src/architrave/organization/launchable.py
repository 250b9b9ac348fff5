"""What a caller may launch whose permission to launch holds in some divisions only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import FlowFinder, FoundFlow, Token
from architrave.organization.flows import Flows
from architrave.organization.local import Caller, LocalOrganization


@dataclass(frozen=True, slots=True)
class _Launchable:
    """The flows of an organization for a caller: only those that it may launch are suggested."""

    flows: Flows
    may_launch: Callable[[str], bool]

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow that a launch names, whether it may be launched or not."""
        return self.flows.find(flow_id, version)

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow that may be launched."""
        return [one for one in self.flows.known() if self.may_launch(one[0])]

    def id_file(self) -> str:
        """As `Flows.id_file`."""
        return self.flows.id_file()


def launchable_by(caller: Caller, organization: LocalOrganization) -> tuple[FlowFinder, Token]:
    """The flows for a caller, and its token, which knows the flows that it may launch."""
    divisions = organization.divisions
    reached = divisions.ids(caller.permissions.divisions((LAUNCH_PERMISSION,)))
    if reached is None:
        return organization.flows, caller.token

    def may_launch(flow_id: str) -> bool:
        flow = organization.flows.get(flow_id)
        return flow is None or divisions.of(flow.row.division).id in reached

    return _Launchable(organization.flows, may_launch), replace(caller.token, may_launch=may_launch)
