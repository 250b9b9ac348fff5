"""A new action, function, rule, endpoint or command has everything that it needs, and is declared once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from architrave.cli.rule_catalog import all_rules
from architrave.expressions.library import all_functions
from architrave.flows.actions import ACTIONS, FAMILIES
from architrave.interpreter.performing import performers
from architrave.server.endpoints import ENDPOINTS
from architrave.server.entities.endpoints import entity_endpoints
from tests.architecture.surface import FIRST, surface

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
NAMES = surface()


def text_of(folder: str, pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((TESTS / folder).glob(pattern)))


def test_a_new_name_has_its_line_in_the_changelog() -> None:
    """A name is in backticks, or an endpoint's path and its method are in the table of endpoints."""
    first = set(FIRST.read_text(encoding="utf-8").splitlines())
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(/\S+)` \| ([A-Z, ]+) \|$", changelog, re.MULTILINE)
    changelog += "".join(f"`{method} {path}`" for path, methods in rows for method in methods.split(", "))
    now = {f"{kind} {name}": name for kind, names in NAMES.items() for name in names}
    missing = [one for one, name in now.items() if one not in first and f"`{name}`" not in changelog]
    missing += [
        one for one in first - now.keys() if f"`{one.removeprefix('running ').partition(' ')[2]}`" not in changelog
    ]
    said = "CHANGELOG.md must name what is new or removed in backticks, under `## Unreleased`"
    assert missing == [], f"{said}: {', '.join(missing)}"


@pytest.mark.parametrize("kind", ["action", "function", "endpoint"])
def test_the_coverage_page_has_every_name(kind: str) -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(.+?)` \|.*\| (?:exact|approximated|refused) \|", page, re.MULTILINE))
    missing = [name for name in NAMES[kind] if name.replace("|", "\\|") not in rows]
    assert missing == [], "missing from docs/coverage.md: run `make docs`"


def test_every_action_that_runs_has_a_flow_with_its_trace() -> None:
    traces = text_of("interpreter/flows", "*.trace.txt")
    shown = set(re.findall(r"^ *(?:\d+h)?(?:\d+m)?[\d.]+s  .*  (\w+)(?: → .*)?$", traces, re.MULTILINE))
    assert sorted(set(performers()) - shown) == [], (
        "add a flow with cases to tests/interpreter/flows, and run `make goldens`"
    )


def test_every_action_that_runs_has_a_flow_with_a_mistake_in_it() -> None:
    places = "\n".join(re.findall(r"\(at (\S+)\)$", text_of("flows/broken", "*.txt"), re.MULTILINE))
    unbroken = sorted(one for one in performers() if f"/{one}" not in places)
    assert unbroken == [], "add a flow to tests/flows/broken, and run `make goldens`"


NOT_TAKEN = {
    ("findKnowledgeBaseDocumentById", "found"): "a local organization has no articles",
    ("loopUntil", "nextLoop"): "how Archy writes it is not public",
    ("sendNotification", "failure"): "nothing is sent, so nothing can fail",
}
"""Paths that no flow here can take, and why."""


def test_every_path_of_an_action_is_taken_in_a_trace() -> None:
    traces = text_of("interpreter/flows", "*.trace.txt")
    taken = {(kind, path.casefold()) for kind, path in re.findall(r"s  .*  (\w+) → (.+)$", traces, re.MULTILINE)}
    paths = {(kind, path) for kind in performers() for path in ACTIONS[kind].outputs}
    untaken = sorted((kind, path) for kind, path in paths - NOT_TAKEN.keys() if (kind, path.casefold()) not in taken)
    assert untaken == [], "add cases that take these paths to tests/interpreter/flows, and run `make goldens`"


NEED_MORE_THAN_A_FLOW = {
    "bad-options", "missing-contract-input", "unknown-common-module", "unknown-contract-input",
    "unknown-contract-output", "unknown-data-action", "unknown-data-table", "unknown-entity", "yaml-key",
    "unused-substitution", "yaml-too-deep", "yaml-too-large", "unknown-module-version", "module-flow-type",
}  # fmt: skip
"""Flow rules that one small file cannot break: they need an organization, an options file, or a huge file."""


def test_every_rule_of_flows_has_a_flow_that_breaks_it() -> None:
    raised = set(re.findall(r"^\w+\[([\w-]+)\]", text_of("flows/broken", "*.txt"), re.MULTILINE))
    missing = set(all_rules()["flows"]) - raised - NEED_MORE_THAN_A_FLOW
    assert missing == set(), "add flows that break these rules to tests/flows/broken, and run `make goldens`"


def test_every_rule_has_a_page() -> None:
    pages = {path.stem for path in (ROOT / "src/architrave/diagnostics/pages").glob("*.md")}
    assert set(NAMES["rule"]) - pages == set(), "write their pages: src/architrave/diagnostics/pages/<slug>.md"
    assert pages - set(NAMES["rule"]) == set(), "these pages have no rule"


def test_every_family_of_actions_is_listed() -> None:
    folder = ROOT / "src/architrave/flows/actions"
    families = {path.stem for path in folder.glob("*.py") if "\nDECLARATIONS = " in path.read_text("utf-8")}
    assert families == set(FAMILIES), "import the family and list it in FAMILIES, in flows/actions/__init__.py"


def test_every_endpoint_has_a_test_over_http() -> None:
    tests = text_of("server", "*.py") + text_of("cli", "*.py") + text_of("client", "*.py")
    segments = {segment for one in ENDPOINTS for segment in one.path.split("/") if segment and segment[0] != "{"}
    parameter = rf"(?!(?:{'|'.join(sorted(segments))})\b)(?:\{{[^}}]+\}}|[^/\"'?\s]+)"

    def is_called(path: str) -> bool:
        parts = [parameter if part.startswith("{") else re.escape(part) for part in path.split("/")]
        return re.search("/".join(parts) + "[\"'?]", tests) is not None

    of_nouns = {one.path for one in entity_endpoints()}  # tests/server/test_entities.py calls them all
    untested = [one.path for one in ENDPOINTS if one.path not in of_nouns and not is_called(one.path)]
    assert untested == [], "no test in tests/server calls these endpoints"


def test_every_new_function_has_edge_cases() -> None:
    first = set(FIRST.read_text(encoding="utf-8").splitlines())
    tables = text_of("expressions/library", "test_*.py")
    missing = [name for name in NAMES["function"] if f"function {name}" not in first and f"{name}(" not in tables]
    assert missing == [], "add edge cases to a table in tests/expressions/library"


def test_each_name_is_declared_once() -> None:
    declared = Counter(one.key for declarations in FAMILIES.values() for one in declarations)
    declared.update(f"{one.method} {one.path}" for one in ENDPOINTS)
    declared.update(one.signature for overloads in all_functions().values() for one in overloads)
    assert [name for name, times in declared.items() if times > 1] == []
    homes = Counter(slug for rules in all_rules().values() for slug in rules)
    assert [slug for slug, times in homes.items() if times > 1] == []
