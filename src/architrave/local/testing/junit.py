"""The report of tests as JUnit XML: one suite per test file, one test case per case."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from architrave.diagnostics import Diagnostic
from architrave.diagnostics.renderers.junit import xml_text
from architrave.diagnostics.renderers.text import render_one
from architrave.local.testing.mutants import FlowMutants
from architrave.local.testing.results import CaseResult, Report, Status


def render_tests(report: Report) -> str:
    """An XML document. A test file that cannot be run is a test case with an error."""
    root = Element("testsuites", name="architrave test", time=f"{report.seconds:.3f}")
    for file in report.files:
        _suite(root, file, report)
    for flow in report.mutants or ():
        _mutants(root, flow)
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _suite(root: Element, file: str, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=xml_text(file))
    results = [result for result in report.results if result.file == file]
    for result in results:
        _case(suite, file, result)
    errors = [each for each in report.diagnostics if each.is_error and each.file == file]
    if errors:
        case = SubElement(suite, "testcase", name="the file", classname=xml_text(file), file=xml_text(file))
        error = SubElement(case, "error", type=errors[0].rule.slug, message=xml_text(errors[0].message))
        error.text = _shown(errors)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(result.status is Status.FAILED for result in results)))
    suite.set("errors", str(bool(errors) * 1))
    suite.set("skipped", str(sum(result.status in (Status.SKIPPED, Status.TODO) for result in results)))
    suite.set("time", f"{sum(result.seconds for result in results):.3f}")


def _case(suite: Element, file: str, result: CaseResult) -> None:
    name = xml_text(result.full_name)
    case = SubElement(suite, "testcase", name=name, classname=xml_text(file), file=xml_text(file))
    case.set("line", str(result.line))
    case.set("time", f"{result.seconds:.4f}")
    if result.status in (Status.SKIPPED, Status.TODO):
        SubElement(case, "skipped", message=xml_text(f"{result.status.value}: {result.reason}"))
    elif result.status is Status.FAILED:
        first = result.failures[0].diagnostic
        failure = SubElement(case, "failure", type=first.rule.slug, message=xml_text(first.message))
        steps = [f"  {step.name} {step.kind} {step.output or ''}  {step.file}:{step.line}" for step in result.steps]
        failure.text = xml_text("\n".join([_shown([each.diagnostic for each in result.failures]), *steps]))


def _mutants(root: Element, flow: FlowMutants) -> None:
    """A suite for the changes of a flow: a test case for each, skipped if no test noticed it."""
    suite = SubElement(root, "testsuite", name=xml_text(f"changes of {flow.name}"))
    for each in flow.tried:
        name = f"{each.action or 'a variable'}: {each.change}"
        case = SubElement(suite, "testcase", name=xml_text(name), classname=xml_text(flow.file))
        case.set("file", xml_text(each.file))
        case.set("line", str(each.line))
        if each.noticed_by is None:
            SubElement(case, "skipped", message=xml_text(each.why))
    suite.set("tests", str(len(flow.tried)))
    suite.set("skipped", str(len(flow.survivors)))


def _shown(diagnostics: list[Diagnostic]) -> str:
    return xml_text("\n\n".join(map(render_one, diagnostics)))
