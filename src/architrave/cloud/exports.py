"""Exports from Architect: flows in its own format, which only Architect can read."""

import re

CONVERT_EXPORTS = "Export the flows as YAML with Archy (`archy export`), and use the YAML."
"""What to do with exports from Architect."""

_SUFFIX = re.compile(r"\.i3[A-Za-z]+\Z", re.IGNORECASE)
_STARTS = ("JTdC", "JTVC")
"""How the text of an export starts: base64 of a URI-encoded `{` (recorded) or `[` (assumed)."""


def export_suffix(name: str) -> str | None:
    """The end of an export's file name, such as `.i3InboundFlow`; None for other files."""
    found = _SUFFIX.search(name)
    return None if found is None else found[0]


def is_export_text(text: str) -> bool:
    """Whether a text is that of an export, whatever its file is called."""
    return text.lstrip()[:4] in _STARTS
