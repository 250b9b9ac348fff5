"""The repository holds what people wrote and read, and nothing that a build or a download left behind."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST = 500_000
"""Bytes. The facts of the cloud's operations are the largest file."""


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a Git repository")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


@pytest.mark.slow
def test_no_tracked_file_is_large_or_packed() -> None:
    packed = {".whl", ".zip", ".gz", ".tar", ".jar", ".pyc", ".so"}
    odd = [file.name for file in tracked() if file.suffix in packed or file.stat().st_size > LARGEST]
    assert odd == []
