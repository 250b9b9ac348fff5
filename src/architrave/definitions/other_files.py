"""Files that are named as flows and are not: what each of them is, and what to do with it."""

import shlex
from pathlib import PurePath

from architrave.cloud.exports import CONVERT_EXPORTS
from architrave.definitions.file_kinds import FileKind, is_flow_test, kind_of_file

_YAML = frozenset({".yaml", ".yml"})
_READABLE = _YAML | {".json", ""}
_OWN_FILES = {
    "org": "the settings of an organization",
    "mocks": "the replies for an organization's data actions",
    "org.missing": "what `architrave init` found missing in org.yaml",
    "mocks.missing": "what `architrave init` found missing in mocks.yaml",
}
_OWN_FOLDERS = {"data-actions": "a data action of an organization", "data-tables": "a part of a data table"}


def not_a_flow(name: str, text: str, path: str | None = None) -> str | None:
    """What a file is that is clearly not a flow, and what to do with it; None for a flow, or what may be meant as one.

    `path` is how a person names the file in a command, if not by its name.
    """
    if is_flow_test(name):
        return f"{name} has flow tests, not a flow. Run `architrave test {shlex.quote(path or name)}`."
    kind = kind_of_file(name, text)
    if kind is FileKind.FLOW:
        return None
    if kind is FileKind.EXPORT:
        return f"{name} is an export from Architect, not YAML. {CONVERT_EXPORTS}"
    own = _own_file(PurePath(name))
    if own is not None:
        what, folder = own
        return f"{name} is {what}, not a flow: `architrave lint {shlex.quote(str(folder))}` checks it."
    shown = shlex.quote(path or name)
    match kind:
        case FileKind.LAUNCH_REQUEST:
            return f"{name} is a launch request, not a flow. Run `architrave check {shown}`."
        case FileKind.DATA_ACTION:
            return (
                f"{name} is a data action, not a flow. Put it into an organization's folder `data-actions`: "
                "`architrave lint` checks it with the organization."
            )
        case FileKind.JSON:
            return f"{name} is JSON, not a flow. If it is a launch request, run `architrave check {shown}`."
        case _ if path != "-" and PurePath(name).suffix.lower() not in _READABLE:
            return (
                f"{name} is not a flow: flows are YAML files (.yaml or .yml) that start with a type like `workflow:`."
            )
        case _:
            return None


def _own_file(path: PurePath) -> tuple[str, PurePath] | None:
    """What a file of an organization is, and the organization's folder."""
    if path.suffix.lower() in _YAML and path.stem in _OWN_FILES:
        return _OWN_FILES[path.stem], path.parent
    for folder in path.parents:
        if folder.name in _OWN_FOLDERS and path.suffix.lower() in (".json", ".csv"):
            return _OWN_FOLDERS[folder.name], folder.parent
    return None
