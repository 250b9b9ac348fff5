"""The public names: actions, functions, rules, endpoints, commands."""

from pathlib import Path

from architrave.cli.commands import COMMANDS
from architrave.cli.rule_catalog import all_rules
from architrave.expressions.library import all_functions
from architrave.flows.actions import ACTIONS
from architrave.interpreter.performing import performers
from architrave.server.endpoints import ENDPOINTS

FIRST = Path(__file__).parent / "first_release.txt"
"""The names of the first release, which the changelog does not list one by one."""


def surface() -> dict[str, list[str]]:
    """The names by kind, as written in the changelog and on pages. An action that starts to run is new again."""
    return {
        "action": sorted(ACTIONS),
        "running action": sorted(performers()),
        "command": sorted(f"architrave {verb}" for verb in COMMANDS),
        "endpoint": sorted(f"{one.method} {one.path}" for one in ENDPOINTS),
        "function": sorted({overloads[0].name for overloads in all_functions().values()}),
        "rule": sorted({slug for rules in all_rules().values() for slug in rules}),
    }


def lines(names: dict[str, list[str]]) -> str:
    """One name per line, with its kind."""
    return "".join(f"{kind} {name}\n" for kind in names for name in names[kind])
