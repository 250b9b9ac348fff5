"""Which organization a file belongs to."""

import os
from pathlib import Path

ORG_YAML = "org.yaml"


def nearest_organization(path: Path) -> Path | None:
    """The nearest folder with an org.yaml, at or above a file or folder, or None.

    Assumed, as other tools find their project; Archy has no organization folder.
    """
    start = path if path.is_dir() else path.parent
    return next((folder for folder in (start, *start.parents, *start.absolute().parents) if _has(folder)), None)


def _has(folder: Path) -> bool:
    # Also what cannot be read as a file: that is reported when it is read.
    return os.path.lexists(folder / ORG_YAML)
