"""The commands by group, and the words of other tools that mean one of them."""

from collections.abc import Mapping
from types import MappingProxyType

GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Start": {
            "init": "Make an organization of a folder of flows, or an example.",
            "serve": "Serve a local organization over the Platform API.",
        },
        "Check": {
            "check": "Explain what is wrong with a launch request.",
            "lint": "Check flows and the organization's files.",
            "diff": "Show what changed between two versions of a flow.",
            "deps": "Show what uses what in an organization.",
            "explain": "Explain a rule.",
        },
        "Run and test": {
            "run": "Run a flow on a virtual clock.",
            "test": "Run flow tests.",
            "explore": "Try what can happen in a flow.",
            "eval": "Evaluate expressions.",
            "diagram": "Draw a flow as SVG.",
        },
        "Launch": {
            "launch": "Launch a flow on a server.",
            "flows": "List the flows of a server.",
            "executions": "List the newest executions of a server.",
            "trace": "Show what an execution did.",
            "resume": "Continue parked executions.",
        },
        "For tools": {
            "schema": "Print a JSON Schema.",
            "worker": "Run executions for a Temporal service.",
        },
    }
)

COMMANDS: Mapping[str, str] = {name: summary for group in GROUPS.values() for name, summary in group.items()}

_MEANT = {
    "diagram": "chart draw flowchart picture render svg visualize",
    "check": "debug diagnose explain-launch why",
    "deps": "dependencies graph impact usage uses",
    "diff": "changes compare delta difference",
    "eval": "calc evaluate expression expr repl",
    "executions": "history jobs ps runs",
    "explore": "cover discover fuzz generate-tests paths try",
    "explain": "doc docs info rule rules",
    "flows": "list ls",
    "init": "create generate new scaffold setup",
    "launch": "call exec execute invoke post send submit trigger",
    "lint": "analyze analyse audit validate",
    "resume": "continue retry unpark wake",
    "run": "debugger play simulate step talk walk",
    "schema": "jsonschema schemas",
    "serve": "dev listen mock proxy server start up",
    "test": "tests check-flows pytest spec specs unittest verify",
    "trace": "describe log logs show status watch",
}
_EXPORTS = "Architrave does not copy flows from an organization yet. Export them with Archy: `archy export --help`."
_OTHERWISE = {
    "help": "Use `architrave --help`, or `architrave COMMAND --help`.",
    "version": "Use `architrave --version`.",
    "export": _EXPORTS,
    "pull": _EXPORTS,
    "download": _EXPORTS,
    "import": "To serve, check or run exported flows, name their folder: `architrave serve FOLDER`.",
    "deploy": "Architrave publishes the flows of a folder when it serves it: use `architrave serve FOLDER`.",
    "publish": "Architrave publishes the flows of a folder when it serves it: use `architrave serve FOLDER`.",
    "stop": "To stop a server, press Ctrl+C where it runs.",
    "down": "To stop a server, press Ctrl+C where it runs.",
}


def advice_for(word: str) -> str:
    """What to use instead of a word that is no command: the command that it means, the nearest name, or the list."""
    from architrave.diagnostics import did_you_mean

    wanted = word.lower()
    meant = next((name for name, words in _MEANT.items() if wanted in words.split() and name in COMMANDS), None)
    if meant is not None:
        return f"Use `architrave {meant}`: {COMMANDS[meant][0].lower()}{COMMANDS[meant][1:]}"
    if wanted in _OTHERWISE:
        return _OTHERWISE[wanted]
    near = did_you_mean(wanted, COMMANDS, cutoff=0.6)
    return f"Did you mean {near}?" if near else f"The commands are {', '.join(COMMANDS)}."
