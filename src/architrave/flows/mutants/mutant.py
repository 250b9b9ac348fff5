"""One mutant: what is changed where, and the program that comes of it."""

from dataclasses import dataclass, replace

from architrave.flows.document import Document
from architrave.flows.program import AnyAction, Program
from architrave.flows.reader import read_flow_in
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A node of a flow that another one replaces. `text` says what changes, in the flow's own spelling.

    `kind` is `removed`, `literal`, `condition`, `operator`, `bound`, `outputs` or `assignment`; `place` is the node at
    which the change is shown.
    """

    kind: str
    text: str
    place: Node
    old: Node
    new: Node


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A flow with one change. `action` is the one that is changed; None for the initial value of a variable."""

    document: Document
    change: Change
    action: AnyAction | None

    @property
    def line(self) -> int:
        """The line of the change, from 1, in its file."""
        return self.document.position(self.change.place.start).line

    @property
    def file(self) -> str:
        """The file that is changed."""
        return self.document.file_of(self.change.place.start).name

    def read(self) -> Program | None:
        """The program of the mutant; None if the flow would have errors, so that nobody could publish it.

        It has the hash of the flow itself.
        """
        root = self.document.root
        if root is None:
            return None
        document = replace(self.document, root=_replaced(root, self.change.old, self.change.new))
        program, faults = read_flow_in(document)
        return None if any(fault.is_error for fault in faults) else program


def _replaced(node: Node, old: Node, new: Node) -> Node:
    """A tree with a node replaced; the parts without it are the same objects."""
    if node is old:
        return new
    match node:
        case Scalar():
            return node
        case Sequence():
            for index, item in enumerate(node.items):
                if (made := _replaced(item, old, new)) is not item:
                    items = (*node.items[:index], made, *node.items[index + 1 :])
                    return Sequence(node.start, node.end, node.pointer, items)
        case Mapping():
            for index, entry in enumerate(node.entries):
                if (made := _replaced(entry.value, old, new)) is not entry.value:
                    entries = (*node.entries[:index], Entry(entry.key, made), *node.entries[index + 1 :])
                    return with_entries(node, entries)
    return node


def with_entries(node: Mapping, entries: tuple[Entry, ...]) -> Mapping:
    """A mapping with other entries, in the same place."""
    return Mapping(node.start, node.end, node.pointer, entries)


def with_text(node: Scalar, text: str, *, plain: bool) -> Scalar:
    """A scalar with another text, in the same place."""
    return Scalar(node.start, node.end, node.pointer, text, plain)
