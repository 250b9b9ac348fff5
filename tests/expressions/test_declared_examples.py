"""Every example of every declaration, evaluated: it has the result that the reference page shows."""

import pytest

from architrave.expressions import compile_expression
from architrave.expressions.declare import Example, Function
from architrave.expressions.library import all_functions
from tests.expressions.evaluating import found, outcome, typed_outcome

DECLARATIONS = [overload for overloads in all_functions().values() for overload in overloads]
EXAMPLES = [
    pytest.param(overload, example, id=f"{overload.name}: {example.expression}")
    for overload in DECLARATIONS
    for example in overload.examples
]


@pytest.mark.parametrize(("overload", "example"), EXAMPLES)
def test_example(overload: Function, example: Example):
    if example.shown is not None:
        compiled, faults = compile_expression(example.expression, {})
        assert compiled is not None, [fault.message for fault in faults]
    elif example.error is not None:
        assert typed_outcome(example.expression, found) == ("fault", example.error)
    elif example.json is not None:
        assert typed_outcome(example.expression, found)[1] == example.json
    else:
        assert outcome(example.expression, found) == example.text


@pytest.mark.parametrize("overload", DECLARATIONS, ids=lambda overload: overload.signature)
def test_declaration_is_complete(overload: Function):
    assert overload.examples or overload.category == "survey", (
        "only functions that need a survey question have no example"
    )
    assert overload.summary.endswith(".")
    assert len(overload.summary) <= 240
    for example in overload.examples:
        said = [example.text, example.json, example.error, example.shown]
        assert sum(each is not None for each in said) == 1, example
        assert overload.is_operator or overload.name.lower() in example.expression.lower()
