"""How much of whole flows an exploration reaches, and that it always goes the same way."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from architrave.local.exploring.exploring import Exploration, Limits
from architrave.local.exploring.missing import missing_of
from architrave.local.exploring.report import report_of
from architrave.local.exploring.written import Header
from tests.local.exploring.flows_of import explored, percent_of
from tests.shared import SHARED, needs_shared

FLOWS = sorted((Path(__file__).parent / "flows").glob("*.yaml"))
WORKFLOWS = sorted((SHARED / "corpus" / "workflow").glob("*.yaml"))
LIMITS = Limits(10.0, 95.0)

UNREACHABLE = {
    # Set Conversation Data before it fails for every number without an e164 form, such as “anonymous”.
    "ani-blacklist": {("Decision", "yes")},
    # No action assigns State.callbackConversationId.
    "callback-prioritization": {("Terminate if no conversation ID", "yes")},
    # No action assigns State.currentGenesysCloudPresence.
    "gc-presence-update": {("Decision", "yes")},
    # The same conversation has been found before.
    "send-message-transcript": {("Do we have an email/phone?", "notFound")},
}
"""Outputs of workflows in the corpus that cannot be taken, by the beginning of the file's name, and why."""


@pytest.mark.slow
@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_at_least_95_percent_of_the_outputs_are_taken(path: Path) -> None:
    exploration = explored(path, LIMITS)
    assert percent_of(exploration) >= 95.0, missing(exploration)
    assert not exploration.search.was_cut


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem[:40])
def test_what_is_missing_in_the_corpus_cannot_be_taken(path: Path, tmp_path: Path) -> None:
    modules = sorted((SHARED / "corpus" / "commonModule").glob("send-message*.yaml"))
    for each in (path, *modules):
        shutil.copy(each, tmp_path / each.name)
    text = "".join(each.read_text(encoding="utf-8") for each in (path, *modules))
    exploration = explored(tmp_path / path.name, LIMITS, placeholders(text))
    if percent_of(exploration) < 95.0:
        known = next((outputs for name, outputs in UNREACHABLE.items() if path.name.startswith(name)), set())
        assert set(missing(exploration)) == known


def placeholders(text: str) -> dict[str, str]:
    """A value for each placeholder: its name, or a language where one is expected."""
    found = {name: name for name in re.findall(r"\{\{\s*([\w.]+)\s*\}\}", text)}
    languages = re.findall(r'(?:defaultLanguage:\s*"?|-\s*)\{\{\s*([\w.]+)\s*\}\}"?:?\s*$', text, re.MULTILINE)
    return found | dict.fromkeys(languages, "en-us")


def missing(exploration: Exploration) -> list[tuple[str, str | None]]:
    """The outputs that stand before everything that was not reached."""
    search = exploration.search
    reached = {output[:2] for output in search.taken} | search.reached
    found = missing_of(exploration.subject.places, exploration.outputs, search.taken, reached)
    return [(each.action, each.output) for each in found]


def test_modules_are_explored_with_their_callers() -> None:
    exploration = explored(next(path for path in FLOWS if path.stem == "calls-modules"), LIMITS)
    programs = exploration.origins.programs
    assert {programs[digest].name for digest, _, _ in exploration.search.taken} == {"Calls a module", "Account check"}


def test_the_same_flow_and_options_give_the_same_report() -> None:
    path = next(path for path in FLOWS if path.stem == "switch-by-value")
    one, other = (report_of(explored(path, Limits(0.2)), Header("x", "none")) for _ in range(2))
    assert one == other


@pytest.mark.slow
def test_the_order_of_sets_does_not_matter() -> None:
    path = next(path for path in FLOWS if path.stem == "table-look-ups")
    command = [sys.executable, "-m", "architrave", "explore", str(path), "--budget", "1s", "--format", "json"]
    found = [
        subprocess.run(command, capture_output=True, check=False, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert json.loads(found[0])["outputs"] == {"covered": 14, "total": 14}
