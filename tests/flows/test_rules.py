"""Every rule about flow files has a page, whose wrong example raises it and whose right one raises no fault at all."""

import re

import pytest

from architrave.diagnostics import Rule, Source
from architrave.diagnostics.diagnostic import Diagnostic
from architrave.flows.reader import read_flow
from architrave.flows.rules import RULES
from architrave.flows.substitutions import read_options
from tests.flows.organization import KNOWN

EXAMPLE = re.compile(r"^## (Wrong|Right)\n```([\w-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def judge(kind: str, text: str) -> tuple[Diagnostic, ...]:
    source = Source("example", text)
    match kind:
        case "flow":
            return read_flow(source)[1]
        case "flow-in-organization":
            return read_flow(source, known=KNOWN)[1]
        case "options":
            return read_options(source)[1]
        case _:
            raise AssertionError(f"no judge for {kind}")


def examples(rule: Rule) -> dict[str, tuple[str, str]]:
    return {heading: (kind, text) for heading, kind, text in EXAMPLE.findall(rule.page())}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_page(rule: Rule) -> None:
    page = rule.page()
    assert page.startswith(f"# {rule.slug}\n")
    assert f"Provenance: {rule.provenance.value}." in page


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if examples(rule)["Wrong"][0] != "text"], ids=lambda rule: rule.slug
)
def test_examples(rule: Rule) -> None:
    found = examples(rule)
    assert rule.slug in {diagnostic.rule.slug for diagnostic in judge(*found["Wrong"])}
    assert [diagnostic for diagnostic in judge(*found["Right"]) if diagnostic.rule.slug != "constant-decision"] == []


def test_slugs_are_unique() -> None:
    assert len({rule.slug for rule in RULES}) == len(RULES)
