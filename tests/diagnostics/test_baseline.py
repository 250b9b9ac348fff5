"""Baselines: what is known stays known when lines move, and the file is the same for the same findings."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Diagnostic, Position, Rule
from architrave.diagnostics.baseline import BadBaselineError, Baseline, baseline_of, compare, read_baseline, updated

SLUGS = st.sampled_from(["one", "two"])
FINDINGS = st.lists(
    st.builds(
        lambda slug, message, file, line: Diagnostic(Rule(slug, "A rule"), message, file, start=Position(line, 1)),
        SLUGS,
        st.text(max_size=5),
        st.sampled_from(["a.yaml", "b.yaml"]),
        st.integers(1, 99),
    ),
    max_size=12,
)


def name(file: str) -> str:
    return file


def always(key: object) -> bool:
    return True


def finding(slug: str = "one", message: str = "Wrong.", file: str = "a.yaml", line: int = 1) -> Diagnostic:
    return Diagnostic(Rule(slug, "A rule"), message, file, start=Position(line, 1))


@pytest.mark.property
@given(FINDINGS)
def test_what_was_written_is_known(findings: list[Diagnostic]) -> None:
    baseline = baseline_of(findings, name)
    read = read_baseline(baseline.to_text())
    assert read.counts == baseline.counts
    compared = compare(reversed(findings), read, name=name, is_checked=always)
    assert (compared.new, compared.known, compared.gone) == ([], len(findings), {})


@pytest.mark.property
@given(FINDINGS, st.randoms())
def test_the_order_of_findings_does_not_matter(findings: list[Diagnostic], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert baseline_of(findings, name).to_text() == baseline_of(shuffled, name).to_text()


def test_one_more_of_the_same_is_new() -> None:
    known = baseline_of([finding(line=1), finding(line=2)], name)
    compared = compare([finding(line=5), finding(line=6), finding(line=7)], known, name=name, is_checked=always)
    assert ([item.start for item in compared.new], compared.known) == ([Position(7, 1)], 2)


def test_lines_in_messages_do_not_count() -> None:
    known = baseline_of([finding(message="The id is already used in line 4.")], name)
    moved = finding(message="The id is already used in line 40.")
    assert compare([moved], known, name=name, is_checked=always).new == []


def test_what_no_longer_occurs_is_named_if_it_was_checked() -> None:
    known = baseline_of([finding(), finding(file="b.yaml"), finding(file="b.yaml")], name)
    gone = compare([], known, name=name, is_checked=lambda key: key[0] == "b.yaml").gone
    assert dict(gone) == {("b.yaml", "one", "Wrong."): 2}


def test_entries_that_were_not_checked_are_kept() -> None:
    old = baseline_of([finding(), finding(file="b.yaml")], name)
    new = updated(old, baseline_of([finding("two")], name), is_checked=lambda key: key[0] == "a.yaml")
    assert dict(new.counts) == {("a.yaml", "two", "Wrong."): 1, ("b.yaml", "one", "Wrong."): 1}


def test_the_file() -> None:
    text = baseline_of([finding(file="b.yaml"), finding(), finding(), finding("two", "Ä")], name).to_text()
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "version": 1,
        "files": {"a.yaml": {"one": {"Wrong.": 2}, "two": {"Ä": 1}}, "b.yaml": {"one": {"Wrong.": 1}}},
    }
    assert '        "Wrong.": 2\n' in text
    assert Baseline({}).to_text() == '{\n  "version": 1,\n  "files": {}\n}\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not JSON"),
        ("[1]", "no `files`"),
        ("{}", "no `files`"),
        ('{"version": 2, "files": {}}', "version"),
        ('{"files": {}}', "version"),
        ('{"version": 1, "files": []}', "expected an object: files"),
        ('{"version": 1, "files": {"a.yaml": 1}}', "expected an object: a.yaml"),
        ('{"version": 1, "files": {"a.yaml": {"one": []}}}', "expected an object: a.yaml, one"),
        ('{"version": 1, "files": {"a.yaml": {"one": {"m": 0}}}}', "not a positive whole number"),
        ('{"version": 1, "files": {"a.yaml": {"one": {"m": true}}}}', "not a positive whole number"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_not_a_baseline(text: str, why: str) -> None:
    with pytest.raises(BadBaselineError, match=why):
        read_baseline(text)
