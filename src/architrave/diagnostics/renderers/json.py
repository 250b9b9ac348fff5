"""Diagnostics for programs: the stable JSON shape."""

from collections.abc import Iterable
from typing import Any

from architrave.diagnostics.diagnostic import Diagnostic


def render_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """The diagnostics as a JSON array of objects."""
    return [item.to_json() for item in diagnostics]
