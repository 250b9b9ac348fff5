"""The files that a flow refers to, read from the folders around it.

Only files of the flow's organization are read, or of its own folder and the folders below if it has none.
"""

from pathlib import Path
from posixpath import dirname, isabs, join, normpath

from architrave.definitions.files import FolderFiles, OrganizationFiles
from architrave.definitions.nearest import nearest_organization
from architrave.diagnostics import Source
from architrave.flows.parts import with_parts


def with_files(source: Source, files: OrganizationFiles, path: str) -> Source:
    """A flow of an organization with the files that it refers to. `path` is the flow's path among `files`."""

    def read(other: str) -> str | None:
        place = normpath(join(dirname(path), other))
        if isabs(place) or place.split("/")[0] == "..":
            return None
        found = files.read(place)
        return found.text if isinstance(found, Source) else None

    return with_parts(source, read)


def with_files_around(source: Source) -> Source:
    """A flow that is named by its path with the files that it refers to."""
    path = Path(source.name)
    folder = nearest_organization(path) or path.parent
    return with_files(source, FolderFiles(folder), path.absolute().relative_to(folder.absolute()).as_posix())
