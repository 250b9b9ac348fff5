"""Pages whose examples are organizations: the wrong example breaks its rule, the right one has no error."""

import re
from importlib.resources import files

import pytest

from architrave.definitions import rules
from architrave.diagnostics import Rule
from tests.definitions.examples import read_example

_EXAMPLE = re.compile(r"^## (Wrong|Right)\n```organization\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = files("architrave.diagnostics") / "pages"
EXAMPLES = {
    rule.slug: dict(_EXAMPLE.findall(page.read_text(encoding="utf-8")))
    for rule in vars(rules).values()
    if isinstance(rule, Rule) and (page := PAGES / f"{rule.slug}.md").is_file()
}


@pytest.mark.parametrize("slug", [slug for slug, examples in EXAMPLES.items() if examples])
def test_its_examples(slug):
    raised = {kind: {fault.rule.slug for fault in read_example(text)[1]} for kind, text in EXAMPLES[slug].items()}
    assert slug in raised["Wrong"]
    assert slug not in raised["Right"]
    assert not any(fault.is_error for fault in read_example(EXAMPLES[slug]["Right"])[1])
