"""A flow as written: its files, its text after substitutions, its nodes, and the place of each node."""

from bisect import bisect_right
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, replace
from hashlib import sha256

from architrave.diagnostics import Diagnostic, Position, Rule, Source, TextFault
from architrave.diagnostics.diagnostic import JsonPatch
from architrave.flows.fixes import with_value
from architrave.flows.linking import Tree, linked
from architrave.flows.parts import named_beside, parts_of, refers_to_files, whole
from architrave.flows.quoting import offsets_of
from architrave.flows.substitutions import Substituted, shown, substituted
from architrave.flows.yaml import Node, Scalar, parse


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A flow with its nodes. Places always refer to the files as written, before substitutions.

    `files` are the flow's files, its own first, each with the offset of its text in the whole text as written.
    """

    files: tuple[tuple[int, Source], ...]
    substituted: Substituted
    root: Node | None

    @property
    def source(self) -> Source:
        """The flow's own file."""
        return self.files[0][1]

    @property
    def text(self) -> str:
        """The whole text after substitutions, which the nodes' offsets refer to."""
        return self.substituted.text

    @property
    def hash(self) -> str:
        """The SHA-256 of the whole text after substitutions, in hex."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def position(self, offset: int) -> Position:
        """The place of an offset into the text after substitutions, in the file that it is in."""
        start, source = self._file(offset)
        return source.position(self.substituted.original(offset) - start)

    def file_of(self, offset: int) -> Source:
        """The file that an offset into the text after substitutions is in."""
        return self._file(offset)[1]

    def _file(self, offset: int) -> tuple[int, Source]:
        if len(self.files) == 1:
            return self.files[0]
        at = self.substituted.original(offset)
        return self.files[bisect_right(self.files, at, key=lambda file: file[0]) - 1]

    def diagnostic(
        self, rule: Rule, message: str, node: Node, help_text: str | None = None, fix: JsonPatch | None = None
    ) -> Diagnostic:
        """A diagnostic at a node."""
        return self._at(rule, message, node.start, node.end, node.pointer, help_text, fix)

    def inside(self, scalar: Scalar, fault: TextFault) -> Diagnostic:
        """A fault in a scalar's text as a diagnostic: with its exact place if the text can be found in the file."""
        offsets = offsets_of(scalar, self.text)
        if offsets is None:
            start, end = scalar.start, scalar.end
        else:
            start = offsets[min(max(fault.start, 0), len(offsets) - 1)]
            end = max(start + 1, offsets[min(max(fault.end, 0), len(offsets) - 1)])
        fix = None
        if fault.instead is not None:
            fix = with_value(scalar, scalar.text[: fault.start] + fault.instead + scalar.text[fault.end :])
        return self._at(fault.rule, fault.message, start, end, scalar.pointer, fault.help, fix)

    def fault(self, fault: TextFault, start: int) -> Diagnostic:
        """A fault in a file whose text starts at `start` as a diagnostic, without a pointer."""
        first, last = fault.start + start, fault.end + start
        return replace(self._at(fault.rule, fault.message, first, last, "", fault.help, None), pointer=None)

    def _at(
        self, rule: Rule, message: str, start: int, end: int, pointer: str, help_text: str | None, fix: JsonPatch | None
    ) -> Diagnostic:
        return Diagnostic(
            rule,
            shown(message),
            self.file_of(start).name,
            shown(pointer),
            self.position(start),
            self.position(end),
            help=None if help_text is None else shown(help_text),
            fix=fix and [{key: shown(value) if isinstance(value, str) else value for key, value in fix[0].items()}],
        )


def read_document(source: Source, substitutions: MappingABC[str, str]) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The document of a source after its substitutions, with the YAML faults and their places."""
    written = whole(source)
    done = substituted(source, substitutions)
    files = tuple((part.start, _source(source, part.path, part.text)) for part in parts_of(written))
    found: list[tuple[TextFault, int]] = []
    trees: dict[str, Tree] = {}
    for part in parts_of(done.text):
        root, faults = parse(part.text)
        trees[part.path] = Tree(root, part.start)
        found += ((fault, part.start) for fault in faults)
    root = trees[""].root
    if refers_to_files(done.text):
        root, dangling = linked(trees)
        found += ((fault, 0) for fault in dangling)
    document = Document(files, done, root)
    return document, tuple(document.fault(fault, start) for fault, start in found)


def _source(flow: Source, path: str, text: str) -> Source:
    return Source(named_beside(flow.name, path), text) if path else flow
