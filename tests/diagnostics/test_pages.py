"""Every rule of every package has a page; its wrong example raises the rule and its right one does not.

The kinds `request` and `extended` are launch requests; what only a server knows is written after the kind, as in
`request token=expired`. The kind `body` is the body of any request, and `of` a model of the API. The kinds `shell` and
`text` are not checked by any reader.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from architrave.cli.rule_catalog import all_rules
from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import CheckResult, Token, check
from architrave.contract.reading import read_request
from architrave.diagnostics import Diagnostic, Rule, Source
from tests.contract.organization import Flows, known_entities

RULES: dict[str, Rule] = {slug: rule for rules in all_rules().values() for slug, rule in rules.items()}
EXAMPLE = re.compile(r"^## (Wrong|Right)[^\n]*\n+```([\w-]+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_CHECKED = {"shell", "text"}
TOKENS = {
    "expired": Token("expired"),
    "valid": Token("valid", frozenset({LAUNCH_PERMISSION})),
}


def check_request(text: str, options: dict[str, str], contract: str) -> CheckResult:
    sent = read_request(text.encode(), "example", lambda _: None)
    if "padded" in options and sent.body is not None:
        sent = type(sent)(body=sent.body + b" " * int(options["padded"]), layout=sent.layout)
    if "scope" in options:
        sent = type(sent)(body=sent.body, scopes=(options["scope"],), layout=sent.layout)
    return check(
        sent,
        contract="extended" if contract == "extended" else "platform",
        flows=Flows(),
        entities=known_entities(),
        token=TOKENS.get(options.get("token", "")),
        retry_after=int(options["retry-after"]) if "retry-after" in options else None,
    )


def of_request(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    return check_request(text, options, "platform").diagnostics


def of_extended(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    return check_request(text, options, "extended").diagnostics


def of_body(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.cloud.models import value_type
    from architrave.contract.other_body import read_other_body

    return tuple(read_other_body(text.encode(), "application/json", value_type(options["of"]), 10_000).diagnostics)


def of_flow(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.flows.reader import read_flow

    return read_flow(Source("example", text))[1]


def of_options(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.flows.placeholders import unused_options
    from architrave.flows.substitutions import read_options

    source = Source("example", text)
    keys = options.get("keys")
    return read_options(source)[1] + (() if keys is None else unused_options(source, keys.split(",")))


def of_flow_in_organization(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.flows.reader import read_flow
    from tests.flows.organization import KNOWN

    return read_flow(Source("example", text), known=KNOWN)[1]


def of_mocks(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.definitions.mock_checks import KnownDataAction, check_mocks
    from architrave.definitions.mocks import read_mocks

    known = KnownDataAction("Orders", "Get Order", passed={"id"}, kept={"state"})
    source = Source("example", text)
    return read_mocks(source)[1] + check_mocks(source, {"orders/get order": known})


def of_organization(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from tests.definitions.examples import read_example

    return read_example(text)[1]


def of_lint(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.definitions.lint_rules import LINT_RULES
    from architrave.diagnostics.suppression import suppress
    from architrave.flows.comments import yaml_lines
    from architrave.flows.reader import read_flow

    source = Source("example", text)
    lines = yaml_lines(text)
    assert lines is not None
    return tuple(suppress(read_flow(source)[1], source, rules=LINT_RULES, lines=lines).left)


def of_settings(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.definitions.architrave_toml import read_architrave_toml

    return read_architrave_toml(Source("architrave.toml", text))[1]


def of_expression(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.expressions import compile_expression

    faults = compile_expression(text.strip() * int(options.get("times", 1)), {})[1]
    return tuple(fault.at(Source("example", text)) for fault in faults)


def of_flowtest(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    """What running the tests reports, in the example organization."""
    from architrave.local.testing import TestOptions
    from architrave.local.testing.mutants import unnoticed
    from architrave.local.testing.testing import run_tests

    example = Path(__file__).parents[2] / "examples" / "order-sync"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "example.flowtest.yaml"
        file.write_text(f"org: {example}\n{text}", encoding="utf-8")
        report = run_tests(TestOptions((str(file),), mutate=options.get("mutate") == "true"))
    failed = (each.diagnostic for result in report.results for each in result.failures)
    return (*report.diagnostics, *failed, *unnoticed(report.mutants or ()))


def of_table(text: str, options: dict[str, str]) -> tuple[Diagnostic, ...]:
    from architrave.flowtests.tables import read_table

    return read_table(Source("example", text))[1]


CHECKERS: dict[str, Callable[[str, dict[str, str]], tuple[Diagnostic, ...]]] = {
    "request": of_request,
    "extended": of_extended,
    "body": of_body,
    "flow": of_flow,
    "options": of_options,
    "flow-in-organization": of_flow_in_organization,
    "mocks": of_mocks,
    "organization": of_organization,
    "expression": of_expression,
    "lint": of_lint,
    "settings": of_settings,
    "flowtest": of_flowtest,
    "table": of_table,
}


def page_of(slug: str) -> str:
    """The page, empty if it is missing: the first test reports that."""
    try:
        return RULES[slug].page()
    except FileNotFoundError:
        return ""


def examples() -> Iterator[tuple[str, str, str, str, str]]:
    for slug in sorted(RULES):
        for heading, kind, rest, text in EXAMPLE.findall(page_of(slug)):
            if kind in CHECKERS:
                yield slug, heading, kind, rest, text


EXAMPLES = list(examples())


@pytest.mark.parametrize("slug", sorted(RULES))
def test_each_rule_has_a_page_of_the_agreed_form(slug: str) -> None:
    page = page_of(slug)
    assert page, f"add the page src/architrave/diagnostics/pages/{slug}.md"
    assert re.match(rf"# {slug}\n+[^#\n].+\.\n", page), "a page begins with the slug and a one-sentence summary"
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings[:2] == ["What it means", "Why"], "the first headings of a page are What it means and Why"
    provenance = f"Provenance: {RULES[slug].provenance.value}"
    assert re.search(rf"^{provenance}\b", page, re.MULTILINE), f"a page has a line {provenance!r}, like its rule"


@pytest.mark.parametrize("slug", sorted(RULES))
def test_each_page_has_a_wrong_and_a_right_example(slug: str) -> None:
    shown = [(heading, kind) for heading, kind, _, _ in EXAMPLE.findall(page_of(slug))]
    assert {heading for heading, _ in shown} == {"Wrong", "Right"}, "an example is a fenced block below its heading"
    kinds = CHECKERS.keys() | NOT_CHECKED
    assert {kind for _, kind in shown} <= kinds, f"the kinds of examples are {', '.join(sorted(kinds))}"


@pytest.mark.parametrize(
    ("slug", "heading", "kind", "rest", "text"), EXAMPLES, ids=[f"{e[0]}-{e[1]}" for e in EXAMPLES]
)
def test_examples_prove_the_rule(slug: str, heading: str, kind: str, rest: str, text: str) -> None:
    options = dict(pair.split("=", 1) for pair in rest.split())
    raised = [item.rule.slug for item in CHECKERS[kind](text, options)]
    if heading == "Wrong":
        assert slug in raised, "the wrong example does not raise the rule"
    else:
        assert slug not in raised, "the right example raises the rule"


def test_the_right_requests_are_good() -> None:
    for slug, heading, kind, rest, text in EXAMPLES:
        if heading == "Right" and kind in ("request", "extended"):
            options = dict(pair.split("=", 1) for pair in rest.split())
            assert check_request(text, options, kind).ok, slug


def test_the_right_flows_are_good() -> None:
    for slug, heading, kind, _, text in EXAMPLES:
        if heading == "Right" and kind in ("flow", "flow-in-organization"):
            raised = {item.rule.slug for item in CHECKERS[kind](text, {})}
            assert raised <= {"constant-decision"}, slug


def test_slugs_are_words_with_hyphens() -> None:
    assert [slug for slug in RULES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_no_page_is_left_over() -> None:
    from importlib.resources import files

    pages = {path.name.removesuffix(".md") for path in (files("architrave.diagnostics") / "pages").iterdir()}
    assert pages - set(RULES) == set()
