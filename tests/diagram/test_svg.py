"""The diagrams of a few flows to the letter; every diagram is well-formed, small and safe, also for hostile names."""

import re
from pathlib import Path

import pytest

from architrave.diagram.marks import Marks
from architrave.diagram.svg import svg_of
from tests.diagram.drawn import ALL, CORPUS, FLOWS, OWN, SVG, flow, long_flow, parsed, read
from tests.goldens import Golden
from tests.shared import needs_shared

LARGEST = 30_000
"""The budget of a diagram of 60 actions, in bytes."""


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_the_diagram_of_a_flow(path: Path, golden: Golden) -> None:
    _, outline = flow(path.stem)
    golden(path.with_suffix(".svg"), svg_of(outline))


def test_a_diagram_with_marks(golden: Golden) -> None:
    _, outline = flow("loops")
    ran = {0: 3, 1: 5, 2: 4, 3: 1, 5: 3, 7: 1}
    taken = {(0, "loop"): 2, (1, "loop"): 4, (2, "case 1"): 1, (2, "default"): 3}
    marks = Marks(ran, taken, frozenset({7}), frozenset({5}))
    golden(FLOWS / "marked.svg", svg_of(outline, marks, link=lambda number: f"#step-{number}", prefix="x-"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_diagram_is_well_formed_and_has_every_action(path: Path) -> None:
    draw(path)


@needs_shared
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-40:])
def test_every_exported_flow_is_drawn(path: Path) -> None:
    draw(path)


def draw(path: Path) -> None:
    found = read(path.read_text(encoding="utf-8"))
    if found is None:
        return
    program, outline = found
    svg = svg_of(outline)
    root = parsed(svg)
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert {f"a{number}" for number in range(len(program.actions))} <= set(ids)
    links = [element.attrib["href"] for element in root.iter(f"{SVG}a")]
    assert {link[1:] for link in links} <= set(ids)
    if len(program.actions) <= 60:
        assert len(svg.encode()) <= LARGEST


def test_sixty_actions_are_within_the_budget() -> None:
    found = read(long_flow(60))
    assert found is not None
    assert len(svg_of(found[1]).encode()) <= LARGEST


def test_the_same_flow_gives_the_same_bytes() -> None:
    assert svg_of(flow("menus")[1]) == svg_of(flow("menus")[1])


@pytest.mark.parametrize("hostile", ["</text><script>x</script>", "\u202e", "\x07", "&<>\"'", "{{key}}"])
def test_hostile_names_are_shown_as_text(hostile: str) -> None:
    text = (FLOWS / "loops.yaml").read_text(encoding="utf-8")
    quoted = hostile.encode("unicode-escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    for written in ("name: Loops", "name: Outer", "name: Start"):
        text = text.replace(written, f'name: "{quoted}"')
    found = read(text)
    assert found is not None
    svg = svg_of(found[1])
    svg.encode()
    shown = "".join(parsed(svg).itertext())
    assert re.search("[\x00-\x08\x0b-\x1f\u202e\ud800]", shown) is None
    if hostile.isprintable():
        assert hostile in shown


def test_a_long_name_ends_with_an_ellipsis_and_is_whole_in_the_title() -> None:
    name = "A name that is far too long for a box, " * 5
    text = (FLOWS / "loops.yaml").read_text(encoding="utf-8").replace("name: Outer", f'name: "{name.strip()}"')
    found = read(text)
    assert found is not None
    box = next(each for each in parsed(svg_of(found[1])).iter(f"{SVG}g") if each.attrib.get("id") == "a0")
    assert name.strip() in (box.findtext(f"{SVG}title") or "")
    assert sum(1 for line in box.findall(f"{SVG}text") if "class" not in line.attrib) == 3
    assert any((line.text or "").endswith("…") for line in box.findall(f"{SVG}text"))


def test_a_flow_without_parts_is_drawn() -> None:
    found = read("workflow: {name: Nothing}")
    assert found is not None
    assert "Nothing" in "".join(parsed(svg_of(found[1])).itertext())
