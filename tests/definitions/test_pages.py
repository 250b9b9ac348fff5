"""The pages of this room's rules: the wrong example raises the rule, the right one does not."""

import re

import pytest

from architrave.definitions import rules
from architrave.diagnostics import Rule
from tests.definitions.examples import read_example

_EXAMPLE = re.compile(r"^## (Wrong|Right)\n```organization\n(.*?)^```", re.MULTILINE | re.DOTALL)
RULES = [rule for rule in vars(rules).values() if isinstance(rule, Rule) and not rule.slug.startswith("mock-")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_its_examples(rule):
    examples = dict(_EXAMPLE.findall(rule.page()))
    raised = {kind: {fault.rule.slug for fault in read_example(text)[1]} for kind, text in examples.items()}
    assert rule.slug in raised["Wrong"]
    assert rule.slug not in raised["Right"]
    assert not any(fault.is_error for fault in read_example(examples["Right"])[1])
