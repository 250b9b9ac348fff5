"""The graph of dependencies: deploy order, cycles, what is unused, and the part around one thing."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagram.text import width_of
from architrave.local.deps.graph import Dependencies, State, Thing, around
from architrave.local.deps.picture import svg
from architrave.local.deps.report import graphviz, mermaid


def graph_of(uses: dict[str, str], *, missing: str = "") -> Dependencies:
    """Flows by name, each with the names that it uses. Names in lower case are queues."""
    graph = Dependencies()
    states = dict.fromkeys(missing.split(), State.MISSING)

    def thing(name: str) -> Thing:
        kind = "queue" if name.islower() else "workflow"
        return Thing(kind, name, states.get(name, State.HERE), None if name in states else f"{name}.yaml")

    for name in uses:
        graph.add(thing(name))
    for name, used in uses.items():
        for other in used.split():
            graph.link(thing(name), thing(other))
    return graph


def order(graph: Dependencies) -> str:
    return " | ".join(" ".join(thing.name for thing in group) for group in graph.deploy_order())


@pytest.mark.parametrize(
    ("uses", "wanted"),
    [
        ({}, ""),
        ({"B": "", "A": ""}, "A B"),
        ({"A": "B", "B": ""}, "B | A"),
        ({"A": "B C", "B": "C", "C": "q", "D": "q"}, "C D | B | A"),
        ({"A": "B", "B": "A"}, "A B"),
        ({"A": "A"}, "A"),
        ({"A": "B", "B": "C", "C": "B", "D": ""}, "D | B C | A"),
        ({"A": "B", "B": "A", "C": "D", "D": "C"}, "A B | C D"),
        ({"A": "gone"}, "A"),
    ],
)
def test_deploy_order(uses: dict[str, str], wanted: str) -> None:
    found = order(graph_of(uses, missing="gone"))
    assert [sorted(group.split()) for group in found.split(" | ")] == [group.split() for group in wanted.split(" | ")]


@pytest.mark.parametrize(
    ("uses", "wanted"),
    [
        ({"A": "B", "B": ""}, []),
        ({"A": "A"}, ["A"]),
        ({"A": "B", "B": "A", "C": ""}, ["A B"]),
        ({"A": "B", "B": "C", "C": "A"}, ["A B C"]),
        ({"A": "B C", "B": "C", "C": "A"}, ["A C"]),
        ({"A": "B", "B": "A", "C": "D", "D": "C A"}, ["A B", "C D"]),
    ],
)
def test_cycles(uses: dict[str, str], wanted: list[str]) -> None:
    assert sorted(" ".join(thing.name for thing in cycle) for cycle in graph_of(uses).cycles()) == wanted


NAMES = st.sampled_from("ABCDEFGH")


@given(st.dictionaries(NAMES, st.sets(NAMES, max_size=3), max_size=8))
def test_every_flow_has_its_place_after_what_it_uses(drawn: dict[str, set[str]]) -> None:
    uses = {name: " ".join(used & drawn.keys()) for name, used in drawn.items()}
    graph = graph_of(uses)
    groups = graph.deploy_order()
    place = {thing.name: at for at, group in enumerate(groups) for thing in group}
    assert sorted(place) == sorted(uses)
    cyclic = {thing.name for group in groups for thing in group if len(group) > 1 and thing in graph.of(thing)}
    in_cycles = {thing.name for cycle in graph.cycles() for thing in cycle} | cyclic
    for name, used in uses.items():
        for other in used.split():
            assert place[other] < place[name] or (name in _reach(uses, other) and name in in_cycles | _strong(uses))
    for cycle in graph.cycles():
        for one, other in pairwise([*cycle, cycle[0]]):
            assert other in graph.of(one)


def _reach(uses: dict[str, str], name: str) -> set[str]:
    found = {name}
    waiting = [name]
    while waiting:
        for other in uses[waiting.pop()].split():
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _strong(uses: dict[str, str]) -> set[str]:
    """The flows in some cycle."""
    return {name for name in uses if any(name in _reach(uses, other) for other in uses[name].split())}


def test_a_long_chain_needs_no_deep_stack() -> None:
    graph = graph_of({f"F{at}": f"F{at + 1}" for at in range(5000)} | {"F5000": ""})
    assert len(graph.deploy_order()) == 5001


def test_unused() -> None:
    graph = graph_of({"A": "q", "q": "", "r": ""})
    graph.add(Thing("commonModule", "M", State.HERE, "M.yaml"))
    graph.add(Thing("user", "Ada", State.HERE, "org.yaml"))
    assert [thing.name for thing in graph.unused()] == ["r", "M"]


def test_around() -> None:
    graph = graph_of({"A": "B q", "B": "r", "C": "r", "D": "q"})
    part = around(graph, "b")
    assert {thing.name: [other.name for other in part.of(thing)] for thing in part.things.values()} == {
        "A": ["B"],
        "B": ["r"],
        "r": [],
    }
    part = around(graph, "R")
    assert {thing.name: [other.name for other in part.of(thing)] for thing in part.things.values()} == {
        "A": ["B"],
        "B": ["r"],
        "C": ["r"],
        "r": [],
    }


def test_drawings_take_any_name() -> None:
    graph = Dependencies()
    hostile = Thing("workflow", 'a"]; <script> \\n\n#;', State.HERE, "a.yaml")
    graph.link(graph.add(hostile), Thing("queue", "q", State.MISSING))
    dot = "\n".join(graphviz(graph))
    assert 'label="workflow\\na\\"]; <script> \\\\n #;", shape=box' in dot
    assert "style=dashed, color=red" in dot
    assert "n0 -> n1;" in dot
    chart = list(mermaid(graph))
    assert chart[1] == '  n0["workflow<br>a#34;#93;#59; #60;script#62; #92;n #35;#59;"]'
    assert chart[2:4] == ['  n1(["queue<br>q"]):::missing', "  n0 --> n1"]


def test_the_picture_is_well_formed_and_names_everything() -> None:
    graph = graph_of({"A": "B q", "B": "r A", "C": ""}, missing="r")
    long = "A name of many words, so that it takes more than one line <&> \x1b\u202e"
    graph.link(graph.things["workflow", "c"], Thing("queue", long))
    root = ElementTree.fromstring(svg(graph, "Uses of <Shop>"))
    space = "{http://www.w3.org/2000/svg}"
    titles = [element.text for element in root.iter(f"{space}title")]
    assert titles[0] == "Uses of <Shop>"
    assert "queue, missing: r" in titles
    assert "\\u001b\\u202e" in (titles[-1] or "")
    assert len([box for box in root.iter(f"{space}rect") if box.get("class") == "box"]) == 6
    assert len([path for path in root.iter(f"{space}path") if path.get("marker-end")]) == 5


def test_in_the_picture_users_are_left_of_what_they_use() -> None:
    places = {}
    for box in re.findall(r"<title>\w+: (\w)</title>\n<rect .*? x=.(\d+)", svg(graph_of({"A": "B q", "B": "q"}), "")):
        places[box[0]] = int(box[1])
    assert places["A"] < places["B"] < places["q"]


@given(st.dictionaries(NAMES, st.sets(NAMES, max_size=3), max_size=8), st.integers(1, 60))
def test_in_the_picture_boxes_keep_apart_and_texts_stay_in_them(uses: dict[str, set[str]], length: int) -> None:
    graph = Dependencies()
    for name, used in uses.items():
        user = graph.add(Thing("workflow", name + "W" * length, State.HERE, "a.yaml"))
        for other in used:
            graph.link(user, Thing("workflow", other + "W" * length, State.HERE, "b.yaml"))
    root = ElementTree.fromstring(svg(graph, "Uses"))
    space = "{http://www.w3.org/2000/svg}"
    boxes: list[tuple[int, int, int, int]] = []
    for group in root.iter(f"{space}g"):
        rect = group.find(f"{space}rect")
        assert rect is not None
        x, y, width, height = (int(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        boxes.append((x, y, x + width, y + height))
        for text in group.findall(f"{space}text"):
            size = 11 if text.get("class") else 13
            assert int(text.attrib["x"]) + width_of(text.text or "", size) <= x + width - 8
            assert y + size <= int(text.attrib["y"]) < y + height
    assert all(x >= 0 and y >= 0 for x, y, _, _ in boxes)
    assert all(
        right <= int(root.attrib["width"]) and bottom <= int(root.attrib["height"]) for *_, right, bottom in boxes
    )
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_in_the_picture_things_without_uses_are_beside_the_others() -> None:
    drawn = svg(graph_of({"A": "q", "B": "", "C": "r"}), "Uses")
    rows = dict(re.findall(r"<title>\w+: (\w)</title>\n<rect .*? y=.(\d+)", drawn))
    assert rows["A"] == rows["q"] == rows["B"]


def test_an_empty_picture() -> None:
    assert ElementTree.fromstring(svg(Dependencies(), "Nothing")).get("width") == "20"
