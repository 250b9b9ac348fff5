"""Reads an organization's files and scripted replies, with the problems in them."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from architrave.definitions.chaos import Chaos, read_chaos
from architrave.definitions.file_kinds import FileKind, kind_of_file
from architrave.definitions.files import FolderFiles, OrganizationFiles, TextFiles, WatchedFiles
from architrave.definitions.flow_files import flow_paths
from architrave.definitions.memory import Memory
from architrave.definitions.mock_checks import check_mocks, known_data_actions
from architrave.definitions.mocks import MOCKS_YAML, Mocks, read_mocks
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.reader import read_organization
from architrave.definitions.rules import DUPLICATE_FLOW
from architrave.definitions.values import DataAction, Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.guarding import guarded
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.uses import DataActionUse, data_actions_of
from architrave.local.faults import CannotOpenError
from architrave.local.flow_cache import FlowCache
from architrave.local.settings import Replies, Settings
from architrave.local.watching import Signature, signature, signature_of

_MOCKS = "<mocks>"
_CHAOS = "<chaos>"
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

    @property
    def stopping(self) -> tuple[Diagnostic, ...]:
        """The errors because of which the organization or the replies cannot be used, without those of flows."""
        errors = [fault for fault in self.mock_faults if fault.is_error]
        if self.definition is None:
            faults = [fault for fault in self.diagnostics if fault.is_error]
            own = [fault for fault in faults if breaks_org_yaml(fault)]
            errors = [*(own or faults), *errors]
        return tuple(errors)

    def changed(self, before: "Read") -> frozenset[str]:
        """The files that were written, added or removed since `before`, as diagnostics name them."""
        seen, earlier = self.seen, before.seen
        return frozenset(path for path in {*seen, *earlier} if seen.get(path) != earlier.get(path))

    def news(self, before: "Read") -> tuple[Diagnostic, ...]:
        """The problems in files that have changed since `before`, and those that other files had not before."""
        changed = self.changed(before)
        known = {_key(fault) for fault in (*before.diagnostics, *before.mock_faults)}
        found = (*self.diagnostics, *self.mock_faults)
        return tuple(fault for fault in found if fault.file in changed or _key(fault) not in known)


def breaks_org_yaml(fault: Diagnostic) -> bool:
    """Whether this is an error in org.yaml."""
    return fault.is_error and Path(fault.file or "").name == ORG_YAML


def _key(fault: Diagnostic) -> tuple[object, ...]:
    return fault.rule.slug, fault.message, fault.file, fault.start


class FilesReader:
    """Reads an organization's files again and again: only what has changed since the last time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cache = None if settings.is_one_flow or settings.folder is None else FlowCache(settings.folder)
        self._memory = Memory()
        self._files: WatchedFiles | None = None

    def read(self, earlier: Organization | None = None) -> Read:
        """The organization, and the replies for its data actions.

        The org.yaml of `earlier` is used while the present one has errors.
        """
        settings = self._settings
        if self._cache is not None and self._files is None:
            self._memory = Memory(self._cache.records())
        memory = self._memory
        memory.begin()
        seen, files = self._open()
        definition, diagnostics = read_organization(
            files,
            environment=settings.environment,
            needs_secrets=settings.needs_secrets,
            earlier=earlier,
            memory=memory,
        )
        memory.records.forget_earlier()
        mocks, mock_faults = checked_replies(settings.mocks, settings.folder, definition, diagnostics, memory)
        return Read(definition, diagnostics, mocks, mock_faults, seen)

    def keep(self) -> None:
        """Keep on disk what was read, so that the next start is quick."""
        if self._cache is not None and self._memory.records.has_new:
            self._cache.keep(self._memory.records)

    def _open(self) -> tuple[Signature, OrganizationFiles | Path]:
        """The files, and their signature from before they are read."""
        folder, org = self._settings.folder, self._settings.org
        if isinstance(org, Source):
            return {}, TextFiles({_ONE_FLOW: org.text})
        if folder is None or self._settings.is_one_flow:
            return signature(org.parent, watched(self._settings)), org
        files = self._files = WatchedFiles(folder, self._files)
        return signature_of(folder, files.states(), watched(self._settings)), files


