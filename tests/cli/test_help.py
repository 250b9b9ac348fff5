"""The help of every command: at 80 columns, with examples that can be typed and the page that tells more."""

import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from architrave.cli import architrave
from architrave.cli.commands import _MEANT, _OTHERWISE, COMMANDS, advice_for
from architrave.cli.options import Verb

ROOT = Path(__file__).parents[2]


def verbs() -> dict[str, click.Command]:
    """All commands that do something, by the words that call them."""
    found: dict[str, click.Command] = {}
    context = click.Context(architrave)
    for name in COMMANDS:
        command = architrave.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": one for inner, one in command.commands.items()}
        else:
            found[name] = command
    return found


VERBS = verbs()


@pytest.mark.parametrize("name", VERBS)
def test_help(name: str) -> None:
    shown = CliRunner().invoke(architrave, [*name.split(), "--help"], env={"COLUMNS": "80"}).output
    examples = {line for line in shown.splitlines() if line.startswith("  architrave ")}
    too_wide = [line for line in shown.splitlines() if len(line) > 80 and line not in examples]
    assert too_wide == []
    assert shown.splitlines()[-1].startswith("More: ")


@pytest.mark.parametrize("name", VERBS)
def test_examples_can_be_typed(name: str) -> None:
    command = VERBS[name]
    assert isinstance(command, Verb)
    assert command.examples
    for example in command.examples:
        words = shlex.split(example.partition(" > ")[0].rpartition("| ")[2])
        assert words[: 1 + len(name.split())] == ["architrave", *name.split()]
        command.make_context(name, words[1 + len(name.split()) :])


@pytest.mark.parametrize("name", VERBS)
def test_the_page_exists_and_names_the_command(name: str) -> None:
    command = VERBS[name]
    assert isinstance(command, Verb)
    pages = command.page.split(", ")
    assert any(f"architrave {name}" in (ROOT / page).read_text(encoding="utf-8") for page in pages), command.page


def test_the_help_lists_every_command_in_its_group() -> None:
    shown = CliRunner().invoke(architrave, ["--help"], env={"COLUMNS": "80"}).output
    for title in ("Start:", "Check:", "Run and test:", "Launch:", "For tools:"):
        assert title in shown.splitlines()
    for name in COMMANDS:
        assert f"\n  {name} " in shown


def test_every_word_leads_to_one_command() -> None:
    words = [word for words in _MEANT.values() for word in words.split()]
    assert len(words) == len(set(words))
    assert not set(words) & set(COMMANDS)
    assert not set(words) & set(_OTHERWISE)
    assert all(advice_for(word) for word in words)
