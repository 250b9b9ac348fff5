"""Names and keys that occur twice: each row is a part of a flow, and the findings."""

import pytest

from architrave.diagnostics import Source
from architrave.flows.reader import read_flow

_TASK = "    - task: {{name: {0}, refId: {1}, actions: [{{disconnect: {{name: Bye}}}}]}}\n"


def task(name: str, ref_id: str) -> str:
    return _TASK.format(name, ref_id)


def menu(name: str, ref_id: str, *choices: str) -> str:
    return f"    - menu: {{name: {name}, refId: {ref_id}, choices: [{', '.join(choices)}]}}\n"


def choice(key: str, more: str = "") -> str:
    return f"{{menuDisconnect: {{name: Bye, dtmf: {key}{more}}}}}"


def call(tasks: str = "", menus: str = "") -> str:
    start = "  startUpRef: /inboundCall/tasks/task[T0]\n"
    first = task("First", "T0")
    return f"inboundCall:\n  name: x\n{start}  tasks:\n{first}{tasks}" + (f"  menus:\n{menus}" if menus else "")


_TERMS = ", speechRecTerms: {en-us: {terms: [bye]}}"
_ALL = ", globalDtmf: true"
_INNER = "{menuSubMenu: {name: Sub, dtmf: digit_1, menu: {name: Inner, choices: [%s]}}}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(call(task("A", "T1") + task("B", "T2")), [], id="two tasks"),
        pytest.param(call(task("A", "T1") + task("A", "T2")), ["error duplicate-name"], id="two tasks, one name"),
        pytest.param(call(task("A", "T1") + task("a", "T2")), ["warning duplicate-name"], id="only case differs"),
        pytest.param(call(task("A", "T1"), menu("A", "M1")), ["warning duplicate-name"], id="a menu and a task"),
        pytest.param(call(menus=menu("A", "M1") + menu("A", "M2")), ["error duplicate-name"], id="two menus"),
        pytest.param(call(task("'{{x}}'", "T1") + task("'{{x}}'", "T2")), [], id="placeholders"),
        pytest.param(
            call(menus=menu("A", "M1", choice("digit_1"), choice("digit_1"))),
            ["error duplicate-choice"],
            id="one key twice",
        ),
        pytest.param(
            call(menus=menu("A", "M1", choice("digit_1")) + menu("B", "M2", choice("digit_1"))),
            [],
            id="two menus",
        ),
        pytest.param(
            call(menus=menu("A", "M1", choice("digit_1", _ALL)) + menu("B", "M2", choice("digit_1", _ALL))),
            ["error duplicate-choice"],
            id="one key for all menus, twice",
        ),
        pytest.param(
            call(menus=menu("A", "M1", choice("digit_1", _TERMS), choice("digit_2", _TERMS))),
            ["warning duplicate-choice"],
            id="one term twice",
        ),
        pytest.param(
            call(menus=menu("A", "M1", _INNER % f"{choice('digit_1')}, {choice('digit_1')}")),
            ["error duplicate-choice"],
            id="in a menu inside a choice",
        ),
    ],
)
def test_names(text: str, wanted: list[str]) -> None:
    _, found = read_flow(Source("flow.yaml", text))
    told = [f"{each.rule.severity.value} {each.rule.slug}" for each in found if each.rule.slug.startswith("duplicate-")]
    assert told == wanted


_BOT = """\
digitalBot:
  name: b
  startUpRef: /digitalBot/bots/bot[B_1]
  bots:
    - bot: {name: B, refId: B_1, actions: [{exitBotFlow: {name: E}}]}
  settingsNaturalLanguageUnderstanding:
    nluDomainVersion:
      intents: [%s]
      entities: [%s]
      entityTypes: [%s]
"""


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Order", "Number", "NumberType"), []),
        (("Order", "Number", "Number"), ["A slot and a slot type are both called “Number”."]),
        (("Order Order", "Number", "NumberType"), ["Two intents are called “Order”."]),
        (("Order", "Number Number", "NumberType"), ["Two slots are called “Number”."]),
        (("Number", "Number", "NumberType"), []),
    ],
)
def test_language_models(names: tuple[str, str, str], said: list[str]) -> None:
    lists = tuple(", ".join(f"{{name: {name}}}" for name in each.split()) for each in names)
    _, found = read_flow(Source("flow.yaml", _BOT % lists))
    assert [each.message for each in found if each.rule.slug == "duplicate-name"] == said
    assert not any(each.is_error for each in found if each.rule.slug == "duplicate-name")
