"""Path templates as a tree of their parts, so that finding one takes as long for 300 templates as for three."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote


@dataclass(slots=True)
class _Node:
    fixed: "dict[str, _Node]" = field(default_factory=dict[str, "_Node"])
    parameter: "_Node | None" = None
    template: str = ""


class PathTree:
    """Finds the template that a path fits. A fixed part takes precedence over a parameter."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._root = _Node()
        for template in templates:
            node = self._root
            for part in template.split("/"):
                if part[:1] == "{":
                    node.parameter = node = node.parameter or _Node()
                else:
                    node = node.fixed.setdefault(part, _Node())
            node.template = template

    def find(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The template and the decoded values of its parameters; None if the path fits none. Values are not empty."""
        parts = path.split("/")
        open_ends = [(self._root, 0)]
        while open_ends:
            node, at = open_ends.pop()
            if at == len(parts):
                if node.template:
                    return node.template, _params(node.template, parts)
                continue
            if node.parameter is not None and parts[at]:
                open_ends.append((node.parameter, at + 1))
            fixed = node.fixed.get(parts[at])
            if fixed is not None:
                open_ends.append((fixed, at + 1))
        return None


def _params(template: str, parts: list[str]) -> dict[str, str]:
    named = zip(template.split("/"), parts, strict=True)
    return {name[1:-1]: unquote(part) for name, part in named if name[:1] == "{"}
