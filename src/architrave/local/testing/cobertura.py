"""Coverage as Cobertura XML, by line of the YAML files; outputs are the branches of a line."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from architrave.diagnostics.renderers.junit import xml_text
from architrave.local.testing.coverage import FlowCoverage, percent, total_actions, total_outputs


def render_cobertura(flows: Iterable[FlowCoverage]) -> str:
    """An XML document. Actions that Architrave does not run are left out."""
    listed = list(flows)
    lines, branches = total_actions(listed), total_outputs(listed)
    root = Element("coverage", version="architrave", timestamp="0", complexity="0")
    _counts(root, "line", "lines", lines)
    _counts(root, "branch", "branches", branches)
    SubElement(SubElement(root, "sources"), "source").text = "."
    packages = SubElement(root, "packages")
    package = SubElement(packages, "package", name="flows", complexity="0")
    _rates(package, lines, branches)
    classes = SubElement(package, "classes")
    for flow in listed:
        each = SubElement(classes, "class", name=xml_text(flow.name), filename=xml_text(flow.file), complexity="0")
        _rates(each, flow.action_counts, flow.output_counts)
        SubElement(each, "methods")
        _lines(SubElement(each, "lines"), flow)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _lines(lines: Element, flow: FlowCoverage) -> None:
    for action in sorted((each for each in flow.actions if each.is_run), key=lambda each: each.line):
        line = SubElement(lines, "line", number=str(action.line), hits=str(int(action.is_covered)))
        if action.outputs:
            taken = len(action.outputs) - len(action.missing)
            share = f"{percent((taken, len(action.outputs))):.0f}% ({taken}/{len(action.outputs)})"
            line.set("branch", "true")
            line.set("condition-coverage", share)


def _counts(element: Element, rate: str, name: str, counts: tuple[int, int]) -> None:
    element.set(f"{rate}-rate", _rate(counts))
    element.set(f"{name}-covered", str(counts[0]))
    element.set(f"{name}-valid", str(counts[1]))


def _rates(element: Element, lines: tuple[int, int], branches: tuple[int, int]) -> None:
    element.set("line-rate", _rate(lines))
    element.set("branch-rate", _rate(branches))


def _rate(counts: tuple[int, int]) -> str:
    return f"{percent(counts) / 100:.4f}"
