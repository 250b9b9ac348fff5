"""Exports of Architect (`.i3InboundFlow`, …), which are not YAML: recognised and counted, not read."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

_EXPORT = re.compile(r"\.i3\w+", re.IGNORECASE)


def exports_in(paths: Iterable[str]) -> dict[str, int]:
    """How many Architect exports there are among the paths, by suffix."""
    suffixes = (PurePosixPath(path).suffix for path in paths)
    return dict(sorted(Counter(suffix for suffix in suffixes if _EXPORT.fullmatch(suffix)).items()))


def exports_message(exports: dict[str, int]) -> str:
    """What the exports are, and the way to YAML."""
    count = sum(exports.values())
    kinds = ", ".join(f"{number} {suffix}" for suffix, number in exports.items())
    noun = "1 Architect export" if count == 1 else f"{count} Architect exports"
    return (
        f"{noun} ({kinds}): only Architect reads this format. Export the flows as YAML, in Architect or with "
        "`archy export`, then run the command again."
    )
