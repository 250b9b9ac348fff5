"""The menus of a call flow, with their choices. They are read from the document: a Program has no menus."""

from collections.abc import Iterator
from dataclasses import dataclass

from architrave.flows.references import referred_to
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A choice of a menu. `kind` is its Archy key (`menuTask`), `key` what a caller presses, empty without a key.

    `everywhere`: the key works in every menu. `is_default`: it is taken if the caller chooses nothing. `target` is the
    kind and the refId of what it leads to. `pointer` is its place in the document, and `start` the offset of its key.
    """

    kind: str
    name: str
    key: str
    everywhere: bool
    is_default: bool
    target: tuple[str, str] | None
    menu: "Menu | None"
    pointer: str
    start: int


@dataclass(frozen=True, slots=True, eq=False)
class Menu:
    """A menu: its choices in the order of the file. `start` is the offset of its key in the document."""

    name: str
    ref_id: str
    choices: tuple[Choice, ...]
    pointer: str
    start: int


def menus_of(body: Mapping) -> tuple[Menu, ...]:
    """The menus in the object of a flow. What is not written as a menu or a choice is left out."""
    listed = body.get("menus")
    found: list[Menu] = []
    for item in listed.items if isinstance(listed, Sequence) else ():
        entry = item.entry("menu") if isinstance(item, Mapping) else None
        if entry is not None and isinstance(entry.value, Mapping):
            found.append(_menu(entry, entry.value))
    return tuple(found)


def choices_of(menu: Mapping) -> Iterator[tuple[Entry, Mapping]]:
    """The entry of each choice of a menu, with its object."""
    listed = menu.get("choices")
    for item in listed.items if isinstance(listed, Sequence) else ():
        for entry in item.entries[:1] if isinstance(item, Mapping) else ():
            if isinstance(entry.value, Mapping):
                yield entry, entry.value


def _menu(entry: Entry, body: Mapping) -> Menu:
    name = _text(body.get("name"))
    default = referred_to(_text(body.get("defaultChildMenuRef")))
    choices = tuple(_choice(inner, choice, default) for inner, choice in choices_of(body))
    return Menu(name, _text(body.get("refId")) or name, choices, entry.key.pointer, entry.key.start)


def _choice(entry: Entry, body: Mapping, default: tuple[str, str] | None) -> Choice:
    name = _text(body.get("name"))
    everywhere = body.get("globalDtmf")
    inner = body.entry("menu")
    menu = _menu(inner, inner.value) if inner is not None and isinstance(inner.value, Mapping) else None
    if menu is None and "choices" in body:
        menu = _menu(entry, body)
    return Choice(
        kind=entry.name,
        name=name,
        key=_text(body.get("dtmf")).removeprefix("digit_"),
        everywhere=isinstance(everywhere, Scalar) and everywhere.value is True,
        is_default=default == (entry.name, _text(body.get("refId")) or name),
        target=_target(body),
        menu=menu,
        pointer=entry.key.pointer,
        start=entry.key.start,
    )


def _target(body: Mapping) -> tuple[str, str] | None:
    paths = (entry.value for entry in body.entries if entry.name.startswith("target") and entry.name.endswith("Ref"))
    return next((found for path in paths if (found := referred_to(_text(path))) is not None), None)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
