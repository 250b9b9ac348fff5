"""References into other files: what they point to becomes a part of the flow that is read (Archy's lesson 4C).

`targetTaskRef: shared/tasks.yaml#/tasks/task[x]` brings the task in, with everything that it refers to in its own file.
Assumed: a path is searched by its last part, and a reference in a shared file that finds nothing there points into the
flow itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from architrave.diagnostics import TextFault, did_you_mean
from architrave.flows import rules
from architrave.flows.parts import file_from, named_file
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence

_LISTS = {"state": "states", "task": "tasks", "menu": "menus", "bot": "bots"}
"""The list that holds each kind of container."""
_LAST_ITEM = re.compile(r"(?:.*/)?(?P<item>\w+)\[(?P<id>.*)\]", re.DOTALL)

Target = tuple[str, str, str]
"""A file, a kind and a refId."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes of one file, and the offset of its text in the whole text of the flow."""

    root: Node | None
    start: int


def linked(trees: dict[str, Tree]) -> tuple[Node | None, tuple[TextFault, ...]]:
    """The tree of a flow with all that it refers to in other files, and the faults of these references.

    `trees` are the files of the flow by path, its own under the empty path. Offsets of the result are those in the
    whole text.
    """
    root = trees[""].root
    if not isinstance(root, Mapping) or not root.entries:
        return root, ()
    top = root.entries[0]
    linker = _Linker(trees, top.name)
    body = linker.rewritten(top.value, "")
    while linker.waiting and isinstance(body, Mapping):
        body = linker.with_container(body, linker.waiting.pop(0))
    return Mapping(root.start, root.end, root.pointer, (Entry(top.key, body), *root.entries[1:])), tuple(linker.faults)


