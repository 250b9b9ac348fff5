"""mocks.yaml for the data actions that flows call: a reply for each path."""

from collections.abc import Iterable, Iterator
from typing import Any

from architrave.expressions.types import Type
from architrave.flows.yaml.write import inline
from architrave.local.starting.needs import Called
from architrave.local.starting.samples import sample

_FAILURE = {"errorCode": "EXAMPLE", "status": 500, "errorMessage": "An example of a failure"}
_WORDS = ("fail", "time out")
_TRIGGERS: dict[str, tuple[Any, Any]] = {"str": _WORDS, "jsn": _WORDS, "int": (-1, -2), "dec": (-1, -2)}
"""By the type of an input: its values that get the failure and the timeout."""

_HEADER = """\
# Replies for the data actions that the flows in this folder call, so that they are not really called.
# A call gets the first reply that matches it: the failure or the timeout if an input has the value in `when`,
# otherwise the success. Change the values to what your service returns.
"""


def mocks_yaml(actions: Iterable[Called]) -> str:
    """The text of a whole mocks file."""
    return _HEADER + "\n".join(["", *mock_entries(actions)]) + "\n"


def mock_entries(actions: Iterable[Called]) -> Iterator[str]:
    """The entries of data actions in a mocks file."""
    for action in actions:
        yield from _entry(action)


def _entry(action: Called) -> Iterator[str]:
    yield f"{inline(action.full_name)}:"
    if action.inputs:
        yield f"  # inputs: {', '.join(f'{inline(name)} ({kind})' for name, kind in action.inputs.items())}"
    values = {name: value for name, kind in action.outputs.items() if (value := sample(kind, name)) is not None}
    success = f"  - success: {inline(values)}"
    trigger = _trigger(action.inputs)
    if trigger is None:
        # Without an input to tell the calls apart, the replies of a list would be used in turn.
        yield success
        yield f"  # - failure: {inline(_FAILURE)}"
        yield "  # - timeout: true"
        return
    name, (failing, late) = trigger
    yield f"  - when: {inline({name: failing})}"
    yield f"    failure: {inline(_FAILURE)}"
    yield f"  - when: {inline({name: late})}"
    yield "    timeout: true"
    yield success


def _trigger(inputs: dict[str, Type]) -> tuple[str, tuple[Any, Any]] | None:
    """The input that selects the other replies: a text, or else a number."""
    for code in _TRIGGERS:
        for name, kind in inputs.items():
            if kind.code == code and not kind.is_collection:
                return name, _TRIGGERS[code]
    return None
