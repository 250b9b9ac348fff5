"""Shell completion: `architrave --install-completion`, and what completes to rules, flows and actions."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from architrave.cli.options import nearest_organization

SHELLS = ("bash", "zsh", "fish")
_PROGRAM = "architrave"
_VARIABLE = "_ARCHITRAVE_COMPLETE"
_NAME = re.compile(r"""^\s+name:\s*(['"]?)(?P<name>.+?)\1\s*$""", re.MULTILINE)
_HEAD_BYTES = 2_000
"""In how much of a flow file its name is looked for."""

_BASH = """\
_architrave_complete() {
    local IFS=$'\\n' line
    COMPREPLY=()
    for line in $(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete $1); do
        case $line in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${line#plain,}") ;;
        esac
    done
}
complete -o nosort -F _architrave_complete %(prog_name)s
"""
_ZSH_STARTS = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }; "


class _Bash(BashComplete):
    """Completion for bash 4.4 and later; unlike click's, names with spaces are escaped."""

    source_template = _BASH

    def format_completion(self, item: CompletionItem) -> str:
        """One completion as the script reads it."""
        value = item.value if item.type != "plain" else re.sub(r"([^\w@%+=:,./-])", r"\\\1", item.value)
        return f"{item.type},{value}"


add_completion_class(_Bash)


def install(shell: str) -> None:
    """Install the completion of a shell, or of the one in `$SHELL` for "". Prints what was written."""
    wanted = shell or Path(os.environ.get("SHELL", "")).name
    kind = get_completion_class(wanted) if wanted in SHELLS else None
    if kind is None:
        found = f"found {wanted}" if wanted else "$SHELL is not set"
        raise click.UsageError(f"Completion exists for {', '.join(SHELLS)}; {found}. Use --install-completion=bash.")
    command = click.get_current_context().command
    script = kind(command, {}, _PROGRAM, _VARIABLE).source()
    home = Path.home()
    if wanted == "fish":
        path = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / "architrave.fish"
        _write(path, script)
        click.echo(f"Wrote {path}. New shells complete architrave.")
        return
    path = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / _PROGRAM / f"completion.{wanted}"
    settings = home / f".{wanted}rc"
    line = (_ZSH_STARTS if wanted == "zsh" else "") + f'source "{path}"'
    _write(path, script)
    written = settings.read_text(encoding="utf-8", errors="replace") if settings.exists() else ""
    if line not in written.splitlines():
        with settings.open("a", encoding="utf-8") as file:
            file.write(("" if written.endswith("\n") or not written else "\n") + line + "\n")
        click.echo(f"Wrote {path}, and added a line to {settings} that reads it. New shells complete architrave.")
    else:
        click.echo(f"Wrote {path}, which {settings} already reads. New shells complete architrave.")


def _write(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")


def complete_rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules, with their summaries."""
    from architrave.cli.rule_catalog import all_rules

    return [
        CompletionItem(slug, help=rule.summary)
        for rules in all_rules().values()
        for slug, rule in sorted(rules.items())
        if slug.startswith(incomplete.lower())
    ]


def complete_lint_rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules that `lint` can report; after a comma, the next one."""
    from architrave.definitions.lint_rules import LINT_RULES

    before, comma, begun = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{slug}", help=rule.summary)
        for slug, rule in sorted(LINT_RULES.items())
        if slug.startswith(begun.lower())
    ]


def complete_flow_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the flows in the nearest organization."""
    begun = incomplete.lower()
    return [CompletionItem(name) for name in _flow_names() if name.lower().startswith(begun)]


def complete_flows(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the nearest organization's flows; files if none of them begins like this."""
    return complete_flow_names(ctx, param, incomplete) or [CompletionItem(incomplete, type="file")]


def complete_actions(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the actions in the flow file that is on the command line.

    It is taken from the typed words: while an option has no value yet, click has not assigned the arguments.
    """
    from architrave.diagnostics import Source
    from architrave.flows.reader import read_flow

    words = split_arg_string(os.environ.get("COMP_WORDS", ""))
    path = next((Path(word) for word in words if word.endswith((".yaml", ".yml"))), Path())
    try:
        source = Source(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return []
    program, _ = read_flow(source, allow_placeholders=True)
    names = [] if program is None else [action.name for action in program.actions]
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.lower().startswith(incomplete.lower())]


def _flow_names() -> Iterator[str]:
    folder = nearest_organization()
    for path in sorted((folder or Path()).rglob("*.y*ml")) if folder else ():
        try:
            with path.open(encoding="utf-8") as file:
                found = _NAME.search(file.read(_HEAD_BYTES))
        except (OSError, UnicodeDecodeError):
            continue
        if found and path.name not in ("org.yaml", "mocks.yaml"):
            yield found["name"]
