"""Waits until a file changes that tests depend on: the test files, and the organization around them."""

import time
from collections.abc import Iterable
from pathlib import Path

from architrave.definitions.nearest import nearest_organization
from architrave.local.watching import POLL_SECONDS, SETTLE_SECONDS, Signature, signature


def state_of(paths: Iterable[str]) -> Signature:
    """The current state of the files that tests in these paths depend on."""
    found: Signature = {}
    for written in paths:
        path = Path(written.partition("::")[0])
        folder = path if path.is_dir() else path.parent
        for each in {folder, nearest_organization(path) or folder}:
            found |= signature(each)
    return found


def wait_for_change(paths: Iterable[str], seen: Signature) -> None:
    """Return when a file has changed since `seen`, and the files stand still again."""
    while (now := state_of(paths)) == seen:
        time.sleep(POLL_SECONDS)
    while True:
        time.sleep(SETTLE_SECONDS)
        before, now = now, state_of(paths)
        if before == now:
            return
