"""Snapshots of common modules: the version of a flow keeps the versions of the modules that it was published with.

As in the cloud, a changed common module changes nothing that is published already: each calling flow must be published
again. A pinned reference (`ver_2.0`) is to that version, `ver_latestPublished` to the one published with the flow.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from architrave.definitions.rules import OLDER_MODULE
from architrave.diagnostics import Diagnostic
from architrave.flows.outline import Outline
from architrave.store.snapshots import SnapshotRow


@dataclass(frozen=True, slots=True)
class ModuleVersion:
    """A version of a common module: the module's id and name, the name of the version, and its program's hash."""

    id: str
    name: str
    version: str
    hash: str

    def entity(self) -> dict[str, Any]:
        """The entity that a look-up replies."""
        return {"id": self.id, "name": self.name, "version": self.version, "hash": self.hash}


FindVersion = Callable[[str, str], ModuleVersion | None]
"""Finds the version of a common module by the module's name and the reference to its version."""


def taken(flow_id: str, number: int, flow: Outline, find: FindVersion) -> list[SnapshotRow]:
    """The snapshots for a version of a flow. Modules that do not exist have none."""
    found = {
        (name.casefold(), reference.casefold()): module
        for name, reference in flow.module_references
        if (module := find(name, reference)) is not None
    }
    return [
        SnapshotRow(flow_id, number, name, reference, module.id, module.version, module.hash)
        for (name, reference), module in found.items()
    ]


def older(name: str, file: str, rows: Iterable[SnapshotRow], flow: Outline, find: FindVersion) -> Iterator[Diagnostic]:
    """The common modules of which a published flow uses an older version than it would be published with now."""
    kept = {(row.name, row.reference): row for row in rows}
    for module_name, reference in flow.module_references:
        row = kept.get((module_name.casefold(), reference.casefold()))
        now = find(module_name, reference)
        if row is not None and now is not None and row.hash != now.hash:
            yield Diagnostic(
                OLDER_MODULE,
                f"The published flow “{name}” still uses version {row.version} of the common module “{now.name}”; "
                f"version {now.version} is published.",
                file,
                help=f"To publish the flow again with version {now.version}, save {file} again while the server runs.",
            )
