"""Menus are read from the document: their choices, keys, targets, the default, and menus inside choices."""

from architrave.diagnostics import Source
from architrave.flows.document import read_document
from architrave.flows.menus import Choice, Menu, menus_of
from architrave.flows.yaml import Mapping

TEXT = """
inboundCall:
  menus:
    - menu:
        name: Main
        refId: Main_1
        defaultChildMenuRef: ./choices/menuDisconnect[Bye_2]
        choices:
          - menuJumpToTask: {name: Orders, dtmf: digit_1, globalDtmf: true, targetTaskRef: "/inboundCall/tasks/task[T]"}
          - menuDisconnect: {name: Bye, refId: Bye_2}
          - menuSubMenu: {name: Inside, dtmf: "digit_*", menu: {name: More, choices: [{menuRepeatMenu: {name: Again}}]}}
          - menuSubMenu: {name: Flat, choices: [{menuDisconnect: {name: End}}]}
          - a text
          - menuTask:
    - menu: {name: Bare}
    - state: {name: No menu}
    - a text
"""


def menus(text: str) -> tuple[Menu, ...]:
    document, _ = read_document(Source("flow.yaml", text), {})
    assert isinstance(document.root, Mapping)
    body = document.root.entries[0].value
    assert isinstance(body, Mapping)
    return menus_of(body)


def row(choice: Choice) -> tuple[str, str, str, bool, bool, tuple[str, str] | None]:
    return choice.kind, choice.name, choice.key, choice.everywhere, choice.is_default, choice.target


def test_menus_have_their_choices_in_order() -> None:
    main, bare = menus(TEXT)
    assert (main.name, main.ref_id, bare.name, bare.ref_id, bare.choices) == ("Main", "Main_1", "Bare", "Bare", ())
    assert [row(choice) for choice in main.choices] == [
        ("menuJumpToTask", "Orders", "1", True, False, ("task", "T")),
        ("menuDisconnect", "Bye", "", False, True, None),
        ("menuSubMenu", "Inside", "*", False, False, None),
        ("menuSubMenu", "Flat", "", False, False, None),
    ]


def test_a_choice_can_hold_a_menu() -> None:
    inside, flat = menus(TEXT)[0].choices[2:]
    assert inside.menu is not None
    assert flat.menu is not None
    assert (inside.menu.name, [choice.name for choice in inside.menu.choices]) == ("More", ["Again"])
    assert [choice.name for choice in flat.menu.choices] == ["End"]


def test_places_are_those_of_the_keys() -> None:
    main = menus(TEXT)[0]
    assert TEXT[main.start :].startswith("menu:")
    assert main.choices[0].pointer == "/inboundCall/menus/0/menu/choices/0/menuJumpToTask"


def test_a_flow_without_menus_has_none() -> None:
    assert menus("workflow: {name: x}") == ()
    assert menus("inboundCall: {menus: {menu: {name: x}}}") == ()
