"""Where the reference material stands that some tests compare with; they skip where it is not there."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("ARCHITRAVE_SHARED") or Path(__file__).resolve().parents[2] / "shared")

needs_shared = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="the reference corpus is not on this machine"
)
