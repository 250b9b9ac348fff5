"""The dependencies of an organization for programs: as JSON, as a graph for Graphviz, and for Mermaid."""

from collections.abc import Iterable, Iterator
from typing import Any

from architrave.local.deps.against import Against
from architrave.local.deps.graph import Dependencies, State, Thing

Json = dict[str, Any]


def dependencies_json(graph: Dependencies) -> Json:
    """The graph as JSON. The shape is stable."""
    used = graph.used_by()
    missing, unknown = graph.in_state(State.MISSING), graph.in_state(State.UNKNOWN)
    return {
        "things": [
            {**_named(each), "state": each.state.value, "file": each.file, "uses": _list(graph.of(each))}
            for each in graph.things.values()
        ],
        "missing": [{**_named(each), "usedBy": _list(used.get(each.key, []))} for each in missing],
        "unknown": [{**_named(each), "usedBy": _list(used.get(each.key, []))} for each in unknown],
        "unused": _list(graph.unused()),
        "deployOrder": [_list(group) for group in graph.deploy_order()],
        "cycles": [_list(cycle) for cycle in graph.cycles()],
    }


def against_json(against: Against) -> Json:
    """The comparison with another organization as JSON. The shape is stable."""
    return {
        "missing": _list(against.missing),
        "flows": _list(against.flows),
        "different": [
            {**_named(each.thing), "how": each.how, "file": each.thing.file, "otherFile": each.other_file}
            for each in against.different
        ],
        "onlyThere": _list(against.only_there),
    }


def _named(thing: Thing) -> Json:
    return {"kind": thing.kind, "name": thing.name}


def _list(things: Iterable[Thing]) -> list[Json]:
    return [_named(thing) for thing in things]


def graphviz(graph: Dependencies) -> Iterator[str]:
    """The lines of a graph in the language of Graphviz: flows as boxes, what is missing dashed and red."""
    numbers = _numbers(graph)
    yield "digraph dependencies {"
    yield "  rankdir=LR;"
    yield '  node [fontname="sans-serif", shape=ellipse];'
    for thing, number in numbers.items():
        look = ["shape=box"] if thing.is_flow else []
        if thing.state is State.MISSING:
            look += ["style=dashed", "color=red"]
        label = f'label="{_escaped(thing.kind)}\\n{_escaped(thing.name)}"'
        yield f"  n{number} [{', '.join([label, *look])}];"
    for user, used in graph.edges():
        yield f"  n{numbers[user]} -> n{numbers[used]};"
    yield "}"


def _escaped(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())


def mermaid(graph: Dependencies) -> Iterator[str]:
    """The lines of a flowchart in the language of Mermaid, which GitHub shows in Markdown."""
    numbers = _numbers(graph)
    yield "flowchart LR"
    for thing, number in numbers.items():
        opened, closed = ("[", "]") if thing.is_flow else ("([", "])")
        style = ":::missing" if thing.state is State.MISSING else ""
        yield f'  n{number}{opened}"{_entities(thing.kind)}<br>{_entities(thing.name)}"{closed}{style}'
    for user, used in graph.edges():
        yield f"  n{numbers[user]} --> n{numbers[used]}"
    yield "  classDef missing stroke:#c00,stroke-dasharray:4"


def _entities(text: str) -> str:
    """A text in which every character that Mermaid or HTML reads is an entity, as Mermaid writes them: `#35;`."""
    plain = (each if each.isalnum() or each in " _-./" else f"#{ord(each)};" for each in " ".join(text.split()))
    return "".join(plain)


def _numbers(graph: Dependencies) -> dict[Thing, int]:
    return {thing: number for number, thing in enumerate(graph.drawn())}
