"""Flow tests as items of pytest."""

import xml.etree.ElementTree as ET

import pytest

from tests.testing.projects import EXAMPLE, KEYS

MIXED = f"""{KEYS}  - name: keys
    cases:
      - {{case: wrong, inputs: {{key: erp}}, expect: {{outputs: {{value: x}}}}}}
      - {{case: skipped, skip: not now}}
      - {{case: todo, todo: later, expect: {{reason: x}}}}
      - {{case: done, todo: later, expect: {{reason: No key}}}}
"""


def run(pytester: pytest.Pytester, text: str, *options: str) -> pytest.RunResult:
    pytester.makefile(".flowtest.yaml", a=text)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)


def test_each_test_and_row_is_an_item(pytester: pytest.Pytester) -> None:
    result = run(pytester, MIXED, "--collect-only", "-q")
    assert result.outlines[:6] == [
        "a.flowtest.yaml::a key",
        "a.flowtest.yaml::no key",
        "a.flowtest.yaml::keys › wrong",
        "a.flowtest.yaml::keys › skipped",
        "a.flowtest.yaml::keys › todo",
        "a.flowtest.yaml::keys › done",
    ]


def test_how_they_end(pytester: pytest.Pytester) -> None:
    result = run(pytester, MIXED, "-rs")
    result.assert_outcomes(passed=2, failed=2, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] a.flowtest.yaml: not now"])


def test_a_failure_is_shown_without_a_traceback(pytester: pytest.Pytester) -> None:
    result = run(pytester, MIXED, "-k", "wrong")
    result.stdout.fnmatch_lines(
        [
            'error*flowtest-failed*: Flow.value is "House ERP", expected "x".',
            "  --> a.flowtest.yaml:12:*",
            "The last actions:",
            "*Looked up  endWorkflow  *key-lookup.yaml:*",
            "To step through it: architrave test 'a.flowtest.yaml::keys › wrong' --step",
            "FAILED a.flowtest.yaml::keys › wrong*",
        ],
        consecutive=False,
    )
    assert not [line for line in result.outlines if "Traceback" in line or "collecting.py" in line]


@pytest.mark.parametrize(
    ("options", "passed"),
    [(("-k", "no and key"), 1), (("-k", "good"), 1), (("a.flowtest.yaml::no key",), 1), (("-x",), 2)],
)
def test_they_are_selected_as_other_tests_are(options: tuple[str, ...], passed: int, pytester: pytest.Pytester) -> None:
    run(pytester, KEYS, *options).assert_outcomes(passed=passed, deselected=2 - passed if options[0] == "-k" else 0)


def test_the_first_failure_can_end_it(pytester: pytest.Pytester) -> None:
    run(pytester, MIXED, "-x").assert_outcomes(passed=2, failed=1)


def test_junit(pytester: pytest.Pytester) -> None:
    run(pytester, MIXED, "--junitxml=out.xml")
    root = ET.parse(pytester.path / "out.xml").getroot()
    (failure, _) = root.iter("failure")
    assert "House ERP" in (failure.text or "")
    assert [each.get("name") for each in root.iter("testcase")][:2] == ["a key", "no key"]


@pytest.mark.slow
def test_xdist(pytester: pytest.Pytester) -> None:
    pytester.makefile(".flowtest.yaml", a=MIXED)
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=2, failed=2, skipped=1, xfailed=1)


def test_a_file_with_errors_is_an_error_of_the_collection(pytester: pytest.Pytester) -> None:
    result = run(pytester, KEYS.replace("expect", "expekt"))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*Unknown key `expekt`*", "*--> a.flowtest.yaml:7:5*", "*Did you mean `expect`?"])
    assert not [line for line in result.outlines if "Traceback" in line]


def test_an_unused_reply_is_a_warning(pytester: pytest.Pytester) -> None:
    text = f"{KEYS}    mocks: {{ERP Data Actions/Get Orders: {{success: {{hasMore: false}}}}}}\n"
    result = run(pytester, text)
    result.assert_outcomes(passed=2, warnings=1)
    result.stdout.fnmatch_lines(["*No call used this reply*"])


def test_names_cannot_act_on_a_terminal(pytester: pytest.Pytester) -> None:
    result = run(pytester, KEYS.replace("no key\n", '"no \\e[31mkey"\n'), "--collect-only", "-q")
    assert "a.flowtest.yaml::no \\u001b[31mkey" in result.outlines


def test_the_tests_of_the_example_run(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", str(EXAMPLE / "tests" / "paging.flowtest.yaml"))
    result.assert_outcomes(passed=5)
