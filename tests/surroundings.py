"""What no test sees of its surroundings: a person's colours, widths, credentials, servers and proxies.

The processes that tests start have their surroundings from this one.
"""

import os
from collections.abc import Iterator

import pytest

HIDDEN = {"CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR", "TTY_COMPATIBLE", "XDG_STATE_HOME"}


@pytest.fixture(scope="session", autouse=True)
def _surroundings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in HIDDEN or name.startswith("GENESYSCLOUD_"):
                patch.delenv(name)
        for name in ("NO_PROXY", "no_proxy"):  # what tests start is on this machine, where no proxy leads
            patch.setenv(name, "127.0.0.1,localhost", prepend=",")
        yield
