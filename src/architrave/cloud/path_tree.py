"""Path templates as a tree of their parts, so that finding one takes as long for 3,000 templates as for three."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

Split = tuple[str, list[str]]
"""A template and its parts."""

PARAMETER = "{}"
"""What stands for any parameter among the parts of templates."""


class Node:
    """What the templates with the same beginning have next. `template` is the one that ends here, or "".

    Its children are made when they are first needed: most of them never are.
    """

    __slots__ = ("_below", "_children", "_depth", "names", "template")

    def __init__(self, below: list[Split], depth: int) -> None:
        self._below, self._depth = below, depth
        self._children: dict[str, Node] | None = None
        nothing: Split = ("", [])
        self.template, parts = next((each for each in below if len(each[1]) == depth), nothing)
        self.names = [(at, part[1:-1]) for at, part in enumerate(parts) if part[:1] == "{"]
        """The parameters of `template`, each with its place among the parts."""

    @property
    def children(self) -> Mapping[str, "Node"]:
        """The nodes below by their parts; the one for a parameter is at `PARAMETER`."""
        if self._children is None:
            groups: dict[str, list[Split]] = {}
            for split in self._below:
                if len(split[1]) > self._depth:
                    part = split[1][self._depth]
                    groups.setdefault(PARAMETER if part[:1] == "{" else part, []).append(split)
            self._children = {part: Node(below, self._depth + 1) for part, below in groups.items()}
            self._below = []
        return self._children


class PathTree:
    """Finds the template that a path fits. A fixed part takes precedence over a parameter.

    Of templates that differ only in the names of parameters, the first counts.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        below = [(template, template.split("/")) for template in templates]
        self.root = Node(below, 0)
        self._most_parts = max((len(parts) for _, parts in below), default=0)

    def find(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The template and the decoded values of its parameters; None if the path fits none. Values are not empty."""
        if path.count("/") >= self._most_parts:
            return None
        parts = path.split("/")
        open_ends = [(self.root, 0)]
        while open_ends:
            node, at = open_ends.pop()
            if at == len(parts):
                if node.template:
                    return node.template, {name: unquote(parts[place]) for place, name in node.names}
                continue
            children = node.children
            if PARAMETER in children and parts[at]:
                open_ends.append((children[PARAMETER], at + 1))
            if parts[at] in children and parts[at] != PARAMETER:
                open_ends.append((children[parts[at]], at + 1))
        return None
