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

Ask = Callable[..., Awaitable[Any]]
Scenario = Callable[[AsyncLocalPlatform, MeasuredLoop, Ask], Awaitable[None]]


def served(folder: Path, workers: int, scenario: Scenario, *, on_reload: Any = None, **settings: Any) -> None:
    """Run a scenario with a served organization that has run everything once: imports are over."""
    (folder / "org.yaml").write_text("name: Test\n", encoding="utf-8")
    for name, actions in FLOWS.items():
        (folder / f"{name}.yaml").write_text(FLOW.format(name=name, actions=actions), encoding="utf-8")

    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, MeasuredLoop)
        async with architrave.open(folder, workers=workers, **settings) as platform:
            server = await platform.serve(on_reload=on_reload)
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
    async def scenario(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Ask) -> None:
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


LARGE = 200_000
BODIES = {
    "a trailing comma": '{"inputData": {' + ",".join(f'"Flow.a{n}": "{n}"' for n in range(LARGE // 18)) + ",}}",
    "unknown inputs": '{"inputData": {' + ",".join(f'"Flow.a{n}": "{n}"' for n in range(LARGE // 18)) + "}}",
    "a text without an end": '{"flowId": "' + "a" * LARGE,
    "quotes": "'" * LARGE,
    "brackets": "[" * LARGE,
}


def test_checking_a_large_body_does_not_hold_the_loop(tmp_path: Path) -> None:
    async def scenario(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Ask) -> None:
        flow = next(iter(platform.organization.flows)).row.id
        for name, text in BODIES.items():
            body = text.replace("{", '{"flowId": "' + flow + '", ', 1) if "flowId" not in text else text
            loop.measure()
            answered = await ask("POST", "/api/v2/flows/executions", content=body.encode())
            assert answered.status_code in (400, 415), name
            print(f"{name} {loop.longest * 1000:.0f} ms")
            assert loop.longest < HELD, name

    served(tmp_path, 0, scenario)


def test_reading_a_changed_flow_does_not_hold_the_loop(tmp_path: Path) -> None:
    """It has 700 actions, and it is published while others are answered."""
    reloaded = asyncio.Event()

    async def scenario(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Ask) -> None:
        actions = "".join(sets_length("Length(Flow.text)").replace("Compute", f"Compute {n}") for n in range(700))
        loop.measure()
        (tmp_path / "small.yaml").write_text(FLOW.format(name="small", actions=actions), encoding="utf-8")
        async with asyncio.timeout(60):
            await reloaded.wait()
        print(f"reload {loop.longest * 1000:.0f} ms")
        assert loop.longest < HELD
        loop.measure()
        one = await platform.launch("small")
        assert (await platform.result(one)).status == "COMPLETED"
        print(f"first launch {loop.longest * 1000:.0f} ms")
        assert loop.longest < HELD

    served(tmp_path, 1, scenario, on_reload=lambda result: reloaded.set())
