"""`architrave explain`."""

import json
import re

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave
from architrave.cli.rule_catalog import all_rules


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(architrave, ["explain", *arguments])


def test_a_rule_is_explained_by_its_page() -> None:
    result = explain("curly-quotes")
    assert result.exit_code == 0
    assert result.stdout.startswith("# curly-quotes\n")
    assert "## Wrong" in result.stdout
    page = json.loads(explain("curly-quotes", "--format", "json").stdout)
    assert page["rule"] == "curly-quotes"
    assert page["room"] == "contract"
    assert page["page"].strip() == result.stdout.strip()


def test_without_a_rule_all_are_listed_by_package() -> None:
    result = explain()
    assert result.exit_code == 0
    for line in ("contract:", "flows:", "  unknown-field "):
        assert line in result.stdout
    rules = json.loads(explain("--format", "json").stdout)
    assert {"contract", "flows", "expressions"} <= {rule["room"] for rule in rules}
    assert all(set(rule) == {"rule", "room", "severity", "summary", "provenance"} for rule in rules)


def test_an_unknown_rule_gets_a_suggestion() -> None:
    result = explain("curly-quote")
    assert result.exit_code == 2
    assert "Did you mean curly-quotes?" in result.stderr
    assert "`architrave explain` to list the rules" in explain("xyzzy").stderr


@pytest.mark.parametrize("slug", sorted({slug for rules in all_rules().values() for slug in rules}))
def test_a_page_keeps_its_words_on_a_narrow_terminal(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = explain(slug).stdout
    monkeypatch.setenv("COLUMNS", "60")
    narrow = explain(slug).stdout
    assert narrow.split() == wide.split()
    prose = re.sub(r"```.*?```", "", narrow, flags=re.DOTALL)
    assert max(len(line) for line in prose.splitlines() if " " in line.strip()) <= 60
