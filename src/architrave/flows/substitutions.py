"""Substitutions: `{{key}}` in a flow file is replaced by a value before the file is read as YAML.

Plain text replacement: a placeholder may replace a key as well as a value, as in the platform's tools (recorded:
`{{key}}` is replaced anywhere in the file). `${…}` belongs to Terraform and is kept.

A key without a value becomes a placeholder: its name between two private characters, which YAML reads as part of a
text. The file can still be checked, and only placeholders in a value are reported, not those in a comment.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from decimal import Decimal

from architrave.diagnostics import Diagnostic, Source
from architrave.flows import rules
from architrave.flows.parts import whole
from architrave.flows.yaml import Mapping, Node, Scalar, read_yaml

OPEN, CLOSE = "\ue000", "\ue001"
"""What a placeholder without a value starts and ends with; doubled, so that lengths do not change."""

_PLACEHOLDER = re.compile(r"\{\{([^{}\n\"']{1,200})\}\}")
_FILE = "{{file}}"
_UNFIT = re.compile(r"[^\w .\-]")
_OPEN_TEXT = re.compile(f"{OPEN}+([^{OPEN}{CLOSE}]*){CLOSE}+")


@dataclass(frozen=True, slots=True)
class Substituted:
    """A text after its substitutions. `starts`, `shifts`, `ends` map its offsets back to the text as written."""

    text: str
    used: frozenset[str]
    pieces: tuple[tuple[int, int, int, int], ...]

    def original(self, offset: int) -> int:
        """The offset in the text as written; inside a substituted value, the start of its placeholder."""
        index = bisect_right(self.pieces, (offset, offset, offset, offset)) - 1
        if index >= 0 and self.pieces[index][0] > offset:
            index -= 1
        if index < 0:
            return offset
        start, end, original_start, original_end = self.pieces[index]
        if start <= offset < end:
            return original_start
        return offset - end + original_end


def substitute(text: str, values: MappingABC[str, str]) -> Substituted:
    """The text with each `{{key}}` replaced by its value, in one pass: braces inside a value are kept."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    used: set[str] = set()
    position = length = 0
    for match in _PLACEHOLDER.finditer(text):
        key = match[1].strip()
        if key in values:
            used.add(key)
            new = values[key]
        else:
            new = f"{OPEN}{OPEN}{_UNFIT.sub('_', match[1])}{CLOSE}{CLOSE}"
        before = text[position : match.start()]
        length += len(before)
        pieces.append((length, length + len(new), match.start(), match.end()))
        parts += (before, new)
        length += len(new)
        position = match.end()
    parts.append(text[position:])
    return Substituted("".join(parts), frozenset(used), tuple(pieces))


def substituted(source: Source, values: MappingABC[str, str]) -> Substituted:
    """The whole text of a flow after its substitutions. `{{file}}` in a value is the file's name without its suffix."""
    if any(_FILE in value for value in values.values()):
        name = source.name.replace("\\", "/").rpartition("/")[2]
        stem = name.rpartition(".")[0] or name
        values = {key: value.replace(_FILE, stem) for key, value in values.items()}
    return substitute(whole(source), values)


def has_placeholder(text: str) -> bool:
    """Whether a text contains a placeholder without a value: Archy's or Terraform's."""
    return OPEN in text or "${" in text


def open_keys(text: str) -> list[str]:
    """The keys of the placeholders in a text that have no value."""
    return [match[1].strip() for match in _OPEN_TEXT.finditer(text)] if OPEN in text else []


def keys_in(text: str) -> set[str]:
    """Every key of a text, with or without a value."""
    return {match[1].strip() for match in _PLACEHOLDER.finditer(text)}


def shown(text: str) -> str:
    """The text as a person wrote it, with its placeholders in braces."""
    return _OPEN_TEXT.sub(r"{{\1}}", text) if OPEN in text else text


def read_options(source: Source) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The substitutions in an options file: a map of keys to values, or Archy's file, which contains one.

    Values are texts, numbers or booleans; anything else is a diagnostic. A key with nothing after it has no value.
    """
    node, found = read_yaml(source)
    faults = list(found)
    if node is None:
        return {}, tuple(faults)
    table = _table(node)
    if not isinstance(table, Mapping):
        message = "An options file must map keys to values."
        faults.append(_fault(source, message, node.start, node.end, node.pointer))
        return {}, tuple(faults)
    values: dict[str, str] = {}
    whole_file = table is node
    for entry in table.entries:
        if isinstance(entry.value, Scalar):
            text = _text(entry.value)
            if text is not None:
                values[entry.name.strip()] = text
        elif not whole_file:
            message = f"The value of `{entry.name}` is not a text, number or boolean."
            faults.append(_fault(source, message, entry.key.start, entry.key.end, entry.key.pointer))
    return values, tuple(faults)


def option_keys(source: Source) -> dict[str, Scalar]:
    """The keys of Archy's options file below `substitutions`. A file without that key may hold other options."""
    node, _ = read_yaml(source)
    table = node.get("substitutions") if isinstance(node, Mapping) else None
    return {entry.name.strip(): entry.key for entry in table.entries} if isinstance(table, Mapping) else {}


def _table(node: Node) -> Node:
    table = node.get("substitutions") if isinstance(node, Mapping) else None
    return node if table is None else table


def _text(scalar: Scalar) -> str | None:
    value = scalar.value
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | str():
            return scalar.text
        case None:
            return None


def _fault(source: Source, message: str, start: int, end: int, pointer: str) -> Diagnostic:
    help_text = "Write one `key: value` per line, at the top level or below `substitutions:`."
    place = source.position(start), source.position(end)
    return Diagnostic(rules.BAD_OPTIONS, message, source.name, pointer, *place, help=help_text)
