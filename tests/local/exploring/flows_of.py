"""Small flows for tests of explorations, and how they are explored."""

from pathlib import Path

from architrave.definitions.mocks import Mocks
from architrave.diagnostics import Source
from architrave.local.exploring.command import exploration_of
from architrave.local.exploring.exploring import Exploration, Limits
from architrave.local.runs import runnable
from architrave.local.settings import Settings
from architrave.local.testing.subjects import Subject

HEAD = """workflow:
  name: Small
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
"""
START = """  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
"""
IS_INPUT = "isInput: true, isOutput: false"
END = "          - endWorkflow: {name: End, exitReason: {lit: Done}}\n"


def text_of(inputs: dict[str, str], actions: str) -> str:
    """A flow with these inputs, by the Archy key of their types, and these actions."""
    lines = [
        f"    - {kind}Variable: {{name: Flow.{name}, initialValue: {{noValue: true}}, {IS_INPUT}}}\n"
        for name, kind in inputs.items()
    ]
    return HEAD + "".join(lines) + START + "".join(f"          {line}\n" for line in actions.splitlines()) + END


def deciding(inputs: dict[str, str], condition: str) -> str:
    """A flow with one decision."""
    written = condition.replace("'", "''")
    return text_of(inputs, f"- decision:\n    name: Decide\n    condition: {{exp: '{written}'}}")


def explored(
    flow: str | Path, limits: Limits | None = None, substitutions: dict[str, str] | None = None
) -> Exploration:
    """The exploration of a flow, without an organization."""
    source = flow if isinstance(flow, Path) else Source("small.yaml", flow)
    settings = Settings(org=flow.parent if isinstance(flow, Path) else Path(), needs_secrets=False)
    found = runnable(settings, None, source, substitutions or {})
    exploration = exploration_of(Subject(found, Mocks(), None), limits or Limits(2.0))
    exploration.explore()
    return exploration


def percent_of(exploration: Exploration) -> float:
    """How much of the outputs was taken."""
    whole = len(exploration.outputs)
    return 100.0 * (whole - len(exploration.search.missing)) / whole if whole else 100.0
