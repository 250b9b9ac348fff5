"""CPU seconds of commands that people wait for: `architrave --version`, `architrave check`."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.serving import TEN_ACTIONS, launch_body

ROUNDS = 7


def measure() -> dict[str, Any]:
    """The median of several runs of each."""
    architrave = str(Path(sys.executable).with_name("architrave"))
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder) / "request.json"
        request.write_bytes(launch_body(TEN_ACTIONS))
        return {
            "cli": {
                "version_seconds": cpu_of([architrave, "--version"]),
                "check_seconds": cpu_of([architrave, "check", str(request), "--format", "json"]),
            }
        }


def cpu_of(command: list[str], *, rounds: int = ROUNDS) -> float:
    """The median CPU seconds of a command and its children."""
    took: list[float] = []
    for _ in range(rounds):
        before = os.times()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return round(median(took), 3)


if __name__ == "__main__":
    print(json.dumps(measure()))
