"""The local platform, as programs use it: opened, run, launched, served, and its clock moved."""

import asyncio
import shutil
from pathlib import Path

import httpx
import pytest

import architrave
from architrave import ManualClock
from architrave.diagnostics import Source
from architrave.local.platform_html import MOST_FLOWS
from architrave.server.running import CannotListen
from tests.markup import text_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"
ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
INPUTS = {"batchId": "B-1", "Flow.sourceSystem": "mulesoft-erp"}

NAPS = """
workflow:
  name: Naps
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - dateTimeVariable: {name: Flow.first, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - dateTimeVariable: {name: Flow.second, initialValue: {noValue: true}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - wait:
              name: An hour
              trimDurationNearMaxRunningTime: {lit: false}
              duration: {exp: "MakeDuration(0, 1, 0, 0)"}
          - updateData:
              name: Note the first
              statements:
                - dateTime: {variable: Flow.first, value: {exp: GetCurrentDateTimeUtc()}}
          - callData:
              name: Ask
              category: {Integration: {dataAction: {Slow: {}}}}
              timeout: {lit: {seconds: 60}}
              outputs:
                success: {actions: []}
          - wait:
              name: Half an hour
              trimDurationNearMaxRunningTime: {lit: false}
              duration: {exp: "MakeDuration(0, 0, 30, 0)"}
          - updateData:
              name: Note the second
              statements:
                - dateTime: {variable: Flow.second, value: {exp: GetCurrentDateTimeUtc()}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""
HELD_BACK = {"Slow": {"success": {}, "delay": 45}}


@pytest.fixture
def naps(tmp_path: Path) -> Path:
    """A folder with a flow that waits for an hour, for 45 seconds, and for half an hour."""
    folder = tmp_path / "naps"
    folder.mkdir()
    (folder / "naps.yaml").write_text(NAPS)
    return folder


def test_a_flow_of_the_organization_runs_by_name_id_and_file():
    with architrave.open(EXAMPLE) as platform:
        (by_name, by_id, by_file) = [
            platform.run(flow, INPUTS, at="2026-01-31T12:00:00Z")
            for flow in (
                "order SYNC",
                "a1b2c3d4-5678-90ab-cdef-1234567890ab",
                EXAMPLE / "flows" / "order-sync.yaml",
            )
        ]
        assert by_name.status == "COMPLETED"
        assert by_name.output_data["Flow.ordersSynced"] == "5"
        assert by_name.path[0] == "Settle the inputs"
        assert by_name.to_json()["trace"] == by_id.to_json()["trace"] == by_file.to_json()["trace"]


def test_replies_of_a_run_override_those_of_the_organization():
    with architrave.open(EXAMPLE) as platform:
        run = platform.run(
            "Order sync", INPUTS, mocks={"Get Orders": {"timeout": True}, "Confirm Batch": {"success": {}}}
        )
        assert run.output_data["Flow.ordersSynced"] == "0"
        with pytest.raises(architrave.CannotOpenError, match="sucess"):
            platform.run("Order sync", INPUTS, mocks={"Get Orders": {"sucess": {}}})


def test_a_run_can_stop_after_an_action():
    with architrave.open(EXAMPLE) as platform:
        run = platform.run("Order sync", INPUTS, until="Find the owner")
        assert (run.status, run.path[-1], run.output_data, run.error) == ("RUNNING", "Find the owner", {}, None)


def test_a_single_flow_is_opened_as_file_or_text(naps):
    with architrave.open(naps / "naps.yaml") as platform:
        assert platform.run(at=0).status == "COMPLETED"
    with architrave.open(Source("mine", NAPS)) as platform:
        run = platform.run(at=0, mocks=HELD_BACK)
        assert run.output_data == {
            "Flow.first": "1970-01-01T01:00:00.000Z",
            "Flow.second": "1970-01-01T01:30:45.000Z",
        }


def test_a_single_flow_can_be_served(naps):
    with architrave.open(naps / "naps.yaml") as platform:
        assert platform.launch("Naps").status == "RUNNING"
    with architrave.open(Source("mine", NAPS)) as platform:
        assert platform.launch("Naps").status == "RUNNING"


WRONG = [
    (lambda platform: platform.run("Ordr sync"), LookupError, 'Order sync example has no flow "Ordr sync".'),
    (lambda platform: platform.run("Ordr sync"), LookupError, 'Did you mean "Order sync"?'),
    (lambda platform: platform.run(), LookupError, "Name the flow to run"),
    (lambda platform: platform.run(Path("no.yaml")), ValueError, "File not found: no.yaml"),
    (lambda platform: platform.run("Order sync", {"bachId": "1"}), ValueError, "Did you mean Flow.batchId?"),
    (lambda platform: platform.run("Order sync", at="noon"), ValueError, "noon"),
    (lambda platform: platform.launch("Ordr sync"), LookupError, 'Did you mean "Order sync"?'),
    (lambda platform: platform.launch("Order sync", {"bachId": "1"}), ValueError, "Flow.batchId"),
    (lambda platform: platform.launch("Order sync", flowVersion="7.0"), ValueError, "7.0"),
    (lambda platform: platform.result("no-such-id"), LookupError, "No execution has the id no-such-id"),
    (lambda platform: platform.advance(hours=1), ValueError, "This platform uses the system time."),
]


@pytest.fixture(scope="module")
def example():
    with architrave.open(EXAMPLE) as platform:
        yield platform


@pytest.mark.parametrize(("use", "error", "said"), WRONG)
def test_wrong_use_is_reported(example, use, error, said):
    with pytest.raises(error) as raised:
        use(example)
    assert said in str(raised.value)


def test_an_engine_that_has_not_started_is_reported(naps):
    with architrave.open(naps) as platform, pytest.raises(RuntimeError, match="The engine has not started"):
        assert platform.organization


def test_all_problems_of_a_launch_are_reported(example):
    with pytest.raises(architrave.LaunchRejectedError) as raised:
        example.launch("Order sync", {"bachId": "1", "sourceSystem": 7})
    assert [fault.rule.slug for fault in raised.value.diagnostics] == ["missing-input", "unknown-input", "input-type"]
    assert '{"Flow.bachId": "1"' in str(raised.value), "the text shows the line of the body"


def test_a_launch_runs_to_its_end(example):
    launched = example.launch("Order sync", INPUTS, name="nightly")
    assert (launched.status, launched.name) == ("RUNNING", "nightly")
    ended = example.result(launched.id)
    assert ended == example.execution(launched.id)
    assert (ended.status, ended.completion_reason) == ("COMPLETED", "Batch synced")
    assert example.execution("no-such-id") is None


def test_entities_are_looked_up_before_and_after_the_engine_starts():
    with architrave.open(EXAMPLE) as platform:
        row = ("dataTableRow", "key", "erp", "Source systems")
        before = platform.look_up("user", "email", "ada@example.com"), platform.look_up(*row)
        platform.start()
        assert (platform.look_up("user", "email", "ada@example.com"), platform.look_up(*row)) == before
        assert before[0] is not None
        assert platform.look_up("user", "name", "Nobody") is None


def test_the_server_answers_clients_and_stops_with_the_platform():
    with architrave.open(EXAMPLE) as platform:
        server = platform.serve()
        client = (server.client.id, server.client.secret)
        with httpx.Client(base_url=server.url) as http:
            token = http.post("/oauth/token", auth=client, data={"grant_type": "client_credentials"}).json()
            http.headers["Authorization"] = f"Bearer {token['access_token']}"
            body = {"flowId": "a1b2c3d4-5678-90ab-cdef-1234567890ab", "inputData": {"Flow.batchId": "B-1"}}
            launched = http.post("/api/v2/flows/executions", json=body).json()
        assert platform.result(launched["id"]).status == "COMPLETED"
        with pytest.raises(RuntimeError, match=f"This platform is already serving at {server.url}"):
            platform.serve()
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_after_a_port_in_use_the_platform_can_serve_elsewhere():
    with architrave.open(EXAMPLE) as one, architrave.open(EXAMPLE) as other:
        port = int(one.serve().url.rpartition(":")[2])
        with pytest.raises(CannotListen, match=f"Port {port} on 127.0.0.1 is in use"):
            other.serve(port=port)
        assert other.server is None
        assert httpx.get(other.serve().url + "/architrave/health").status_code == 200


def test_a_single_flow_is_run_and_launched_by_its_name_and_id(naps):
    for opened in (naps / "naps.yaml", Source("mine", NAPS)):
        with architrave.open(opened, mocks=HELD_BACK, clock=ManualClock(0)) as platform:
            flow_id = platform.launch("NAPS").flow_id
            for name in ("naps", flow_id, None):
                assert platform.run(name).status == "COMPLETED"
            assert platform.launch(flow_id).status == "RUNNING"
            with pytest.raises(architrave.NoSuchFlowError, match='has the flow "Naps", and no flow "Nap"'):
                platform.run("Nap")
            with pytest.raises(architrave.CannotReadFileError, match=r"File not found: nap\.yaml"):
                platform.run("nap.yaml")


def test_the_trace_of_an_execution_is_that_of_the_server_and_of_a_run(naps):
    clock = ManualClock("2026-01-31T12:00:00Z")
    with architrave.open(naps, clock=clock, mocks=HELD_BACK) as platform:
        launched = platform.launch("Naps", name="A nap")
        begun = platform.trace(launched)
        assert repr(begun) == "<Trace: 0 actions, now at 'An hour'>"
        assert text_of(begun._repr_html_()).strip() == "now at An hour wait, since 0.000s"
        platform.advance(hours=1)
        reached = platform.trace(launched.id)
        assert [step.name for step in reached] == ["An hour", "Note the first"]
        assert "now at Ask callData, since 1h00m00.000s" in text_of(reached._repr_html_())
        platform.advance(hours=1)
        trace = platform.trace(platform.execution(launched))
        run = platform.run("Naps", at=launched.launched_at)
        assert trace.to_json() == run.trace.to_json()
        assert text_of(trace._repr_html_()) == text_of(run.trace._repr_html_())
        server = platform.serve()
        with _signed_in(server) as http:
            answer = http.get(f"/architrave/executions/{launched.id}/trace").json()
        assert answer["trace"] == trace.to_json()
        with pytest.raises(LookupError, match="No execution has the id nothing"):
            platform.trace("nothing")


def test_an_execution_is_short_and_shown_in_a_notebook(naps):
    clock = ManualClock("2026-01-31T12:00:00Z")
    with architrave.open(naps, clock=clock, mocks=HELD_BACK) as platform:
        launched = platform.launch("Naps", name="A <b>nap")
        assert repr(launched) == f"<ExecutionRecord 'A <b>nap': RUNNING, id {launched.id}>"
        assert text_of(launched._repr_html_()).split() == ["A", "<b>nap", "RUNNING", "execution", launched.id]
        platform.advance(hours=2)
        ended = platform.result(launched)
        shown = text_of(ended._repr_html_())
        assert "COMPLETED, Success, after 1h30m45.000s" in shown
        assert "2026-01-31T13:30:45.000Z" in shown


def test_a_platform_in_a_notebook_shows_its_flows_and_its_address(naps):
    opening = architrave.open(naps)
    with opening as platform:
        flow = platform.definition.flow("Naps")
        before = text_of(platform._repr_html_())
        assert all(text in before for text in (platform.definition.name, "Naps", "workflow", flow.id))
        assert "serving" not in before
        url = platform.serve().url
        assert f"serving at {url}" in text_of(platform._repr_html_())
    assert "closed" in text_of(platform._repr_html_())
    with architrave.open(naps / "naps.yaml") as one:
        assert "naps.yaml" in text_of(one._repr_html_())


def test_many_flows_in_a_notebook_are_counted(naps):
    (naps / "naps.yaml").unlink()
    for number in range(MOST_FLOWS + 2):
        (naps / f"{number}.yaml").write_text(NAPS.replace("Naps", f"Naps {number}"))
    with architrave.open(naps) as platform:
        shown = platform._repr_html_()
    assert "and 2 more flows" in text_of(shown)
    assert shown.count("<tr>") == MOST_FLOWS + 2


def _signed_in(server) -> httpx.Client:
    client = (server.client.id, server.client.secret)
    token = httpx.post(f"{server.url}/oauth/token", auth=client, data={"grant_type": "client_credentials"}).json()
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token['access_token']}"})


def test_changed_files_are_reloaded(tmp_path, monkeypatch):
    monkeypatch.setattr("architrave.local.watching.POLL_SECONDS", 0.01)
    folder = tmp_path / "org"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".architrave"))
    taken: list[architrave.local.platform.Reloaded] = []
    with architrave.open(folder) as platform:
        platform.serve(on_reload=taken.append)
        org = folder / "org.yaml"
        _replace(org, org.read_text().replace("name: Order sync example", "name: Renamed"))
        _until(lambda: bool(taken))
        assert platform.definition.name == platform.organization.definition.name == "Renamed"
        assert taken[-1].published is not None
        _replace(org, "clints: []\n")
        _until(lambda: taken[-1].has_broken_org_yaml)
        assert "unknown-setting" in [fault.rule.slug for fault in taken[-1].diagnostics]
        assert platform.definition.name == "Renamed"


@pytest.mark.parametrize("broken", ["clints: []\n", "name: [\nusers: {a: [b: 1]}\n", "flows: changeState\n"])
def test_other_changes_are_taken_while_org_yaml_is_half_typed(tmp_path, broken):
    folder = tmp_path / "org"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".architrave"))
    flow, org = folder / "flows" / "order-sync.yaml", folder / "org.yaml"
    good = org.read_text()
    with architrave.open(folder) as platform:
        platform.start()
        org.write_text(broken)
        flow.write_text(flow.read_text().replace("lit: synced", "lit: stored"))
        done = reloaded(platform)
        assert done.has_broken_org_yaml
        assert done.left_out == ()
        assert [(each.flow.row.id, each.version) for each in done.published if each.is_new] == [(ORDER_SYNC, "2.0")]
        assert platform.organization.caller("erp-sync") is not None
        assert {fault.file for fault in done.news} == {str(org)}
        flow.write_text(flow.read_text().replace("lit: stored", "lit: kept"))
        again = reloaded(platform)
        assert not again.has_broken_org_yaml, "said once"
        assert [each.version for each in again.published if each.is_new] == ["3.0"]
        org.write_text(good.replace("name: Order sync example", "name: Renamed"))
        assert reloaded(platform).news == ()
        assert platform.definition.name == "Renamed"


def reloaded(platform):
    inner = platform._platform
    return inner._reload()


def _replace(path: Path, text: str) -> None:
    """Write a file at once: however slow the machine is, nobody reads half of it."""
    written = path.with_name(f".{path.name}")
    written.write_text(text)
    written.replace(path)


def _until(condition) -> None:
    async def wait() -> None:
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    asyncio.run(wait())


def test_everything_happens_at_its_time_when_the_clock_is_moved(naps):
    clock = ManualClock("2026-01-31T12:00:00")
    with architrave.open(naps, clock=clock, mocks=HELD_BACK) as platform:
        one = platform.launch("Naps")
        platform.advance(minutes=59, seconds=59.9)
        assert platform.execution(one.id).status == "RUNNING"
        assert platform.engine.health().waiting == 1
        platform.advance(days=1)
        ended = platform.execution(one.id)
        assert ended.output_data["Flow.first"] == "2026-01-31T13:00:00.000Z"
        assert ended.output_data["Flow.second"] == "2026-01-31T13:30:45.000Z"
        assert (ended.launched_at, ended.completed_at) == (one.launched_at, one.launched_at + 5_445_000)
        assert clock() == platform.clock() == one.launched_at + 86_400_000 + 3_599_900
        with pytest.raises(ValueError, match="A clock can only move forward"):
            platform.advance(hours=-1)


def test_many_executions_are_idle_before_the_clock_moves(naps):
    with architrave.open(naps, clock=ManualClock(0), mocks=HELD_BACK) as platform:
        launched = [platform.launch("Naps").id for _ in range(40)]
        platform.advance(hours=2)
        ended = [platform.execution(one) for one in launched]
        assert {(one.status, one.completed_at) for one in ended} == {("COMPLETED", 5_445_000)}


def test_waits_continue_in_another_platform_with_the_same_database(naps, tmp_path):
    database = tmp_path / "kept.db"
    with architrave.open(naps, clock=ManualClock(0), database=database) as platform:
        one = platform.launch("Naps")
        platform.advance(minutes=10)
    with architrave.open(naps, clock=ManualClock(600_000), database=database) as platform:
        platform.start()
        platform.advance(hours=3)
        assert platform.execution(one.id).output_data["Flow.first"] == "1970-01-01T01:00:00.000Z"


def test_nothing_is_left_of_a_platform_without_a_database(naps, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with architrave.open(naps) as platform:
        platform.launch("Naps")
        assert list(scratch.iterdir())
    assert not list(scratch.iterdir())
    assert [path.name for path in naps.iterdir()] == ["naps.yaml"]


def test_it_works_in_an_event_loop(naps):
    async def scenario() -> None:
        async with architrave.open(naps, clock=ManualClock(0), mocks=HELD_BACK) as platform:
            one = await platform.launch("Naps")
            server = await platform.serve()
            await platform.advance(hours=2)
            assert (await platform.result(one.id)).status == "COMPLETED"
            async with httpx.AsyncClient() as http:
                assert (await http.get(server.url + "/architrave/ready")).json() == {"ready": True}

    asyncio.run(scenario())


def test_it_works_where_a_loop_is_already_running(naps):
    """For example, in a notebook."""

    async def cell() -> None:
        with architrave.open(naps, clock=ManualClock(0)) as platform:
            assert platform.run("Naps").status == "COMPLETED"
            one = platform.launch("Naps")
            platform.advance(hours=2)
            assert platform.result(one.id).status == "COMPLETED"

    asyncio.run(cell())


def test_an_execution_that_does_not_end_in_time_is_reported(naps):
    with architrave.open(naps) as platform:
        one = platform.launch("Naps")
        with pytest.raises(TimeoutError, match=f"{one.id} is still running after 0.05 seconds"):
            platform.result(one.id, timeout=0.05)


FOLDERS = [
    ({}, "no such folder", "no such folder"),
    ({"org.yaml": "clints: []"}, "an unknown setting", "clients"),
    ({"flows/a.yaml": NAPS, "mocks.yaml": "- x"}, "invalid replies", "mock-shape"),
]


@pytest.mark.parametrize(("files", "why", "said"), FOLDERS)
def test_what_cannot_be_opened_says_why_at_once(tmp_path, files, why, said):
    folder = tmp_path / "org"
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    with pytest.raises(architrave.CannotOpenError) as raised:
        architrave.open(folder).__enter__()
    assert said in str(raised.value), why
    assert raised.value.diagnostics


def test_flows_with_errors_are_left_out_and_reported(naps):
    (naps / "broken.yaml").write_text("workflow: [")
    with architrave.open(naps) as platform:
        assert [flow.program.name for flow in platform.definition.flows] == ["Naps"]
        assert [fault.rule.slug for fault in platform.diagnostics] == ["yaml-syntax"]
        with pytest.raises(architrave.CannotRunError, match="1 error") as raised:
            platform.run(naps / "broken.yaml")
        assert [fault.rule.slug for fault in raised.value.diagnostics] == ["yaml-syntax"]


def test_temporal_does_not_accept_a_clock(naps):
    with pytest.raises(ValueError, match="ManualClock works only with the embedded engine"):
        architrave.open(naps, clock=ManualClock(0), engine="temporal://127.0.0.1:7233/default")


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"engine": "temporal://127.0.0.1:1/default"}, architrave.EngineUnusableError),
        ({"database": "mysql://here/db"}, architrave.CannotOpenError),
    ],
)
def test_invalid_settings_are_reported_and_nothing_is_left_open(naps, tmp_path, settings, error):
    with architrave.open(naps, **{"database": tmp_path / "kept.db"} | settings) as platform:
        for _ in range(2):
            with pytest.raises(error):
                platform.start()
    with architrave.open(naps, database=tmp_path / "kept.db") as platform:
        assert platform.launch("Naps").status == "RUNNING"


def test_a_folder_cannot_be_used_by_two_platforms_with_one_database(naps, tmp_path):
    with architrave.open(naps, database=tmp_path / "kept.db") as one:
        one.start()
        with (
            architrave.open(naps, database=tmp_path / "kept.db") as other,
            pytest.raises(architrave.CannotOpenError, match="Another running process is using"),
        ):
            other.start()


def test_there_are_no_worker_processes_with_a_manual_clock(naps):
    with architrave.open(naps, clock=ManualClock(0), workers=2) as platform:
        platform.start()
        assert platform.engine._pool is None


def test_many_delayed_replies_wait_for_their_turn(naps):
    """More than the number of calls that are performed at once."""
    with architrave.open(naps, clock=ManualClock(0), mocks=HELD_BACK) as platform:
        launched = [platform.launch("Naps").id for _ in range(205)]
        platform.advance(hours=4)
        assert {platform.execution(one).status for one in launched} == {"COMPLETED"}


def test_concurrent_moves_of_the_clock_add_up(naps):
    async def scenario() -> None:
        async with architrave.open(naps, clock=ManualClock(0), mocks=HELD_BACK) as platform:
            one = await platform.launch("Naps")
            await asyncio.gather(*(platform.advance(hours=1) for _ in range(3)))
            assert platform.clock() == 3 * 3_600_000
            assert (await platform.execution(one.id)).completed_at == 5_445_000

    asyncio.run(scenario())


def test_leaving_does_not_wait_for_a_clock_that_nobody_moves(naps):
    with architrave.open(naps, clock=ManualClock(0), mocks=HELD_BACK) as platform:
        platform.launch("Naps")
        platform.advance(hours=1)  # the delayed reply is pending
        assert platform.clock.sleeping == 1


@pytest.mark.parametrize("use", [lambda one: one.run("Naps"), lambda one: one.launch("Naps"), lambda one: one.serve()])
def test_a_closed_platform_says_so_and_starts_nothing(naps, use):
    with architrave.open(naps) as platform:
        platform.launch("Naps")
    with pytest.raises(RuntimeError, match="This platform is closed"):
        use(platform)
    with architrave.open(naps) as unused:
        pass
    with pytest.raises(RuntimeError, match="This platform is closed"):
        use(unused)


def test_a_closed_asynchronous_platform_says_so(naps):
    async def scenario() -> None:
        async with architrave.open(naps) as platform:
            one = await platform.launch("Naps")
        for use in (platform.run("Naps"), platform.launch("Naps"), platform.serve(), platform.result(one.id)):
            with pytest.raises(RuntimeError, match="This platform is closed"):
                await use

    asyncio.run(scenario())


def test_threads_share_a_platform(naps):
    from concurrent.futures import ThreadPoolExecutor

    with architrave.open(naps) as platform, ThreadPoolExecutor(8) as pool:
        launched = list(pool.map(lambda _: platform.launch("Naps").id, range(16)))
        assert len(set(launched)) == 16


def test_a_call_from_the_platforms_own_thread_is_refused_instead_of_hanging(naps, monkeypatch):
    monkeypatch.setattr("architrave.local.watching.POLL_SECONDS", 0.01)
    said: list[str] = []

    def reloaded(_):
        try:
            platform.run("Naps")
        except RuntimeError as problem:
            said.append(str(problem))

    with architrave.open(naps) as platform:
        platform.serve(on_reload=reloaded)
        (naps / "mocks.yaml").write_text("{}")
        _until(lambda: bool(said))
    assert "would wait for itself" in said[0]


def test_values_that_are_no_json_are_named(naps):
    with architrave.open(EXAMPLE) as platform:
        with pytest.raises(architrave.InputError, match="batchId"):
            platform.run("Order sync", {"batchId": {1, 2}})
        with pytest.raises(architrave.InputError, match="JSON"):
            platform.launch("Order sync", {"batchId": {1, 2}})
        with pytest.raises(CannotListen, match="70000 is not a port"):
            platform.serve(port=70000)
