"""Reads an organization's files and scripted replies, with the problems in them."""

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
"""The file name of a flow in memory."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. `definition` is None if the organization cannot be used.

    `seen` is the files' signature from before they were read, so that changes during the read are noticed.
    """

    definition: Organization | None
    diagnostics: tuple[Diagnostic, ...]
    mocks: Mocks
    mock_faults: tuple[Diagnostic, ...]
    seen: Signature

    @property
    def has_broken_mocks(self) -> bool:
        """Whether the scripted replies have errors."""
        return any(fault.is_error for fault in self.mock_faults)


def read_files(settings: Settings) -> Read:
    """The organization, and the replies for its data actions."""
    folder, org = settings.folder, settings.org
    seen = {} if folder is None else signature(folder, watched(settings))
    files = TextFiles({_ONE_FLOW: org.text}) if isinstance(org, Source) else org
    definition, diagnostics = read_organization(files, environment=settings.environment)
    mocks, mock_faults = read_replies(settings.mocks, folder)
    return Read(definition, diagnostics, mocks, mock_faults, seen)


def watched(settings: Settings) -> list[Path]:
    """The files outside the organization's folder that belong to it."""
    return [settings.mocks] if isinstance(settings.mocks, Path) else []


def read_replies(replies: Replies | None, folder: Path | None) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """Scripted replies: `replies`, or else those in the folder's mocks file, if it has one."""
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
    """The same as `read_replies`, but raises CannotOpenError for replies with errors."""
    mocks, faults = read_replies(replies, folder)
    if any(fault.is_error for fault in faults):
        raise CannotOpenError(faults)
    return mocks
