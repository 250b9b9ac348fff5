"""The flows of an organization with their versions, as they are in memory: immutable, and found by id and by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from architrave.flows.known import KnownModule
from architrave.flows.module_references import is_latest, named_version
from architrave.organization.snapshots import ModuleVersion
from architrave.store.flows import FlowRow, VersionRow

COMMON_MODULE = "commonModule"


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow with its versions, oldest first. `required` are the full names of the inputs that a launch must have.

    A flow that the API has just made has no version.
    """

    row: FlowRow
    versions: tuple[VersionRow, ...]
    required: tuple[str, ...] = ()

    @property
    def published(self) -> VersionRow | None:
        """The published version, or None."""
        number = self.row.published
        return next((version for version in reversed(self.versions) if version.number == number), None)

    @property
    def latest(self) -> VersionRow | None:
        """The newest version, or None."""
        return self.versions[-1] if self.versions else None

    @property
    def checked_in(self) -> VersionRow | None:
        """The newest version that is checked in, or None."""
        return next((version for version in reversed(self.versions) if version.checked_in_at is not None), None)

    def version(self, name: str) -> VersionRow | None:
        """The version with this name (`1.0`), or None."""
        return next((version for version in self.versions if version_name(version) == name), None)


def version_name(version: VersionRow) -> str:
    """The name of a version, which is also its id."""
    return f"{version.number}.0"


class PublishedFlows:
    """The flows of an organization, in the order of their files. `sorted` has them in the order of their ids."""

    def __init__(self, flows: Iterable[Flow] = ()) -> None:
        self.by_id: Mapping[str, Flow] = {flow.row.id: flow for flow in flows}
        self.sorted: Sequence[Flow] = sorted(self.by_id.values(), key=lambda flow: flow.row.id)
        self._by_folded_id: dict[str, Flow] = {}
        self._by_name: dict[str, list[Flow]] = {}
        for flow in self.by_id.values():
            self._by_folded_id.setdefault(flow.row.id.lower(), flow)
            self._by_name.setdefault(flow.row.name.casefold(), []).append(flow)

    def __iter__(self) -> Iterator[Flow]:
        return iter(self.by_id.values())

    def get(self, flow_id: str) -> Flow | None:
        """The flow with an id, in any case, or None."""
        return self.by_id.get(flow_id) or self._by_folded_id.get(flow_id.lower())

    def named(self, name: str, flow_type: str | None = None) -> Flow | None:
        """The one flow with this name (ignoring case) and type, if given; None if there is none or more than one."""
        found = [flow for flow in self._by_name.get(name.casefold(), ()) if flow_type in (None, flow.row.type)]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Modules:
    """The common modules of an organization with all their versions. `serves` gives what a version was made for."""

    flows: PublishedFlows
    serves: Callable[[str], frozenset[str]]

    def find(self, name: str, reference: str) -> ModuleVersion | None:
        """The version of a common module that a reference means; None if there is none that is published."""
        flow = self.flows.named(name, COMMON_MODULE)
        if flow is None:
            return None
        row = flow.published if is_latest(reference) else flow.version(named_version(reference))
        if row is None or row.published_at is None:
            return None
        return ModuleVersion(flow.row.id, flow.row.name, version_name(row), row.hash)

    def known(self, name: str) -> KnownModule | None:
        """What a flow that calls the module must observe; None if the module does not exist."""
        flow = self.flows.named(name, COMMON_MODULE)
        if flow is None:
            return None
        published = flow.published
        if published is None:
            return KnownModule(versions=())
        versions = tuple(version_name(row) for row in flow.versions if row.published_at is not None)
        return KnownModule(versions=versions, serves=self.serves(published.hash))
