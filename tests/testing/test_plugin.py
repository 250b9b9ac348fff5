"""The plugin for pytest costs nothing where no flow test is, and finds the organization."""

import subprocess
import sys

import pytest

from architrave.definitions import file_kinds
from architrave.testing import plugin
from tests.testing.projects import EXAMPLE, KEYS

LOADED = """
import sys

def pytest_sessionfinish():
    print("LOADED", *sorted(name for name in sys.modules if name.partition(".")[0] == "architrave"))
"""


def test_the_names_of_test_files_are_those_of_the_command() -> None:
    assert plugin.FLOW_TESTS == file_kinds.FLOW_TESTS


@pytest.mark.slow
def test_nothing_is_imported_where_no_flow_test_is(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(LOADED)
    pytester.makepyfile("def test_a(): pass")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*LOADED architrave architrave.testing architrave.testing.plugin"])


@pytest.mark.slow
def test_a_flow_test_needs_no_pytest_to_be_imported() -> None:
    code = "import sys, architrave.cli, architrave.local.testing.testing; sys.exit('pytest' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_organization_is_needed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_a(flow): pass")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["There is no org.yaml at or above *Set `architrave_org` in the section*"])


@pytest.mark.parametrize("way", ["setting", "nearest", "fixture"])
def test_the_organization(way: str, pytester: pytest.Pytester) -> None:
    test = "def test_a(architrave_org, flow): assert flow('Key lookup').name == 'Key lookup'"
    match way:
        case "setting":
            pytester.makeini(f"[pytest]\narchitrave_org = {EXAMPLE}\n")
        case "nearest":
            pytester.path.joinpath("org.yaml").write_text("name: Mine\n", encoding="utf-8")
            flow = (EXAMPLE / "flows" / "key-lookup.yaml").read_text("utf-8").replace("{{division}}", "Home")
            pytester.path.joinpath("flows").mkdir()
            pytester.path.joinpath("flows", "key-lookup.yaml").write_text(flow, encoding="utf-8")
        case _:
            pytester.makeconftest(
                f"import pytest\n@pytest.fixture(scope='module')\ndef architrave_org(): return {str(EXAMPLE)!r}\n"
            )
    pytester.makepyfile(test)
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_fixtures_are_described(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("--fixtures")
    result.stdout.fnmatch_lines_random(["architrave_org *", "flow *", "local_org *"])


def test_a_fixture_of_a_project_comes_first(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.fixture\ndef flow(): return 1\ndef test_a(flow): assert flow == 1")
    pytester.makefile(".flowtest.yaml", a=KEYS)
    pytester.runpytest_inprocess().assert_outcomes(passed=3)
