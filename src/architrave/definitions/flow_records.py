"""What is known of flows by their texts, as plain data: what a cache on disk can have instead of programs.

A record is used only for exactly the text that it was made of. Whoever keeps records must drop them when anything else
changes that reading depends on: this program, or its data.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath

import msgspec

from architrave.definitions.flow_content import FlowContent
from architrave.definitions.lint_rules import LINT_RULES
from architrave.diagnostics import Diagnostic, Position, Source
from architrave.diagnostics.diagnostic import JsonPatch
from architrave.flows.outline import Outline
from architrave.flows.parts import whole
from architrave.flows.substitutions import substituted

ReadContent = tuple[FlowContent | None, tuple[Diagnostic, ...]]
"""A flow, and its problems."""


class FaultRecord(msgspec.Struct, frozen=True, array_like=True):
    """A problem in a flow's own file. `rule` is the rule's slug."""

    rule: str
    message: str
    pointer: str | None
    start: Position | None
    end: Position | None
    help: str | None
    fix: JsonPatch | None


class FlowRecord(msgspec.Struct, frozen=True, array_like=True):
    """What was read of a text. `outline` is None if it is not a flow."""

    outline: Outline | None
    faults: tuple[FaultRecord, ...]


Records = Mapping[str, FlowRecord]
"""Records by the keys of their texts."""


class FlowRecords:
    """The records of `earlier` readings and those that this one `used`. `has_new` is whether one is not kept yet."""

    def __init__(self, earlier: Records | None = None) -> None:
        self.earlier: Records = earlier or {}
        self.used: dict[str, FlowRecord] = {}
        self.has_new = False

    def forget_earlier(self) -> None:
        """Give up the records of earlier readings that were not used."""
        self.earlier = {}

    def find(self, source: Source, values: Mapping[str, str]) -> ReadContent | None:
        """What was read of a flow with these substitutions; None if it must be read."""
        if not self.earlier:
            return None
        key, content_hash = _key_of(source, values)
        record = self.earlier.get(key)
        faults = None if record is None else _faults_of(record, source)
        if record is None or faults is None or (record.outline and record.outline.hash != content_hash):
            return None
        self.used[key] = record
        return (None if record.outline is None else FlowContent(source, record.outline, values)), faults

    def add(self, source: Source, values: Mapping[str, str], read: ReadContent) -> None:
        """Note what was read, unless it is about more than the text."""
        record = _record_of(source, *read)
        if record is not None:
            self.used[_key_of(source, values)[0]] = record
            self.has_new = True


def _key_of(source: Source, values: Mapping[str, str]) -> tuple[str, str]:
    """The key of a text with its substitutions, and the digest of what they make of it."""
    content_hash = _digest(substituted(source, values).text)
    if not values:
        return content_hash, content_hash
    # The places of faults are those in the text as written, whatever was substituted where.
    written = repr((whole(source), sorted(values.items())))
    return f"{content_hash} {_digest(written)}", content_hash


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _record_of(source: Source, content: FlowContent | None, faults: tuple[Diagnostic, ...]) -> FlowRecord | None:
    """A record; None for what depends on the name of the file, or on a rule that no record can name."""
    name = PurePosixPath(source.name.replace("\\", "/")).name
    for fault in faults:
        is_known = LINT_RULES.get(fault.rule.slug) == fault.rule
        if not is_known or fault.file != source.name or name in fault.message or name in (fault.help or ""):
            return None
    records = (
        FaultRecord(fault.rule.slug, fault.message, fault.pointer, fault.start, fault.end, fault.help, fault.fix)
        for fault in faults
    )
    return FlowRecord(None if content is None else content.outline, tuple(records))


def _faults_of(record: FlowRecord, source: Source) -> tuple[Diagnostic, ...] | None:
    """The problems of a record; None if it names a rule that does not exist."""
    if any(fault.rule not in LINT_RULES for fault in record.faults):
        return None
    return tuple(
        Diagnostic(
            LINT_RULES[fault.rule],
            fault.message,
            source.name,
            fault.pointer,
            fault.start,
            fault.end,
            fault.help,
            fault.fix,
        )
        for fault in record.faults
    )
