"""From text to nodes, with the events of PyYAML's C parser: fast, with places, and limited in depth and size."""

from dataclasses import dataclass, field

import yaml

from architrave.diagnostics import Rule, TextFault
from architrave.flows import rules
from architrave.flows.yaml.faults import syntax_fault, unencodable
from architrave.flows.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same events
    from yaml import SafeLoader as _Loader

MAX_DEPTH = 200
"""How deeply a document may be nested; a branch of a flow takes four levels."""

MAX_CHARACTERS = 6_291_456
"""The maximum length of a document: the cloud's limit for an uploaded flow."""

_COLLECTION_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_YAML_TAGS = "tag:yaml.org,2002:"
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(slots=True)
class _Frame:
    """A collection while it is read."""

    is_mapping: bool
    start: int
    pointer: str
    is_flow: bool
    items: list[Node] = field(default_factory=list[Node])
    entries: list[Entry] = field(default_factory=list[Entry])
    names: set[str] = field(default_factory=set[str])
    key: Scalar | None = None


def parse(text: str) -> tuple[Node | None, tuple[TextFault, ...]]:
    """The document in a text, and its YAML faults.

    The node is None for an empty document and after a syntax error. Offsets count code points.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"The file has {len(text):,} characters; the cloud allows {MAX_CHARACTERS:,}."
        return None, (TextFault(rules.YAML_TOO_LARGE, message, 0, 0, "Split the flow."),)
    shift = 1 if text.startswith(_BOM) else 0
    builder = _Builder(shift)
    try:
        for event in yaml.parse(text[shift:], Loader=_Loader):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        return None, (*builder.faults, syntax_fault(error, text, builder.last_quoted))
    except UnicodeEncodeError as error:
        # Half a surrogate pair: no file has one, but a substitution or a text in memory can.
        return None, (unencodable(error.start + shift),)
    return builder.root, tuple(builder.faults)


def _below(pointer: str, key: str) -> str:
    """The JSON pointer of a key; fast, because it is called for every key of a file."""
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{key}"


class _Builder:
    """Builds nodes from events, one by one, with an explicit stack."""

    def __init__(self, shift: int) -> None:
        self.root: Node | None = None
        self.faults: list[TextFault] = []
        self.last_quoted: tuple[int, int] | None = None
        self._shift = shift
        self._stack: list[_Frame] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Takes one event; False if reading must stop."""
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                return self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(self._span(event)[1])
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                return self._document(event)
            case _:
                pass
        return True

    def _document(self, event: yaml.DocumentStartEvent) -> bool:
        self._documents += 1
        if self._documents == 1:
            return True
        message = "The file contains a second document after `---`; only one is allowed."
        self._fault(rules.YAML_DOCUMENTS, message, event, "Put each flow into a separate file.")
        return False

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._refuse_decoration(event)
        start, end = self._span(event)
        plain = event.style is None or event.style == ""
        self.last_quoted = None if plain else (start, end)
        frame = self._stack[-1] if self._stack else None
        text: str = event.value
        if frame is None or not frame.is_mapping or frame.key is not None:
            self._add(Scalar(start, end, self._pointer(frame), text, plain))
            return
        frame.key = Scalar(start, end, _below(frame.pointer, text), text, plain)
        if text == "<<" and plain:
            self._fault(rules.YAML_FEATURE, "Merge keys (`<<`) are not supported.", event, "Write the keys out.")
        if text in frame.names:
            message = f"The key `{text}` occurs twice in this object; the cloud would keep only one."
            self._fault(rules.DUPLICATE_KEY, message, event, "Remove or rename one of them.")
        frame.names.add(text)

    def _alias(self, event: yaml.AliasEvent) -> None:
        message = "Aliases (`*name`) are not supported in flow files."
        self._fault(rules.YAML_FEATURE, message, event, "Write the value out, or put quotes around a text with a `*`.")
        start, end = self._span(event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.is_mapping and frame.key is None:
            frame.key = Scalar(start, end, _below(frame.pointer, "*"), "*", plain=False)
        else:
            self._add(Scalar(start, end, self._pointer(frame), "", plain=True))

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        self._refuse_decoration(event)
        if len(self._stack) >= MAX_DEPTH:
            message = f"The document is nested more than {MAX_DEPTH} levels deep."
            self._fault(rules.YAML_TOO_DEEP, message, event, "Move the inner actions into a task.")
            self.root = None
            return False
        frame = self._stack[-1] if self._stack else None
        start = self._span(event)[0]
        if frame is not None and frame.is_mapping and frame.key is None:
            message = "A key must be a text; this one is an object or a list."
            help_text = "Put quotes around a text that starts with a brace or a bracket."
            self._fault(rules.YAML_KEY, message, event, help_text)
            # The nodes of the key are read like those of a list, and become a key without a name.
            self._stack.append(_Frame(isinstance(event, yaml.MappingStartEvent), start, frame.pointer, is_flow=True))
            return True
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Frame(is_mapping, start, self._pointer(frame), bool(event.flow_style)))
        return True

    def _close(self, end: int) -> None:
        frame = self._stack.pop()
        node: Node
        if frame.is_mapping:
            if not frame.is_flow and frame.entries:
                end = frame.entries[-1].value.end
            node = Mapping(frame.start, end, frame.pointer, tuple(frame.entries))
        else:
            if not frame.is_flow and frame.items:
                end = frame.items[-1].end
            node = Sequence(frame.start, end, frame.pointer, tuple(frame.items))
        parent = self._stack[-1] if self._stack else None
        if parent is not None and parent.is_mapping and parent.key is None:
            parent.key = Scalar(frame.start, end, _below(parent.pointer, ""), "", plain=False)
        else:
            self._add(node)

    def _add(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        if frame.key is not None:
            frame.entries.append(Entry(frame.key, node))
            frame.key = None
        else:
            frame.items.append(node)

    def _pointer(self, frame: _Frame | None) -> str:
        if frame is None:
            return ""
        return frame.key.pointer if frame.key is not None else f"{frame.pointer}/{len(frame.items)}"

    def _refuse_decoration(self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.anchor is not None:
            message = f"Anchors (`&{event.anchor}`) are not supported in flow files."
            self._fault(rules.YAML_FEATURE, message, event, "Write the value out in each place that needs it.")
        if event.tag is not None and event.tag != "!":
            message = f"Tags (`{event.tag.replace(_YAML_TAGS, '!!')}`) are not supported in flow files."
            self._fault(rules.YAML_FEATURE, message, event, "Remove it: the type of a value depends on its place.")

    def _span(self, event: yaml.Event) -> tuple[int, int]:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return 0, 0
        return start.index + self._shift, end.index + self._shift

    def _fault(self, rule: Rule, message: str, event: yaml.Event, help_text: str) -> None:
        start, end = self._span(event)
        if isinstance(event, _COLLECTION_STARTS) or end <= start:
            end = start + 1
        self.faults.append(TextFault(rule, message, start, end, help_text))
