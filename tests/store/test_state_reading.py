"""Reading saved states: any layout of the JSON is the same state, and what is wrong is said with its place."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

import tests.generating  # noqa: F401
from architrave.store import open_store, states
from architrave.store.state_reading import read_state
from architrave.store.states import WrongState
from tests.store.test_states import fill, saved

MUTATIONS = 1_000


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store, _ = open_store(tmp_path_factory.mktemp("read") / "read.db")
    assert store is not None
    fill(store, 3)
    document = saved(store)
    store.close()
    return document


LAYOUTS: tuple[Callable[[Any], str], ...] = (
    json.dumps,
    lambda content: json.dumps(content, indent=4, ensure_ascii=False),
    lambda content: json.dumps(content, separators=(",", ":")),
    lambda content: "\r\n\t " + json.dumps(dict(reversed(content.items()))) + " \n",
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout_is_the_same_state(document: bytes, layout: Callable[[Any], str]) -> None:
    assert read_state(layout(json.loads(document)).encode()) == read_state(document)


def changed(document: bytes, change: Callable[[Any], object]) -> bytes:
    content = json.loads(document)
    change(content)
    return json.dumps(content).encode()


def execution(content: Any) -> Any:
    return content["tables"]["executions"][1]


CHANGES: dict[str, tuple[Callable[[Any], object], str]] = {
    "another format": (lambda it: it.update(format=2), r"the format 2 \(it was saved by .*takes the format 1"),
    "another schema": (lambda it: it.update(schema=1), "has the schema 1 .*Restore it with the version that saved it"),
    "no format": (lambda it: it.pop("format"), 'the key "format", which is missing'),
    "no schema": (lambda it: it.pop("schema"), 'the key "schema", which is missing'),
    "no tables": (lambda it: it.pop("tables"), 'the key "tables", which is missing'),
    "a table less": (lambda it: it["tables"].pop("flows"), 'lacks the table "flows"'),
    "a table more": (lambda it: it["tables"].update(tokens=[]), 'has no table "tokens"'),
    "a key more": (lambda it: it.update(secrets=1), 'has no key "secrets"'),
    "a wrong type": (lambda it: execution(it).update(launched_at="7"), r"tables\.executions\[1\]: Expected `int`"),
    "too large a number": (lambda it: execution(it).update(launched_at=2**63), r"executions\[1\]: .*launched_at"),
    "too long a text": (lambda it: execution(it).update(id="x" * 37), r"executions\[1\]: .*length <= 36"),
    "a column less": (lambda it: execution(it).pop("name"), r"executions\[1\]: .*missing required field `name`"),
    "a column more": (lambda it: execution(it).update(number=4), r"executions\[1\]: .*unknown field `number`"),
    "no JSON in a JSON text": (lambda it: execution(it).update(inputs="{"), r"executions\[1\]\.inputs, a JSON text: "),
    "other JSON in it": (lambda it: execution(it).update(parked="[{}]"), r"executions\[1\]\.parked, .*rule"),
    "no Base64": (lambda it: it["tables"]["journals"][0].update(entries="§"), r"journals\[0\]: Invalid base64"),
    "rows that are no objects": (lambda it: it["tables"].update(flows=[1]), "a row, an object of plain values"),
    "a row in a row": (lambda it: execution(it).update(name={"a": 1}), "a row, an object of plain values"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_does_not_fit_is_said_with_its_place(document: bytes, change: str) -> None:
    apply, said = CHANGES[change]
    with pytest.raises(WrongState, match=said):
        read_state(changed(document, apply))


@pytest.mark.parametrize("text", [b"", b"\0", b"null", b"[]", b"{", b'{"format": 1', b'{"\xff": 1}', b"\xff", b"{}x"])
def test_what_is_no_state_is_said_to_be_none(text: bytes) -> None:
    with pytest.raises(WrongState):
        read_state(text)


def test_a_mutated_document_is_a_state_or_refused(document: bytes) -> None:
    for seed in range(MUTATIONS):
        choose = random.Random(seed)
        text = bytearray(document)
        for _ in range(choose.randint(1, 3)):
            start = choose.randrange(len(text))
            text[start : start + choose.randint(0, 3)] = choose.choice(
                [b"", b'"', b"{", b"}", b"\\", b"\xff", b"[", b"0"]
            )
        try:
            found = read_state(bytes(text))
        except WrongState:
            continue
        assert set(found.rows) == {table.name for table in states.tables()}
