"""The dependencies of an organization for people."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from architrave.cli.views.problems import show_line
from architrave.diagnostics.renderers.text import Kind, Piece
from architrave.diagnostics.summary import counted
from architrave.diagnostics.visible import visible_line
from architrave.local.deps.against import Against
from architrave.local.deps.graph import Dependencies, State, Thing
from architrave.local.deps.reading import ReadFolder
from architrave.local.deps.words import kind_in_words

_STATES: Mapping[State, tuple[str, Kind]] = {
    State.HERE: ("", "source"),
    State.SCRIPTED: ("  only a reply in mocks.yaml", "place"),
    State.MISSING: ("  missing", "bad"),
    State.UNKNOWN: ("  not checked", "place"),
}


@dataclass(frozen=True, slots=True)
class ShownDependencies:
    """What is shown: what was read, and its graph or a part of it."""

    read: ReadFolder
    graph: Dependencies


def show_dependencies(view: ShownDependencies) -> None:
    """Print what uses what, the deploy order, and what is missing or unused."""
    show_things(view, is_total=False)
    graph = view.graph
    groups, cycles = graph.deploy_order(), graph.cycles()
    if groups:
        _title("Deploy order")
        for number, group in enumerate(groups, 1):
            for thing in group:
                _text(f"{number}. {_name(thing)}")
        click.echo()
    if cycles:
        _title("Cycles: deploy stubs of one of these first")
        for cycle in cycles:
            _text(" → ".join(thing.name for thing in (*cycle, cycle[0])))
        click.echo()
    used = graph.used_by()
    missing = graph.in_state(State.MISSING)
    _section("Missing", missing, {each.key: _users(used.get(each.key, [])) for each in missing}, "bad")
    unused = graph.unused()
    _section("Used by no flow", unused, {each.key: f"in {each.file}" for each in unused if each.file})
    _total(view)


def show_things(view: ShownDependencies, *, is_total: bool = True) -> None:
    """Print what each thing uses."""
    graph = view.graph
    users = [thing for thing in graph.things.values() if graph.of(thing) or (thing.is_flow and thing.file)]
    for thing in users:
        state, kind = _STATES[thing.state]
        place = f"  {thing.file}" if thing.file else ""
        show_line([Piece("title", visible_line(_name(thing))), Piece("place", visible_line(place)), Piece(kind, state)])
        used = graph.of(thing)
        width = max((len(kind_in_words(each)) for each in used), default=0)
        for each in used:
            state, kind = _STATES[each.state]
            text = f"  {kind_in_words(each):<{width}}  {each.name}"
            show_line([Piece("source", visible_line(text)), Piece(kind, state)])
        if not used and thing.state is State.HERE:
            _text("uses nothing by name")
        click.echo()
    if is_total:
        _total(view)


def show_against(view: ShownDependencies, against: Against, other: ReadFolder) -> None:
    """Print what another organization lacks, and what differs in it."""
    graph = view.graph
    used = graph.used_by()
    where = f"{other.organization.name} ({other.folder})"
    there = f"Not in {where}, and used here"
    _section(there, against.missing, {each.key: _users(used.get(each.key, [])) for each in against.missing}, "bad")
    flows = set(against.flows)
    order = [each for group in graph.deploy_order() for each in group if each in flows]
    absent = [*order, *(each for each in against.flows if each not in order)]
    _section(f"Flows that are not in {where}, in deploy order", absent, {})
    if against.different:
        _title("Different")
        for each in against.different:
            _text(f"{kind_in_words(each.thing)}  {each.thing.name}: {each.how}")
            if each.thing.is_flow and each.other_file and each.thing.file:
                files = (Path(other.folder, each.other_file), Path(view.read.folder, each.thing.file))
                _text(f"  architrave diff {' '.join(shlex.quote(str(file)) for file in files)}")
        click.echo()
    _section(f"Only in {where}", against.only_there, {})
    if not any((against.missing, against.flows, against.different, against.only_there)):
        show_line([Piece("message", visible_line(f"{where} has all of this, and nothing differs."))])
        return
    counts = (
        (against.missing, "missing"),
        (against.flows, "to deploy"),
        (against.different, "different"),
        (against.only_there, "only there"),
    )
    said = ", ".join(f"{len(things):,} {what}" for things, what in counts if things)
    show_line([Piece("message", visible_line(f"{where}: {said}."))])


def _section(title: str, things: Iterable[Thing], notes: Mapping[tuple[str, str], str], kind: Kind = "source") -> None:
    listed = list(things)
    if not listed:
        return
    _title(title)
    width = max(len(kind_in_words(each)) for each in listed)
    for each in sorted(listed, key=lambda thing: thing.kind):
        note = notes.get(each.key, "")
        text = f"  {kind_in_words(each):<{width}}  {each.name}"
        show_line([Piece(kind, visible_line(text)), Piece("place", visible_line(f"  {note}" if note else ""))])
    click.echo()


def _title(text: str) -> None:
    show_line([Piece("title", visible_line(text))])


def _text(text: str) -> None:
    show_line([Piece("source", visible_line(f"  {text}"))])


def _users(users: list[Thing]) -> str:
    return f"used by {', '.join(user.name for user in users)}" if users else ""


def _name(thing: Thing) -> str:
    return f"{thing.name} ({kind_in_words(thing)})"


def _total(view: ShownDependencies) -> None:
    graph = view.graph
    missing, cycles = len(graph.in_state(State.MISSING)), len(graph.cycles())
    links = sum(len(used) for used in graph.uses.values())
    said = [counted(len(graph.flows()), "flow"), counted(links, "use")]
    said += [f"{missing} missing"] if missing else []
    said += [counted(cycles, "cycle")] if cycles else []
    show_line([Piece("message", visible_line(f"{view.read.organization.name}: {', '.join(said)}."))])
