"""architrave.toml and the section `lint` of org.yaml: the same settings, and what is wrong with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.definitions.architrave_toml import read_architrave_toml
from architrave.definitions.lint_rules import LINT_RULES
from architrave.definitions.lint_settings import LintSettings
from architrave.definitions.org_yaml import read_org_yaml
from architrave.diagnostics import Diagnostic, Severity, Source

TOML = """
[lint]
select = ["unused-variable", "unknown-key"]
ignore = ["unknown-key"]
exclude = ["old", "flows/*.draft.yaml"]

[lint.severity]
unused-variable = "error"
implicit-variable = "off"
unknown-action = 'info'

[lint.per-file-ignores]
"tests/**" = ["unused-variable"]
"""
ORG = """
lint:
  select: [unused-variable, unknown-key]
  ignore: [unknown-key]
  exclude: [old, flows/*.draft.yaml]
  severity: {unused-variable: error, implicit-variable: off, unknown-action: info}
  perFileIgnores:
    tests/**: [unused-variable]
"""
EXPECTED = LintSettings(
    select=frozenset({"unused-variable", "unknown-key"}),
    ignore=frozenset({"unknown-key", "implicit-variable"}),
    severity={"unused-variable": Severity.ERROR, "unknown-action": Severity.INFO},
    exclude=("old", "flows/*.draft.yaml"),
    per_file_ignores=(("tests/**", frozenset({"unused-variable"})),),
)


def test_the_settings_in_both_files() -> None:
    assert read_architrave_toml(Source("architrave.toml", TOML)) == (EXPECTED, ())
    assert read_architrave_toml(Source("architrave.toml", TOML.replace("\n", "\r\n"))) == (EXPECTED, ())
    org, faults = read_org_yaml(Source("org.yaml", ORG), {})
    assert (org.lint, faults) == (EXPECTED, ())


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_file_without_the_table_has_no_settings(text: str) -> None:
    assert read_architrave_toml(Source("architrave.toml", text)) == (None, ())


FAULTS = [
    # text, rule, line, column, a piece of message or help
    ("[lnt]\n", "unknown-setting", 1, 2, "Did you mean `lint`?"),
    ("[lint]\nselct = []\n", "unknown-setting", 2, 1, "Did you mean `select`?"),
    ("lint.selct = []\n", "unknown-setting", 1, 6, "Did you mean `select`?"),
    (
        '[lint]\nignore = ["unknown-key", "unusd-variable"]\n',
        "wrong-setting",
        2,
        26,
        'There is no rule "unusd-variable".',
    ),
    ("[lint]\nignore = ['xyz']\n", "wrong-setting", 2, 11, "architrave explain"),
    ('[lint]\nignore = "unknown-key"\n', "wrong-setting", 2, 10, "Expected a list, found unknown-key."),
    ("[lint]\nignore = [1.5]\n", "wrong-setting", 2, 1, 'There is no rule "1.5".'),
    ('[lint.severity]\nunused-variable = "eror"\n', "wrong-setting", 2, 19, 'Did you mean "error"?'),
    ('[lint.severity]\nunusd-variable = "error"\n', "unknown-setting", 2, 1, "Did you mean `unused-variable`?"),
    ('[lint]\nseverity = {unused-variable = "x"}\n', "wrong-setting", 2, 31, "Use one of error, warning, info, off."),
    ('[lint]\nseverity = {unusd-variable = "off"}\n', "unknown-setting", 2, 13, "Did you mean `unused-variable`?"),
    ('[lint.per-file-ignores]\n"a b/*" = ["nope-nope"]\n', "wrong-setting", 2, 12, 'There is no rule "nope-nope".'),
    ("[lint]\nselect = [", "toml-syntax", 2, 11, ""),
    ("[lint]\nignore = [unused]\n", "toml-syntax", 2, 11, "Invalid value."),
    ("[lint]\n[lint]\n", "toml-syntax", 2, 6, "Cannot declare"),
    (f"lint = {5000 * '9'}\n", "toml-syntax", 1, 5008, "thousands of digits"),
    ("lint = 1\n", "wrong-setting", 1, 1, "Expected a map, found 1."),
]


@pytest.mark.parametrize(("text", "rule", "line", "column", "said"), FAULTS)
def test_faults_with_their_places(text: str, rule: str, line: int, column: int, said: str) -> None:
    _, faults = read_architrave_toml(Source("architrave.toml", text))
    (fault,) = faults
    assert fault.start is not None
    assert (fault.rule.slug, fault.start.line, fault.start.column) == (rule, line, column)
    assert said in f"{fault.message} {fault.help}"


@pytest.mark.property
@given(st.text(alphabet="[]lint.=\"'{}, \n#x1select"))
def test_any_text_is_read(text: str) -> None:
    read_architrave_toml(Source("architrave.toml", text))


def finding(slug: str) -> Diagnostic:
    return Diagnostic(LINT_RULES[slug], "Wrong.", "x.yaml")


def reported(settings: LintSettings, path: str, *slugs: str) -> list[tuple[str, str]]:
    return [(item.rule.slug, item.severity.value) for item in settings.apply(map(finding, slugs), path)]


def test_what_is_reported() -> None:
    assert reported(EXPECTED, "flows/a.yaml", "unused-variable", "unknown-key", "bad-value") == [
        ("unused-variable", "error")
    ]
    assert reported(EXPECTED, "tests/x/a.yaml", "unused-variable") == []
    assert EXPECTED.excludes("old/a.yaml")
    assert not EXPECTED.excludes("flows/a.yaml")


def test_the_command_line_selects_again_and_ignores_more() -> None:
    settings = EXPECTED.with_rules(["unknown-key", "bad-value"], ["bad-value"])
    assert reported(settings, "a.yaml", "unused-variable", "unknown-key", "bad-value") == [("unknown-key", "error")]
    assert EXPECTED.with_rules([], []) == EXPECTED
