"""`architrave explain`."""

import json

from click.testing import CliRunner, Result

from architrave.cli import architrave


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
