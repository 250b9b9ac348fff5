"""The files of an organization and its scripted replies, as they are now, with what is wrong with each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions.files import FolderFiles, TextFiles
from architrave.definitions.mocks import MOCKS_YAML, Mocks, read_mocks
from architrave.definitions.reader import read_organization
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.local.faults import CannotOpenError
from architrave.local.settings import Replies, Settings
from architrave.local.watching import Signature, signature

_MOCKS = "<mocks>"
_ONE_FLOW = "flow.yaml"
"""The name of a flow that is no file."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. `definition` is None where nothing can be served from the files.

    `seen` is the files' signature from before they were read: what changes meanwhile is noticed later.
    """

    definition: Organization | None
    diagnostics: tuple[Diagnostic, ...]
    mocks: Mocks
    mock_faults: tuple[Diagnostic, ...]
    seen: Signature

    @property
    def has_broken_mocks(self) -> bool:
        """Whether the scripted replies cannot be used."""
        return any(fault.is_error for fault in self.mock_faults)


def read_files(settings: Settings) -> Read:
    """The organization and the replies for its data actions as they are now."""
    folder, org = settings.folder, settings.org
    seen = {} if folder is None else signature(folder, watched(settings))
    files = TextFiles({_ONE_FLOW: org.text}) if isinstance(org, Source) else org
    definition, diagnostics = read_organization(files, environment=settings.environment)
    mocks, mock_faults = read_replies(settings.mocks, folder)
    return Read(definition, diagnostics, mocks, mock_faults, seen)


def watched(settings: Settings) -> list[Path]:
    """The files outside of the organization's folder that it is read from."""
    return [settings.mocks] if isinstance(settings.mocks, Path) else []


def read_replies(replies: Replies | None, folder: Path | None) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """Scripted replies; with none given those of the folder's mocks file, if it has one."""
    if isinstance(replies, Mapping):
        return read_mocks(Source(_MOCKS, json.dumps(replies, ensure_ascii=False)))
    path = replies
    if path is None:
        if folder is None or not (folder / MOCKS_YAML).exists():
            return Mocks(), ()
        path = folder / MOCKS_YAML
    source = FolderFiles(path.parent).read(path.name)
    return (Mocks(), (source,)) if isinstance(source, Diagnostic) else read_mocks(source)


def good_replies(replies: Replies | None, folder: Path | None) -> Mocks:
    """As `read_replies`. Raises CannotOpenError for replies with errors."""
    mocks, faults = read_replies(replies, folder)
    if any(fault.is_error for fault in faults):
        raise CannotOpenError(faults)
    return mocks
