"""The declaration of every action, and the classes of its fields."""

import ast
import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import pytest

import architrave
from architrave.expressions.types import Type
from architrave.expressions.values import Audio, Communication, Currency, Json, PhoneNumber, Record
from architrave.flows.actions import ACTIONS, Running
from architrave.flows.actions.failures import Failing
from architrave.flows.actions.shape import (
    GIVEN,
    Actions,
    Anything,
    Branch,
    ByType,
    Flag,
    Keyed,
    ListOf,
    MapOf,
    Named,
    Number,
    Object,
    OneOf,
    Output,
    Outputs,
    Ref,
    Shape,
    Text,
    Value,
    VariableName,
    keys_of,
)
from architrave.flows.containers import ContainerFields
from architrave.flows.program import Block, Fields, Slot, Target
from architrave.flows.variables import VariableFields

SOURCE = Path(architrave.__file__).parent

PYTHON = {
    "str": str, "int": int, "dec": Decimal, "bln": bool, "dtm": datetime, "dat": date, "tim": time, "dur": timedelta,
    "cur": Currency, "phn": PhoneNumber, "jsn": Json, "aud": Audio, "com": Communication, "given": object,
}  # fmt: skip
"""The Python types of values, as in `architrave.expressions.values`; all others are Records."""


def within(shape: Shape) -> Iterator[Shape]:
    """The shapes inside a shape."""
    match shape:
        case Object(of):
            yield from (each.shape for each in keys_of(of).values())
        case ListOf(item) | MapOf(item) | Named(item) | ByType(item):
            yield item
        case OneOf(options):
            yield from options.values()
        case _:
            pass


def classes(shapes: list[Shape]) -> set[type[Fields]]:
    """Every class of fields in these shapes."""
    found: set[type[Fields]] = set()
    while shapes:
        shape = shapes.pop()
        if isinstance(shape, Object):
            found.add(shape.of)
        shapes.extend(within(shape))
    return found


CLASSES = sorted(
    classes(
        [Object(of) for of in (Branch, ContainerFields, VariableFields, *(one.fields for one in ACTIONS.values()))]
    ),
    key=lambda of: of.__name__,
)


def values_of(kind: Type | None) -> Any:
    """The Python type of a type's values."""
    if kind is None:
        return object
    python = PYTHON.get(kind.code, Record)
    return tuple[python | None, ...] if kind.is_collection else python


def gives(shape: Shape, *, required: bool = True) -> Any:
    """The annotation for the result of a shape."""
    match shape:
        case Anything():
            return None
        case Object(of):
            return of
        case ListOf(item):
            return tuple[gives(item), ...]
        case MapOf(item):
            return Mapping[str, gives(item)]
        case Outputs():
            return Mapping[str, Target]
        case Named(item):
            return Keyed[gives(item)]
        case ByType(item):
            return gives(item)
        case Value(kind):
            given: Any = Slot[values_of(kind)]
        case Output() | VariableName():
            given = Target
        case Text() | Ref():
            given = str
        case Flag():
            given = bool
        case Number():
            given = int
        case Actions():
            given = Block
        case OneOf(options):
            given = reduce(or_, (gives(option) for option in options.values()))
    return given if required else given | None


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.key)
def test_an_action_that_is_not_run_as_the_cloud_does_says_why(action):
    assert action.note or action.running is Running.EXACT, "its declaration needs a note that says why"


@pytest.mark.parametrize("of", CLASSES, ids=lambda of: of.__name__)
def test_an_attribute_has_the_type_that_its_shape_gives(of):
    annotations = {
        name: kind for each in reversed(of.__mro__) for name, kind in vars(each).get("__annotations__", {}).items()
    }
    for declared in keys_of(of).values():
        expected = gives(declared.shape, required=declared.required)
        assert annotations[declared.name] == expected, f"annotate `{of.__name__}.{declared.name}` as {expected}"
        assert "Any" not in str(annotations[declared.name])


@pytest.mark.parametrize("of", CLASSES, ids=lambda of: of.__name__)
def test_a_required_field_has_a_value_even_if_it_could_not_be_read(of):
    nothing = of().values()
    required = [each.name for each in keys_of(of).values() if each.required]
    assert None not in [nothing[name] for name in required]


@pytest.mark.parametrize("of", CLASSES, ids=lambda of: of.__name__)
def test_a_class_of_fields_is_frozen_and_has_nothing_but_fields(of):
    assert of.__dataclass_params__.frozen
    assert not hasattr(of(), "__dict__"), f"decorate `{of.__name__}` with `@fields`"
    assert all("shape" in each.metadata for each in dataclasses.fields(of)), "declare each attribute with `field(…)`"


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.key)
def test_an_open_type_is_given(action):
    left: list[Shape] = [each.shape for each in action.keys.values()]
    while left:
        shape = left.pop()
        assert getattr(shape, "type", None) is not GIVEN, "name the type: the third argument of its declaration"
        left.extend(within(shape) if not isinstance(shape, ByType | Object) else ())


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.key)
def test_an_action_that_runs_has_failure_outputs_if_it_has_a_failure_path(action):
    if action.running is not Running.REFUSED:
        said = "the output `failure` and the field `failure_outputs` belong together"
        assert isinstance(action.fields(), Failing) == ("failure" in action.outputs), said


def test_no_code_reads_fields_by_text_keys():
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for package in ("flows", "interpreter", "engine")
        for path in sorted((SOURCE / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _reads_by_key(node)
    ]
    assert found == [], "read an attribute of the class of fields"


def _reads_by_key(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=read, slice=ast.Constant()) | ast.Call(func=ast.Attribute(value=read, attr="get")):
            return (isinstance(read, ast.Attribute) and read.attr == "fields") or (
                isinstance(read, ast.Name) and read.id == "fields"
            )
        case _:
            return False


@pytest.mark.parametrize("key", ACTIONS)
def test_an_exact_action_names_the_page_with_which_it_was_compared(key: str) -> None:
    declaration = ACTIONS[key]
    assert declaration.running is not Running.EXACT or declaration.page
    assert declaration.running is not Running.APPROXIMATED or declaration.note
