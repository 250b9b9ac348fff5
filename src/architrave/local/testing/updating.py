"""Writes what was seen into test files, in place of values that were expected; everything else stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from architrave.flows.yaml import Mapping, Node, Scalar
from architrave.flows.yaml.write import inline
from architrave.local.replacing import replace_file
from architrave.local.sources import CannotReadFileError, read_source
from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.results import CaseResult, Edit


@dataclass(slots=True)
class Updated:
    """How many values were written into each file. `conflicts`: places where the rows of a table saw several values."""

    files: dict[str, int] = field(default_factory=dict[str, int])
    conflicts: int = 0


def edit_for(file: str, text: str, node: Node, value: object) -> Edit | None:
    """The edit that writes a value in place of a node; None if it cannot be written there."""
    if not file.lower().endswith((".yaml", ".yml")) or text[node.start : node.start + 1] in ("|", ">"):
        return None
    return Edit(file, node.start, _end(node, text), inline(value))


def _end(node: Node, text: str) -> int:
    """The end of a node; that of a collection in block style is the end of its last item."""
    if isinstance(node, Scalar) or text[node.start : node.start + 1] in ("[", "{"):
        return node.end
    if isinstance(node, Mapping):
        return _end(node.entries[-1].value, text) if node.entries else node.end
    return _end(node.items[-1], text) if node.items else node.end


def update(results: Iterable[CaseResult]) -> Updated:
    """Write the values that were seen into the test files. Raises CannotTestError if a file cannot be written."""
    edits: dict[tuple[str, int, int], set[str]] = {}
    for result in results:
        for failure in result.failures:
            if (edit := failure.edit) is not None:
                edits.setdefault((edit.file, edit.start, edit.end), set()).add(edit.text)
    updated = Updated(conflicts=sum(len(texts) > 1 for texts in edits.values()))
    chosen = {place: next(iter(texts)) for place, texts in edits.items() if len(texts) == 1}
    for file in dict.fromkeys(place[0] for place in sorted(chosen)):
        updated.files[file] = _write(file, {place[1:]: text for place, text in chosen.items() if place[0] == file})
    return updated


def _write(file: str, edits: dict[tuple[int, int], str]) -> int:
    try:
        source = read_source(file, "a test file")
        text, before, written = source.text, len(source.text), 0
        for (start, end), new in sorted(edits.items(), reverse=True):
            if end <= before:
                text, before, written = text[:start] + new + text[end:], start, written + 1
        replace_file(file, text.encode("utf-8"))
    except CannotReadFileError as problem:
        raise CannotTestError(str(problem)) from None
    except OSError as error:
        raise CannotTestError(f"Cannot write {file}: {error.strerror or error}.") from None
    return written
