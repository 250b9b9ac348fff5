"""Which paths the Platform API has, with their methods. Source: the official SDK (`api_facts.SDK_VERSION`).

A later version of the API can have paths that are missing here.
"""

from collections.abc import Mapping
from functools import cache

from architrave.cloud.api_facts import fact_lines
from architrave.cloud.path_tree import PathTree

BASE = "/api/v2"


@cache
def api_paths() -> Mapping[str, tuple[str, ...]]:
    """The methods of every path template, such as `/api/v2/flows/{flowId}`."""
    methods: dict[str, tuple[str, ...]] = {}
    for line in fact_lines("operations.txt"):
        method, path, _ = line.split(" ", 2)
        path = BASE + path
        methods[path] = (*methods.get(path, ()), method)
    return methods


@cache
def api_tree() -> PathTree:
    """All path templates of the Platform API as a tree."""
    return PathTree(api_paths())
