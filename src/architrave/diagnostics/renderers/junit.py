"""Diagnostics as JUnit XML: one suite per file, and in it one failed test case per rule.

Findings that do not fail are listed as the output of a passed test case. Lines are not part of a test case's name, so
that a CI system recognizes the same failure after lines have moved.
"""

import re
from collections.abc import Collection, Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.renderers.text import render_one
from architrave.diagnostics.rule import Severity

_PASSED = "flow"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def render_junit(
    diagnostics: Iterable[Diagnostic],
    files: Iterable[str],
    *,
    failing: Collection[Severity] = frozenset({Severity.ERROR}),
) -> str:
    """An XML document. `files` are all files that were checked; `failing` are the severities that fail."""
    by_file: dict[str, list[Diagnostic]] = {name: [] for name in files}
    for item in diagnostics:
        by_file.setdefault(item.file or "<input>", []).append(item)
    root = Element("testsuites", name="architrave lint")
    for file, found in by_file.items():
        _suite(root, file, found, failing)
    for total in ("tests", "failures"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    root.set("errors", "0")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _suite(root: Element, file: str, found: list[Diagnostic], failing: Collection[Severity]) -> None:
    suite = SubElement(root, "testsuite", name=xml_text(file))
    by_slug: dict[str, list[Diagnostic]] = {}
    others: list[Diagnostic] = []
    for item in found:
        if item.severity in failing:
            by_slug.setdefault(item.rule.slug, []).append(item)
        else:
            others.append(item)
    for slug, items in by_slug.items():
        case = SubElement(suite, "testcase", name=slug, classname=xml_text(file), file=xml_text(file))
        message = items[0].message if len(items) == 1 else f"{items[0].message} (and {len(items) - 1} more)"
        failure = SubElement(case, "failure", type=items[0].severity.value, message=xml_text(message))
        failure.text = xml_text("\n\n".join(map(render_one, items)))
    if others or not by_slug:
        case = SubElement(suite, "testcase", name=_PASSED, classname=xml_text(file), file=xml_text(file))
        if others:
            SubElement(case, "system-out").text = xml_text("\n\n".join(map(render_one, others)))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(by_slug)))
    suite.set("errors", "0")


def xml_text(text: str) -> str:
    """The text without characters that XML cannot contain."""
    return _NOT_XML.sub(_REPLACEMENT, text)
