"""What the tests' surroundings are: of a person's colours, widths, credentials, servers and proxies they see nothing.

The processes that tests start have their surroundings from this one. Where a result must not depend on something, that
is set to what is unlikely to give the right result by chance: the machine's time zone, and the precision and rounding
of decimal numbers.
"""

import decimal
import os
import sys
import time
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
        patch.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        for context in (decimal.DefaultContext, decimal.getcontext()):
            patch.setattr(context, "prec", 2)
            patch.setattr(context, "rounding", decimal.ROUND_UP)
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    """A server's command that was run in this process leaves its log to no other test."""
    yield
    if (logs := sys.modules.get("architrave.cli.logs")) is not None:
        vars(logs)["_style"] = None
