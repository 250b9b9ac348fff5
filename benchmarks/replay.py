"""Replay: decodes a journal and replays it on a new machine that records a trace; one action in three is an effect.

The result is actions per second of CPU time in the best of several replays. Passes of the loop do not count as
actions, although each costs nearly as much as one.
"""

import json
import time
from statistics import median
from typing import Any

from architrave.diagnostics import Source
from architrave.engine.handlers import Handlers
from architrave.engine.virtual import VirtualEngine
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Start
from architrave.interpreter.journal import decode, encode
from architrave.interpreter.trace import traced

PASSES = 333
REPLAYS = 400

FLOW = f"""
workflow:
  name: Replay
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - integerVariable: {{name: Flow.index, initialValue: {{lit: 0}}, isInput: false, isOutput: false}}
    - integerVariable: {{name: Flow.sum, initialValue: {{lit: 0}}, isInput: false, isOutput: true}}
    - stringVariable: {{name: Flow.state, initialValue: {{noValue: true}}, isInput: false, isOutput: true}}
    - stringVariable: {{name: Flow.owner, initialValue: {{noValue: true}}, isInput: false, isOutput: true}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - loop:
              name: Orders
              currentIndex: {{var: Flow.index}}
              loopCount: {{lit: {PASSES}}}
              outputs:
                loop:
                  actions:
                    - dataTableLookup:
                        name: Order
                        lookupValue: {{exp: ToString(Flow.index)}}
                        dataTable:
                          Orders:
                            foundOutputs:
                              state: {{var: Flow.state}}
                              owner: {{var: Flow.owner}}
                            failureOutputs: {{errorType: {{noValue: true}}, errorMessage: {{noValue: true}}}}
                    - decision:
                        name: Open?
                        condition: {{exp: 'Flow.state == "open"'}}
                    - updateData:
                        name: Sum
                        statements:
                          - integer: {{variable: Flow.sum, value: {{exp: Flow.sum + Flow.index}}}}
          - endWorkflow: {{name: End, exitReason: {{noValue: true}}}}
"""


class Orders:
    """A table in which every order is open."""

    def look_up(self, _noun: str, _by: str, value: Any, _within: str | None = None, /) -> dict[str, Any]:
        return {"key": value, "state": "open", "owner": "Ada", "amount": 12}

    def all(self, _noun: str, /) -> list[dict[str, Any]]:
        return []


def measure() -> dict[str, Any]:
    """Actions per second."""
    program, faults = read_flow(Source("replay.yaml", FLOW))
    assert program is not None, faults
    start = Start("bench", launched_at=1_767_225_600_000)
    done = VirtualEngine(Handlers(Orders), {}.__getitem__).run(program, start)
    actions = 3 * PASSES
    assert done.outcome is not None
    assert done.outcome.output_data["Flow.sum"] == str(PASSES * (PASSES - 1) // 2)
    assert len(done.journal) * 3 == actions
    data = encode(done.journal)
    took = [_replay(program, start, data) for _ in range(REPLAYS)]
    return {
        "actions_per_second": round(actions / min(took)),
        "median": round(actions / median(took)),
        "journal_bytes_per_effect": round(len(data) / len(done.journal), 1),
    }


def _replay(program: Program, start: Start, data: bytes) -> float:
    began = time.process_time()
    _, place, _ = traced(program, start, {}.__getitem__, decode(data))
    took = time.process_time() - began
    assert place.outcome is not None
    assert place.outcome.status == "COMPLETED"
    return took


if __name__ == "__main__":
    print(json.dumps(measure()))
