"""Applies fixes to the text of a flow file. Everything that a fix does not change stays as it is, byte for byte.

A fix is applied only if the text that results reads as the fix says, and if the flow is no worse than before.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from architrave.diagnostics import Diagnostic, Source
from architrave.flows.document import Document, read_document
from architrave.flows.edits import Edit, edit_of, places_of
from architrave.flows.substitutions import shown
from architrave.flows.yaml import plain_value

_ROUNDS = 100
"""The maximum number of times that a file is read again, since a fix can uncover the next fault."""

_DEPTH = 3
"""How many times a fix may uncover more faults before the number of errors is compared."""

_SHOWN = 60

Check = Callable[[Source], Sequence[Diagnostic]]


@dataclass(frozen=True, slots=True)
class FixedFlow:
    """A flow after its fixes: its text, the findings that were fixed, and all findings that are left."""

    source: Source
    fixed: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def fix_flow(
    source: Source, findings: Sequence[Diagnostic], check: Check, substitutions: Mapping[str, str] | None = None
) -> FixedFlow:
    """Applies the fixes of a flow's findings. `check` gives the findings of a text.

    Nothing is fixed in a file that is not valid YAML.
    """
    return _Fixing(check, substitutions or {}).fix(source, tuple(findings), _DEPTH)


@dataclass(frozen=True, slots=True)
class _Fixing:
    """How a flow is read while it is fixed."""

    check: Check
    substitutions: Mapping[str, str]

    def fix(self, source: Source, findings: tuple[Diagnostic, ...], depth: int) -> FixedFlow:
        """Applies fixes until none is left that can be applied."""
        state = FixedFlow(source, (), findings)
        failed: set[tuple[str | None, str]] = set()
        for _ in range(_ROUNDS):
            here = (item for item in state.left if item.file == source.name)
            wanted = [item for item in here if item.fix and (item.pointer, item.message) not in failed]
            document, faults = read_document(state.source, self.substitutions)
            if not wanted or faults or document.root is None:
                break
            done = self._applied(document, wanted, state.left, depth)
            for item in wanted if done is None else ():
                done = self._applied(document, [item], state.left, depth)
                if done is not None:
                    break
                failed.add((item.pointer, item.message))
            if done is None:
                break
            state = FixedFlow(done.source, state.fixed + done.fixed, done.left)
        return state

    def _applied(
        self, document: Document, wanted: list[Diagnostic], before: tuple[Diagnostic, ...], depth: int
    ) -> FixedFlow | None:
        """The flow with these fixes, as far as they can be applied together; None if it would not be better."""
        chosen = list(_edits(document, wanted))
        text = document.source.text
        for edit in sorted((edit for _, edit in chosen), key=lambda edit: edit.start, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        source = replace(document.source, text=text)
        again, faults = read_document(source, self.substitutions)
        items = tuple(item for item, _ in chosen)
        if not items or faults or not _reads_as(document, items, again):
            return None
        done = FixedFlow(source, items, tuple(self.check(source)))
        if not _is_better(before, done) and depth > 0:
            # What a fix uncovers may be fixed as well.
            deeper = self.fix(source, done.left, depth - 1)
            done = FixedFlow(deeper.source, items + deeper.fixed, deeper.left)
        return done if _is_better(before, done) else None


def _edits(document: Document, wanted: Iterable[Diagnostic]) -> Iterable[tuple[Diagnostic, Edit]]:
    """The fixes that can be applied together, with their edits in the text as written."""
    if document.root is None:
        return
    places = places_of(document.root)
    taken: set[str] = set()
    for item in wanted:
        fix = item.fix or []
        edit = edit_of(fix[0], places, document.text) if len(fix) == 1 else None
        written = None if edit is None else _as_written(document, edit)
        if written is not None and _source(fix[0]) not in taken:
            taken.add(_source(fix[0]))
            yield item, written


def _as_written(document: Document, edit: Edit) -> Edit | None:
    """An edit of the text as written; None if it touches a substituted value."""
    original = document.substituted.original
    start, end = original(edit.start), original(edit.end)
    if document.source.text[start:end] != document.text[edit.start : edit.end] or end - start != edit.end - edit.start:
        return None
    return Edit(start, end, edit.text)


def _reads_as(document: Document, items: Iterable[Diagnostic], again: Document) -> bool:
    """Whether a document is the original one with these fixes, and nothing else."""
    expected = _plain(document)
    operations = [operation for item in items for operation in item.fix or ()]
    # From the inside to the outside, so that no fix changes the path of another.
    for operation in sorted(operations, key=lambda each: -_source(each).count("/")):
        _apply(expected, operation)
    return json.dumps(expected) == json.dumps(_plain(again))


def _plain(document: Document) -> Any:
    """The document as plain data, with placeholders as a person wrote them."""
    if document.root is None:
        return None
    return json.loads(shown(json.dumps(plain_value(document.root), ensure_ascii=False)))


def _source(operation: Mapping[str, Any]) -> str:
    return str(operation.get("from") or operation["path"])


def _apply(document: Any, operation: Mapping[str, Any]) -> None:
    *steps, last = [part.replace("~1", "/").replace("~0", "~") for part in _source(operation).split("/")[1:]]
    holder: Any = document
    for step in steps:
        holder = holder[_step(holder, step)]
    if operation["op"] != "move":
        holder[_step(holder, last)] = operation["value"]
        return
    members = cast("dict[str, Any]", holder)
    renamed = [(_last(str(operation["path"])) if key == last else key, value) for key, value in members.items()]
    members.clear()
    members.update(renamed)


def _step(holder: Any, step: str) -> str | int:
    return int(step) if isinstance(holder, list) else step


def _is_better(before: Iterable[Diagnostic], done: FixedFlow) -> bool:
    """Whether fixes made a flow no worse: no new errors, or for a single fix, no more errors than before."""
    old, new = _errors(before), _errors(done.left)
    return not new - old or (len(done.fixed) == 1 and new.total() <= old.total())


def _errors(findings: Iterable[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((item.rule.slug, item.message) for item in findings if item.is_error)


def written_fix(item: Diagnostic) -> str:
    """What a fix does, in a few words."""
    match (item.fix or [{}])[0]:
        case {"op": "move", "from": str(source), "path": str(path)}:
            return f"`{_last(source)}` is now `{_last(path)}`"
        case {"op": "replace", "path": str(path), "value": value}:
            text = json.dumps(value) if isinstance(value, bool) else str(value)
            return f"`{_last(path)}` is now `{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}`"
        case _:
            return item.message


def _last(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
