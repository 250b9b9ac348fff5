"""What every action's declaration says."""

import pytest

from architrave.flows.actions import ACTIONS, Running


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.key)
def test_an_action_that_is_not_run_as_the_cloud_does_says_why(action):
    assert action.note or action.running is Running.EXACT, "its declaration needs a note that says why"