@dataclass(slots=True)
class _Linker:
    """`names` are the refIds, in the flow, of what is brought in; `waiting` what is not there yet."""

    trees: dict[str, Tree]
    flow_key: str
    names: dict[Target, str] = field(default_factory=dict[Target, str])
    waiting: list[Target] = field(default_factory=list[Target])
    faults: list[TextFault] = field(default_factory=list[TextFault])

    def rewritten(self, node: Node, path: str) -> Node:
        """A node of a file with its place in the whole text, and its references as the flow has to write them."""
        shift = self.trees[path].start
        match node:
            case Scalar():
                return _moved(node, shift)
            case Sequence():
                items = tuple(self.rewritten(item, path) for item in node.items)
                return Sequence(node.start + shift, node.end + shift, node.pointer, items)
            case Mapping():
                entries = tuple(Entry(_moved(each.key, shift), self._value(each, path)) for each in node.entries)
                return Mapping(node.start + shift, node.end + shift, node.pointer, entries)

    def _value(self, entry: Entry, path: str) -> Node:
        value = entry.value
        if not (entry.name.endswith("Ref") and isinstance(value, Scalar)):
            return self.rewritten(value, path)
        moved = _moved(value, self.trees[path].start)
        written = self._reference(moved, path)
        return moved if written is None else Scalar(moved.start, moved.end, moved.pointer, written, moved.plain)

    def _reference(self, scalar: Scalar, path: str) -> str | None:
        """What a reference is in the flow; None if it stays as it is."""
        named = named_file(scalar.text)
        match = _LAST_ITEM.fullmatch(scalar.text.strip())
        if named is None and not path:
            return None
        if match is None:
            self._no_path(scalar, named)
            return None
        file = path if named is None else file_from(path, named)
        kind, ref_id = match["item"], match["id"]
        if file not in self.trees:
            self._missing_file(scalar, named or file)
            return None
        if file and self._found(file, kind, ref_id) is None:
            if named is not None:
                self._missing(scalar, file, kind, ref_id)
                return None
            file = ""
        new_id = self._brought_in((file, kind, ref_id)) if file and kind in _LISTS else ref_id
        return f"/{self.flow_key}/{_LISTS.get(kind, f'{kind}s')}/{kind}[{new_id}]"

    def _brought_in(self, target: Target) -> str:
        """The refId of a container of another file, which is added to the flow once."""
        if target not in self.names:
            file, _, ref_id = target
            self.names[target] = f"{file}#{ref_id}"
            self.waiting.append(target)
        return self.names[target]

    def with_container(self, body: Mapping, target: Target) -> Mapping:
        """The flow's object with one more state, task, menu or bot."""
        file, kind, ref_id = target
        found = self._found(file, kind, ref_id)
        container = found and self.rewritten(found.value, file)
        if found is None or not isinstance(container, Mapping):
            return body
        key = _moved(found.key, self.trees[file].start)
        name = Scalar(key.start, key.end, key.pointer, self.names[target], plain=False)
        ref = container.entry("refId")
        if ref is not None and isinstance(ref.value, Scalar):
            name = Scalar(ref.value.start, ref.value.end, ref.value.pointer, self.names[target], plain=False)
        others = tuple(entry for entry in container.entries if entry is not ref)
        ref_key = key if ref is None else ref.key
        new_ref = Entry(Scalar(ref_key.start, ref_key.end, ref_key.pointer, "refId", plain=True), name)
        placed = Mapping(container.start, container.end, container.pointer, (*others, new_ref))
        item = Mapping(key.start, container.end, key.pointer, (Entry(key, placed),))
        return _with_item(body, _LISTS[kind], item)

    def _found(self, file: str, kind: str, ref_id: str) -> Entry | None:
        """The container or choice of a file with this kind and refId, or with this name and no refId."""
        known = [entry for entry, known_id in _containers(self.trees[file].root, kind) if known_id == ref_id]
        return known[0] if known else None

    def _missing(self, scalar: Scalar, file: str, kind: str, ref_id: str) -> None:
        known = [known_id for _, known_id in _containers(self.trees[file].root, kind)]
        near = did_you_mean(ref_id, known, cutoff=0.6)
        listed = f"It has {', '.join(f'`[{each}]`' for each in known[:8])}." if known else f"It has no {kind}."
        help_text = f"Did you mean `[{near}]`?" if near else listed
        message = f"There is no {kind} with the refId `{ref_id}` in `{file}`."
        self.faults.append(TextFault(rules.DANGLING_REFERENCE, message, scalar.start, scalar.end, help_text))

    def _no_path(self, scalar: Scalar, named: str | None) -> None:
        message = f"`{scalar.text}` is not a path to a part of a file."
        help_text = f"Write `{named or 'FILE.yaml'}#/tasks/task[refId]`."
        self.faults.append(TextFault(rules.BAD_REFERENCE, message, scalar.start, scalar.end, help_text))

    def _missing_file(self, scalar: Scalar, named: str) -> None:
        message = f"There is no file `{named}` that this reference can read."
        help_text = "The path is relative to the file with the reference, with `/` between folders."
        self.faults.append(TextFault(rules.DANGLING_REFERENCE, message, scalar.start, scalar.end, help_text))


def _containers(root: Node | None, kind: str) -> Iterator[tuple[Entry, str]]:
    """The objects below the key `kind` anywhere in a file, with their refIds, or their names if they have none."""
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop()
        match node:
            case Sequence():
                waiting.extend(reversed(node.items))
            case Mapping():
                waiting.extend(entry.value for entry in reversed(node.entries))
                entry = node.entry(kind)
                body = entry and entry.value
                ref_id = (body.get("refId") or body.get("name")) if isinstance(body, Mapping) else None
                if entry is not None and isinstance(ref_id, Scalar):
                    yield entry, ref_id.text
            case Scalar():
                pass


def _with_item(body: Mapping, key: str, item: Mapping) -> Mapping:
    listed = body.entry(key)
    if listed is None:
        name = Scalar(item.start, item.start, f"{body.pointer}/{key}", key, plain=True)
        new = Entry(name, Sequence(item.start, item.end, name.pointer, (item,)))
        return Mapping(body.start, body.end, body.pointer, (*body.entries, new))
    if not isinstance(listed.value, Sequence):
        return body
    value = listed.value
    longer = Entry(listed.key, Sequence(value.start, value.end, value.pointer, (*value.items, item)))
    entries = tuple(longer if entry is listed else entry for entry in body.entries)
    return Mapping(body.start, body.end, body.pointer, entries)


def _moved(scalar: Scalar, shift: int) -> Scalar:
    if not shift:
        return scalar
    return Scalar(scalar.start + shift, scalar.end + shift, scalar.pointer, scalar.text, scalar.plain)
