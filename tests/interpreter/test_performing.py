"""Declared actions and performed actions agree."""

import pytest

from architrave.flows.actions import ACTIONS
from architrave.flows.actions.declaration import Running
from architrave.flows.program import Fields
from architrave.interpreter.performing import performers, performs

PERFORMED = sorted(performers())


def test_every_action_that_is_declared_to_run_is_performed_and_no_other() -> None:
    declared = {key for key, declaration in ACTIONS.items() if declaration.running is not Running.REFUSED}
    unperformed, undeclared = declared - set(PERFORMED), set(PERFORMED) - declared
    assert unperformed == set(), "perform these in interpreter/actions, or declare them as refused"
    assert undeclared == set(), "declare these as run in flows/actions"


def test_fields_that_no_running_action_has_are_not_performed() -> None:
    with pytest.raises(TypeError, match="No action with the fields Fields is declared to run"):
        performs(Fields)


@pytest.mark.parametrize("kind", PERFORMED)
def test_an_approximation_says_what_it_is(kind: str) -> None:
    declaration = ACTIONS[kind]
    assert declaration.running is not Running.APPROXIMATED or declaration.note, "its declaration needs a note"
