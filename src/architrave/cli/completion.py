"""Shell completion: `architrave --install-completion`, and what completes to rules, flows and actions."""

import os
import re
import shlex
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
_HEAD_CHARACTERS = 2_000
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
_SPECIAL = {"": re.compile(r"[^\w@%+=:,./-]"), '"': re.compile(r'["$`\\]'), "'": None}
"""The characters that bash needs a backslash before, by the quote that is open."""

_ZSH_STARTS = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }; "


class _Bash(BashComplete):
    """Completion for bash 4.4 and later; unlike click's, names with spaces are escaped, also after an opened quote."""

    source_template = _BASH

    def format_completion(self, item: CompletionItem) -> str:
        """One completion as the script reads it."""
        special = _SPECIAL[_opened_quote()]
        value = item.value if item.type != "plain" or special is None else special.sub(r"\\\g<0>", item.value)
        return f"{item.type},{value}"


def _opened_quote() -> str:
    """The quote with which the word that is completed begins, or ""."""
    words, at = os.environ.get("COMP_WORDS", "").split("\n"), os.environ.get("COMP_CWORD", "")
    word = words[int(at)] if at.isdecimal() and int(at) < len(words) else ""
    return word[:1] if word[:1] in _SPECIAL else ""


add_completion_class(_Bash)


def install(shell: str) -> None:
    """Install the completion of a shell, or of the one in `$SHELL` for "". Prints what was written."""
    wanted = shell or Path(os.environ.get("SHELL", "")).name
    kind = get_completion_class(wanted) if wanted in SHELLS else None
    if kind is None:
        found = f"found {wanted}" if wanted else "$SHELL is not set"
        raise click.UsageError(f"Completion exists for {', '.join(SHELLS)}; {found}. Use --install-completion=bash.")
    command = click.get_current_context().command
    script = kind(command, {}, _PROGRAM, _VARIABLE).source().encode()
    try:
        click.echo(f"{_install(wanted, script)} New shells complete architrave.")
    except OSError as error:
        where = "" if error.filename is None else f" {_named(error.filename)}"
        raise click.UsageError(f"Cannot write{where}: {error.strerror or error}.") from None


def _install(shell: str, script: bytes) -> str:
    """Write the script, and the line that reads it. Returns what was done."""
    from architrave.local.replacing import replace_file

    home = _home()
    if shell == "fish":
        path = _base("XDG_CONFIG_HOME", home / ".config") / "fish" / "completions" / "architrave.fish"
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, script)
        return f"Wrote {_named(path)}."
    path = _base("XDG_DATA_HOME", home / ".local" / "share") / _PROGRAM / f"completion.{shell}"
    settings = home / f".{shell}rc"
    line = b"\n" + _line(shell, path) + b"\n"
    written = _content(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, script)
    if line in b"\n" + written + b"\n":
        return f"Wrote {_named(path)}, which {_named(settings)} already reads."
    replace_file(settings, written + (line if written and not written.endswith(b"\n") else line[1:]))
    return f"Wrote {_named(path)}, and added a line to {_named(settings)} that reads it."


def _line(shell: str, path: Path) -> bytes:
    """The line in the shell's settings that reads the script, if it still exists."""
    where = shlex.quote(str(path))
    reads = f"{{ {_ZSH_STARTS}source {where}; }}" if shell == "zsh" else f"source {where}"
    return os.fsencode(f"[ -f {where} ] && {reads}")


def _content(settings: Path) -> bytes:
    """What is in the shell's settings; nothing if there are none."""
    if not settings.exists():
        return b""
    if not settings.is_file():
        raise click.UsageError(f"{_named(settings)} is not a file, so no line can be added to it.")
    from architrave.definitions.regular_files import read_file

    return read_file(settings)


def _home() -> Path:
    """The home folder. It must be known: files are written there."""
    written = os.environ.get("HOME")
    try:
        home = Path.home() if written is None else Path(written)
    except RuntimeError:
        home = Path()
    if not home.is_absolute():
        found = "is not set" if written is None else "is empty" if not written else "is not an absolute path"
        raise click.UsageError(f"$HOME {found}. Set it to your home folder.")
    return home


def _base(variable: str, default: Path) -> Path:
    """A base folder; one that is not absolute is ignored, as the specification of these variables says."""
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else default


def _named(path: str | Path) -> str:
    from architrave.diagnostics.visible import visible_line

    return visible_line(click.format_filename(path))


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
    from architrave.definitions.regular_files import CannotReadFileError
    from architrave.flows.reader import read_flow
    from architrave.local.sources import read_source

    words = split_arg_string(os.environ.get("COMP_WORDS", ""))
    path = next((Path(word) for word in words if word.endswith((".yaml", ".yml"))), Path())
    try:
        source = read_source(path, "the flow")
    except CannotReadFileError:
        return []
    program, _ = read_flow(source, allow_placeholders=True)
    names = [] if program is None else [action.name for action in program.actions]
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.lower().startswith(incomplete.lower())]


def _flow_names() -> Iterator[str]:
    from architrave.definitions.regular_files import CannotReadFileError, read_text

    folder = nearest_organization()
    for path in _yaml_files(folder) if folder else ():
        try:
            found = _NAME.search(read_text(path)[:_HEAD_CHARACTERS])
        except CannotReadFileError:
            continue
        if found and path.name not in ("org.yaml", "mocks.yaml"):
            yield found["name"]


def _yaml_files(folder: Path) -> list[Path]:
    from architrave.definitions.file_kinds import is_flow_test
    from architrave.definitions.walking import list_files

    try:
        paths = [
            folder / path
            for path in list_files(folder).files
            if path.endswith((".yaml", ".yml")) and not is_flow_test(path)
        ]
    except OSError:
        return []
    return [path for path in paths if path.is_file()]
