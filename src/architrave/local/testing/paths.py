"""Paths in a test file, which count from the file."""

import os
from pathlib import Path

from architrave.flowtests.document import TestFile


def relative_path(file: TestFile, written: str) -> Path:
    """The path that a test file names."""
    return Path(os.path.normpath(Path(file.source.name).parent / written))
