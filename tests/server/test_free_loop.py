"""Whatever a flow computes, the serving loop is free: others are answered, with worker processes and without."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import architrave
from architrave.local.platform import AsyncLocalPlatform
from tests.server.measured_loop import MeasuredLoop

pytestmark = pytest.mark.slow

HELD = 0.05
"""For how long the loop may answer nobody, in seconds of CPU."""

FLOW = """
workflow:
  name: {name}
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - stringVariable: {{name: Flow.text, initialValue: {{lit: abcdefgh}}, isInput: true, isOutput: false}}
    - stringVariable: {{name: Flow.other, initialValue: {{lit: ""}}, isInput: false, isOutput: false}}
    - jsonVariable: {{name: Flow.json, initialValue: {{noValue: true}}, isInput: true, isOutput: false}}
    - integerVariable: {{name: Flow.length, initialValue: {{lit: 0}}, isInput: false, isOutput: true}}
    - integerVariable: {{name: Flow.index, initialValue: {{lit: 0}}, isInput: false, isOutput: false}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
{actions}          - endWorkflow: {{name: End, exitReason: {{noValue: true}}}}
"""
GROWS = """          - loop:
              name: Grow
              currentIndex: {var: Flow.index}
              loopCount: {lit: 18}
              outputs:
                loop:
                  actions:
                    - updateData:
                        name: Double
                        statements:
                          - string: {variable: Flow.text, value: {exp: 'Append(Flow.text, Flow.text)'}}
"""
LOOPS = """          - loop:
              name: Many passes
              currentIndex: {var: Flow.index}
              loopCount: {lit: 250}
              outputs:
                loop:
                  actions:
                    - updateData:
                        name: Six texts
                        statements:
"""
TEXTS = 'Replace(Upper(Lower(Substring(Append(Flow.text, ToString(Flow.index)), 0, 7000))), "A", "b")'


def six(expression: str) -> str:
    statement = "                          - string: {variable: Flow.other, value: {exp: '" + expression + "'}}\n"
    return LOOPS + statement * 6


def sets_length(expression: str) -> str:
    return (
        "          - updateData:\n              name: Compute\n              statements:\n"
        "                - integer: {variable: Flow.length, value: {exp: '" + expression + "'}}\n"
    )


FLOWS = {
    "small": sets_length("Length(Flow.text)"),
    "many passes": GROWS.replace("18", "10") + six(TEXTS),
    "one expression": GROWS + sets_length('If(Flow.text < Append(Flow.text, "ä"), 1, 2)'),
    "a giant JSON": sets_length("Length(ToString(Flow.json))"),
    "a giant text": sets_length("Length(ToString(ToJson(Flow.text)))"),
}
GIANT = {
    "a giant JSON": {"json": {"rows": [{"id": number, "name": f"row {number}"} for number in range(15_000)]}},
    "a giant text": {"text": "[" + ",".join(["1.5"] * 100_000) + "]"},
}
"""The inputs of flows that have large ones."""

Scenario = Callable[[AsyncLocalPlatform, MeasuredLoop, Callable[..., Awaitable[Any]]], Awaitable[None]]


def served(folder: Path, workers: int, scenario: Scenario, **settings: Any) -> None:
    """Run a scenario with a served organization that has run everything once: imports are over."""
    (folder / "org.yaml").write_text("name: Test\n", encoding="utf-8")
    for name, actions in FLOWS.items():
        (folder / f"{name}.yaml").write_text(FLOW.format(name=name, actions=actions), encoding="utf-8")

    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, MeasuredLoop)
        async with architrave.open(folder, workers=workers, **settings) as platform:
            server = await platform.serve()
            with httpx.Client(base_url=server.url, timeout=120) as client:
                token = await asyncio.to_thread(log_in, client, server.client)

                async def ask(method: str, path: str, **options: Any) -> Any:
                    headers = {"Authorization": f"Bearer {token}"}
                    return await asyncio.to_thread(lambda: client.request(method, path, headers=headers, **options))

                one = await platform.launch("small")
                await platform.result(one)
                await ask("POST", "/api/v2/flows/executions", json={"flowId": one.flow_id})
                await ask("GET", f"/architrave/executions/{one.id}/trace")
                gc.collect()
                gc.freeze()
                await asyncio.sleep(0)
                loop.measure()
                await scenario(platform, loop, ask)
        gc.unfreeze()

    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        runner.run(run())


def log_in(client: httpx.Client, own: Any) -> str:
    form = {"grant_type": "client_credentials"}
    return client.post("/oauth/token", auth=(own.id, own.secret), data=form).json()["access_token"]


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("name", [name for name in FLOWS if name != "small"])
def test_neither_an_execution_nor_its_trace_holds_the_loop(tmp_path: Path, name: str, workers: int) -> None:
    async def scenario(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Callable[..., Awaitable[Any]]) -> None:
        flow = next(flow for flow in platform.organization.flows if flow.row.name == name)
        inputs = {f"Flow.{key}": value for key, value in GIANT.get(name, {}).items()}
        body = {"flowId": flow.row.id, "inputData": inputs}
        began = time.perf_counter()
        launched = await ask("POST", "/api/v2/flows/executions", json=body)
        assert launched.status_code == 200, launched.text
        execution = launched.json()["id"]
        print(f"launch {loop.longest * 1000:.0f} ms")
        record = await platform.result(execution)
        assert record.status == "COMPLETED", record.error
        print(f"execution {loop.longest * 1000:.0f} ms, took {time.perf_counter() - began:.1f}")
        assert loop.longest < HELD
        loop.measure()
        assert (await ask("GET", f"/api/v2/flows/executions/{execution}")).status_code == 200
        print(f"record {loop.longest * 1000:.0f} ms")
        loop.measure()
        began = time.perf_counter()
        trace = await ask("GET", f"/architrave/executions/{execution}/trace")
        print(f"trace {loop.longest * 1000:.0f} ms, took {time.perf_counter() - began:.1f}")
        assert trace.status_code == 200, trace.text
        assert trace.json()["status"] == "COMPLETED"
        assert loop.longest < HELD

    served(tmp_path, workers, scenario)
