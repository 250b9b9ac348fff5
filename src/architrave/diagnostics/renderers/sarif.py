"""Diagnostics as SARIF 2.1.0, for code scanning."""

from collections.abc import Iterable
from typing import Any

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.rule import Rule, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_sarif(diagnostics: Iterable[Diagnostic], version: str) -> dict[str, Any]:
    """The diagnostics as a SARIF log with one run. `version` is the version of Architrave."""
    found = list(diagnostics)
    rules = list({item.rule.slug: item.rule for item in found}.values())
    index = {rule.slug: number for number, rule in enumerate(rules)}
    driver = {
        "name": "architrave",
        "semanticVersion": version,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, index[item.rule.slug]) for item in found],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    described = {
        "id": rule.slug,
        "shortDescription": {"text": f"{rule.summary}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"provenance": rule.provenance.value},
    }
    try:
        page = rule.page()
    except FileNotFoundError:
        return described
    return {**described, "help": {"text": page, "markdown": page}}


def _result(item: Diagnostic, index: int) -> dict[str, Any]:
    text = item.message if item.help is None else f"{item.message} {item.help}"
    result: dict[str, Any] = {
        "ruleId": item.rule.slug,
        "ruleIndex": index,
        "level": _LEVELS[item.severity],
        "message": {"text": text},
    }
    if item.file is not None:
        location: dict[str, Any] = {"artifactLocation": {"uri": item.file.replace("\\", "/")}}
        if item.start is not None:
            location["region"] = _region(item)
        place: dict[str, Any] = {"physicalLocation": location}
        if item.pointer:
            place["logicalLocations"] = [{"fullyQualifiedName": item.pointer}]
        result["locations"] = [place]
    return result


def _region(item: Diagnostic) -> dict[str, int]:
    start, end = item.start, item.end
    if start is None:
        return {}
    region = {"startLine": start.line, "startColumn": start.column}
    if end is not None and end > start:
        region |= {"endLine": end.line, "endColumn": end.column}
    return region
