"""Where comments can be in a YAML text, and which lines a value takes."""

from bisect import bisect_right

from architrave.flows.substitutions import substitute
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence, parse


class YamlLines:
    """The keys and values of a YAML text by place."""

    def __init__(self, text: str, root: Node) -> None:
        scalars = sorted(_scalars(root), key=lambda scalar: scalar.start)
        self._starts = [scalar.start for scalar in scalars]
        self._spans = [_content(text, scalar) for scalar in scalars]
        self._last_lines: dict[int, int] = {}
        line = 1
        counted = 0
        for scalar, (_, end) in zip(scalars, self._spans, strict=True):
            line += text.count("\n", counted, scalar.start)
            counted = scalar.start
            last = line + text.count("\n", scalar.start, max(scalar.start, end - 1))
            if last > line:
                self._last_lines[line] = last

    def is_outside(self, offset: int) -> bool:
        """Whether an offset is outside of all keys and values, so that a `#` there starts a comment."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return True
        start, end = self._spans[index]
        return not start <= offset < end

    def last_line(self, line: int) -> int:
        """The last line of the value that starts on a line."""
        return self._last_lines.get(line, line)


def yaml_lines(text: str) -> YamlLines | None:
    """The keys and values of a text by place; None if it is not valid YAML."""
    # Placeholders keep their length, so that offsets stay valid.
    root, _ = parse(substitute(text, {}).text)
    return None if root is None else YamlLines(text, root)


def _scalars(root: Node) -> list[Scalar]:
    found: list[Scalar] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case Scalar():
                found.append(node)
            case Sequence():
                waiting.extend(node.items)
            case Mapping():
                for entry in node.entries:
                    found.append(entry.key)
                    waiting.append(entry.value)
    return found


def _content(text: str, scalar: Scalar) -> tuple[int, int]:
    """Where a scalar's text starts and ends.

    The parser counts the line of `|` or `>` as part of a block text, and the comments after it.
    """
    if scalar.plain or text[scalar.start] not in "|>":
        return scalar.start, scalar.end
    header, *lines = text[scalar.start : scalar.end].splitlines(keepends=True)
    start = end = scalar.start + len(header)
    indent = next((_indent(line) for line in lines if line.strip()), 0)
    for line in lines:
        if line.strip() and _indent(line) < indent:
            break
        end += len(line)
    return start, end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
