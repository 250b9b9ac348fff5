"""architrave.toml: settings of the tools for the files below it."""

from typing import Any

from architrave.definitions.lint_settings import LintSettings, lint_settings, lint_shape
from architrave.definitions.settings import Settings
from architrave.definitions.shapes import Fields
from architrave.definitions.toml import read_toml
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.guarding import guarded

ARCHITRAVE_TOML = "architrave.toml"

_PER_FILE_IGNORES = "per-file-ignores"
_SHAPE = Fields({"lint": lint_shape(_PER_FILE_IGNORES)})


@guarded(lambda: None)
def read_architrave_toml(source: Source) -> tuple[LintSettings | None, tuple[Diagnostic, ...]]:
    """The settings of `lint`, or None if the file has no `[lint]` table, and what is wrong with the file."""
    node, faults = read_toml(source)
    if node is None:
        return None, faults
    settings = Settings(source, None, file=ARCHITRAVE_TOML)
    raw: dict[str, Any] = settings.read(_SHAPE, node) or {}
    found = lint_settings(raw["lint"] or {}, _PER_FILE_IGNORES) if "lint" in raw else None
    return found, tuple(settings.diagnostics)