def watched(settings: Settings) -> list[Path]:
    """The files outside the organization's folder that belong to it."""
    return [settings.mocks] if isinstance(settings.mocks, Path) else []


def read_replies(
    replies: Replies | None, folder: Path | None, memory: Memory | None = None
) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """Scripted replies: `replies`, or else those in the folder's mocks file, if it has one."""
    source = _source_of(replies, folder)
    if source is None:
        return Mocks(), ()
    if isinstance(source, Diagnostic):
        return Mocks(), (source,)
    return (memory or Memory()).once("mocks", source.name, source, lambda: read_mocks(source))


def checked_replies(
    replies: Replies | None,
    folder: Path | None,
    definition: Organization | None,
    faults: tuple[Diagnostic, ...],
    memory: Memory | None = None,
) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """The same, with warnings about replies that fit no data action of the organization or of its flows.

    `faults` are the problems in the organization: a flow that is not in it may call data actions.
    """
    memory = memory or Memory()
    mocks, mock_faults = read_replies(replies, folder, memory)
    source = _source_of(replies, folder)
    if definition is None or not isinstance(source, Source):
        return mocks, mock_faults
    is_complete = not any(fault.is_error or fault.rule is DUPLICATE_FLOW for fault in faults)
    called = [flow.outline.data_actions for flow in definition.flows if flow.outline.data_actions]
    _, misfits = memory.once(
        "mock checks",
        source.name,
        (source, called, definition.data_actions, is_complete),
        lambda: _check_mocks(source, called, definition.data_actions, is_complete=is_complete),
    )
    return mocks, (*mock_faults, *misfits)


@guarded(lambda: None)
def _check_mocks(
    source: Source,
    called: Sequence[Sequence[DataActionUse]],
    defined: Sequence[DataAction],
    *,
    is_complete: bool,
) -> tuple[None, tuple[Diagnostic, ...]]:
    known = known_data_actions(chain.from_iterable(called), defined)
    return None, check_mocks(source, known, is_complete=is_complete)


def warnings_for_one_flow(mocks: Replies, program: Program, folder: Path | None) -> tuple[Diagnostic, ...]:
    """The same warnings for a flow without an organization. Its mocks may be for other flows in its folder, too."""
    source = _source_of(mocks, None)
    if not isinstance(source, Source):
        return ()
    found = check_mocks(source, known_data_actions(data_actions_of(program)))
    if not found or folder is None:
        return found
    files = FolderFiles(folder)
    read = [files.read(path) for path in flow_paths(files)]
    flows = [each for each in read if isinstance(each, Source) and kind_of_file(each.name, each.text) is FileKind.FLOW]
    results = [read_flow(each, allow_placeholders=True) for each in flows]
    known = [program, *(each for each, _ in results if each is not None)]
    is_complete = not any(fault.is_error for _, faults in results for fault in faults)
    calls = (call for each in known for call in data_actions_of(each))
    return check_mocks(source, known_data_actions(calls), is_complete=is_complete)


def good_chaos(chaos: Replies | None) -> Chaos:
    """The faults to inject. Raises CannotOpenError for a chaos file with errors."""
    if chaos is None:
        return Chaos()
    source = _source_of(chaos, None, _CHAOS)
    if not isinstance(source, Source):
        raise CannotOpenError(() if source is None else (source,))
    read, faults = read_chaos(source)
    if faults:
        raise CannotOpenError(faults, source)
    return read


def _source_of(replies: Replies | None, folder: Path | None, name: str = _MOCKS) -> Source | Diagnostic | None:
    """The text of scripted replies, named `name` if they have no file; None if there are none."""
    if isinstance(replies, Mapping):
        return Source(name, json.dumps(replies, ensure_ascii=False))
    path = replies
    if path is None:
        if folder is None or not os.path.lexists(folder / MOCKS_YAML):
            return None
        return FolderFiles(folder).read(MOCKS_YAML)
    return FolderFiles(path.parent, only=path.name).read(path.name)


def good_replies(replies: Replies | None, folder: Path | None) -> Mocks:
    """The same as `read_replies`, but raises CannotOpenError for replies with errors."""
    mocks, faults = read_replies(replies, folder)
    if any(fault.is_error for fault in faults):
        raise CannotOpenError(faults)
    return mocks
