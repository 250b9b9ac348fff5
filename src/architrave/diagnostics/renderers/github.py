"""Diagnostics as GitHub annotations: workflow commands that Actions shows next to the changed lines."""

from collections.abc import Iterable

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.rule import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One annotation per line."""
    return "\n".join(map(_annotation, diagnostics))


def _annotation(item: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    if item.file is not None:
        properties["file"] = item.file
    if item.start is not None:
        properties |= {"line": item.start.line, "col": item.start.column}
        # An annotation that spans several lines cannot have columns.
        if item.end is not None and item.end.line == item.start.line:
            properties |= {"endLine": item.end.line, "endColumn": item.end.column}
    properties["title"] = f"architrave: {item.rule.slug}"
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = item.message if item.help is None else f"{item.message}\n{item.help}"
    return f"::{_COMMANDS[item.severity]} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
