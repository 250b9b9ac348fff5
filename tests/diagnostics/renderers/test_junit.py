"""JUnit XML: any text gives valid XML, and the counts are right."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Diagnostic, Position, Rule, Severity
from architrave.diagnostics.renderers.junit import render_junit

ERROR = Rule("an-error", "An error")
WARNING = Rule("a-warning", "A warning", Severity.WARNING)


def finding(
    rule: Rule, message: str = "Wrong.", file: str | None = "a.yaml", help_text: str | None = None
) -> Diagnostic:
    return Diagnostic(rule, message, file, start=Position(1, 2), help=help_text)


def test_a_suite_for_each_file_and_a_case_for_each_rule() -> None:
    findings = [finding(ERROR), finding(ERROR, "Wrong too."), finding(WARNING), finding(WARNING, file="b.yaml")]
    root = ElementTree.fromstring(render_junit(findings, ["a.yaml", "b.yaml", "c.yaml"]))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "4", "1")
    cases = [(case.get("classname"), case.get("name"), len(case.findall("failure"))) for case in root.iter("testcase")]
    assert cases == [("a.yaml", "an-error", 1), ("a.yaml", "flow", 0), ("b.yaml", "flow", 0), ("c.yaml", "flow", 0)]
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "Wrong. (and 1 more)"
    assert "Wrong too." in (failure.text or "")
    assert "a.yaml:1:2" in (failure.text or "")
    outputs = [output.text or "" for output in root.iter("system-out")]
    assert len(outputs) == 2
    assert all("warning[a-warning]" in output for output in outputs)


def test_warnings_fail_if_they_are_said_to() -> None:
    root = ElementTree.fromstring(
        render_junit([finding(WARNING)], ["a.yaml"], failing={Severity.ERROR, Severity.WARNING})
    )
    assert root.get("failures") == "1"


def test_a_finding_without_a_file_has_a_suite() -> None:
    root = ElementTree.fromstring(render_junit([finding(ERROR, file=None)], []))
    assert [suite.get("name") for suite in root] == ["<input>"]


@pytest.mark.property
@given(st.text(), st.text(), st.text())
def test_any_text_is_valid_xml(message: str, file: str, advice: str) -> None:
    text = render_junit([finding(ERROR, message, file or None, advice)], [file])
    assert ElementTree.fromstring(text.encode("utf-8")).get("failures") == "1"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x0b", "\ufffe", "\ud800", "]]>", "&", "<", '"', "\x85"])
def test_characters_that_xml_does_not_allow(character: str) -> None:
    text = render_junit([finding(ERROR, f"a{character}b", f"f{character}.yaml")], [])
    root = ElementTree.fromstring(text.encode("utf-8"))
    failure = root.find(".//failure")
    assert failure is not None
    assert (failure.get("message") or "").startswith("a")
