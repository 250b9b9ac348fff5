"""The handlers' replies have the types that the effects name."""

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, is_typeddict

import pytest

from architrave.engine.virtual import VirtualEngine
from architrave.interpreter import effects
from architrave.interpreter.effects import Asks
from architrave.interpreter.journal import REPLY
from tests.interpreter.cases import ALL, Case

REPLIES = {kind.__name__: get_args(kind.__orig_bases__[0])[0] for kind in Asks.__subclasses__()}


def fits(value: Any, kind: Any) -> bool:
    """Whether JSON is of a type."""
    if kind is Any or kind is effects.Json:
        return True
    if is_typeddict(kind):
        known = kind.__annotations__
        return (
            isinstance(value, dict)
            and kind.__required_keys__ <= value.keys() <= known.keys()
            and all(fits(item, _bare(known[name])) for name, item in value.items())
        )
    match get_origin(kind) or kind:
        case origin if origin in (Union, UnionType):
            return any(fits(value, each) for each in get_args(kind))
        case origin if origin is list:
            return isinstance(value, list) and all(fits(item, get_args(kind)[0]) for item in value)
        case origin if origin is dict:
            return isinstance(value, dict) and all(fits(item, get_args(kind)[1]) for item in value.values())
        case origin:
            return type(value) is (NoneType if origin is None else origin)


def _bare(kind: Any) -> Any:
    """A type without its NotRequired."""
    return get_args(kind)[0] if "NotRequired" in str(kind) else kind


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_reply_is_of_the_type_that_its_effect_names(case: Case) -> None:
    done = VirtualEngine(case.handlers(), case.modules.__getitem__).run(case.program, case.start)
    for entry in done.journal:
        assert entry.kind != REPLY or fits(entry.value, REPLIES[entry.effect]), entry


def test_every_effect_names_the_type_of_its_reply() -> None:
    ours = [kind for kind in effects.Effect.__subclasses__() if kind.__module__ == effects.__name__]
    assert ours == [Asks], "derive it from Asks[…]"
    assert effects._KINDS.keys() <= REPLIES.keys()
