"""`start`: makes an organization of a folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from architrave.contract.flow_pins import LAUNCHABLE
from architrave.definitions.flow_files import flow_id
from architrave.definitions.regular_files import read_file
from architrave.diagnostics import Diagnostic
from architrave.local.starting.needs import Needs
from architrave.local.starting.plan import MISSING, organization_name, plan_for
from architrave.local.starting.reading import ReadFlow, StartingFolder, read_folder
from architrave.local.starting.writing import write_new

EXAMPLE_FLOW = "flows/order-status.yaml"
EXAMPLE_BODY = "launch.json"
EXAMPLE = ("org.yaml", "mocks.yaml", EXAMPLE_FLOW, EXAMPLE_BODY)
"""The files of the example organization."""


@dataclass(frozen=True, slots=True)
class Started:
    """What was done in a folder.

    `created` are the paths of new files, `kept` those of existing files that were not changed. `needs` is what the
    flows name and the folder did not have; `lacking` are the kept files that do not have it, and `offered` the files
    that hold it for them. `unread` are the problems of subfolders that cannot be read, `unpinned` the workflows whose
    ids are still derived from their names. Of an example, nothing was read. `is_new` says that the folder was created.
    """

    folder: Path
    created: tuple[str, ...]
    kept: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    flows: tuple[ReadFlow, ...] = ()
    exports: tuple[str, ...] = ()
    unread: tuple[Diagnostic, ...] = ()
    needs: Needs | None = None
    unpinned: tuple[str, ...] = ()
    is_new: bool = False

    @property
    def is_example(self) -> bool:
        """Whether this is the example organization."""
        return self.needs is None and EXAMPLE_FLOW in self.created

    @property
    def is_complete(self) -> bool:
        """Whether there is an organization that has everything that its flows name."""
        if self.lacking or self.unread:
            return False
        return self.is_example or any(flow.program is not None for flow in self.flows)


def start(folder: Path, environment: Mapping[str, str]) -> Started:
    """Make an organization of a folder: from its flows or, if it has none, the example.

    Existing files are never changed. A folder without flows that has an org.yaml, a mocks file, exports of another
    format or a subfolder that cannot be read is left as it is. Raises CannotOpenError if org.yaml or mocks.yaml has
    errors, and OSError.
    """
    is_new = not folder.exists()
    found = None if is_new else read_folder(folder, environment)
    if found is None or _is_free(found):
        return Started(folder, tuple(write_new(folder, _example())), is_new=is_new)
    if not found.flows:
        return Started(folder, (), _kept(found), exports=found.exports, unread=found.unread)
    plan = plan_for(found, organization_name(folder))
    created = write_new(folder, plan.files)
    return Started(
        folder,
        tuple(created),
        _kept(found),
        plan.lacking,
        tuple(path for path in MISSING.values() if path in plan.files and _says(folder / path, plan.files[path])),
        found.flows,
        found.exports,
        found.unread,
        plan.needs,
        _unpinned(found),
    )


def _unpinned(found: StartingFolder) -> tuple[str, ...]:
    known = found.organization.flows
    pinned = {flow.program.name.casefold() for flow in known if flow.id != flow_id(flow.program, None)}
    launchable = [flow.program for flow in found.flows if flow.runs and flow.program is not None]
    names = [flow.name for flow in launchable if flow.flow_type == LAUNCHABLE]
    return tuple(name for name in names if name.casefold() not in pinned)


def _says(path: Path, text: str) -> bool:
    """Whether a file has exactly this text."""
    return read_file(path) == text.encode("utf-8")


def _is_free(found: StartingFolder) -> bool:
    return not (found.flows or found.exports or found.unread or found.has_org_yaml or found.has_mocks_yaml)


def _kept(found: StartingFolder) -> tuple[str, ...]:
    names = {"org.yaml": found.has_org_yaml, "mocks.yaml": found.has_mocks_yaml}
    return tuple(name for name, is_there in names.items() if is_there)


def _example() -> dict[str, str]:
    folder = files("architrave.local.starting") / "example"
    return {path: folder.joinpath(path).read_text(encoding="utf-8") for path in EXAMPLE}
