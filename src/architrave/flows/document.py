"""A flow file as written: its source, its text after substitutions, its nodes, and the place of each node."""

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, replace
from hashlib import sha256

from architrave.diagnostics import Diagnostic, Position, Rule, Source, TextFault
from architrave.diagnostics.diagnostic import JsonPatch
from architrave.flows.fixes import with_value
from architrave.flows.quoting import offsets_of
from architrave.flows.substitutions import Substituted, shown, substitute
from architrave.flows.yaml import Node, Scalar, parse


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A flow file with its nodes. Places always refer to the text as written, before substitutions."""

    source: Source
    substituted: Substituted
    root: Node | None

    @property
    def text(self) -> str:
        """The text after substitutions, which the nodes' offsets refer to."""
        return self.substituted.text

    @property
    def hash(self) -> str:
        """The SHA-256 of the text after substitutions, in hex."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def position(self, offset: int) -> Position:
        """The place of an offset into the text after substitutions."""
        return self.source.position(self.substituted.original(offset))

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

    def _at(
        self, rule: Rule, message: str, start: int, end: int, pointer: str, help_text: str | None, fix: JsonPatch | None
    ) -> Diagnostic:
        return Diagnostic(
            rule,
            shown(message),
            self.source.name,
            shown(pointer),
            self.position(start),
            self.position(end),
            help=None if help_text is None else shown(help_text),
            fix=fix and [{key: shown(value) if isinstance(value, str) else value for key, value in fix[0].items()}],
        )


def read_document(source: Source, substitutions: MappingABC[str, str]) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The document of a source after its substitutions, with the YAML faults and their places."""
    substituted = substitute(source.text, substitutions)
    root, faults = parse(substituted.text)
    document = Document(source, substituted, root)
    found: list[Diagnostic] = []
    for fault in faults:
        written = replace(
            fault,
            message=shown(fault.message),
            start=substituted.original(fault.start),
            end=substituted.original(fault.end),
        )
        found.append(written.at(source))
    return document, tuple(found)
