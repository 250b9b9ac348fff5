"""`architrave serve` as a process, used by `launch` and `trace`."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

import httpx
import pytest

from tests.server.conftest import LAUNCHER, ORDER_SYNC
from tests.server.process import ARCHITRAVE, ServeProcess, architrave, command, serve_process

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    import shutil

    from tests.server.conftest import EXAMPLE

    folder = tmp_path_factory.mktemp("serving")
    copied = shutil.copytree(EXAMPLE, folder / "org", ignore=shutil.ignore_patterns(".architrave"))
    with serve_process(Path(copied), folder / "state") as process:
        yield process


def test_it_says_where_it_is_and_what_it_serves(server: ServeProcess):
    assert server.url in server.output
    assert LAUNCHER[0] in server.output
    assert LAUNCHER[1] in server.output
    assert ORDER_SYNC in server.output
    assert "Order sync" in server.output


def test_a_second_server_for_the_folder_says_where_the_first_one_is(server: ServeProcess):
    done = server.run("serve", str(server.folder), "--port", server.url.rpartition(":")[2])
    assert done.returncode == 2
    assert f"An Architrave server already serves this folder at {server.url}." in done.stderr


def test_it_says_so_in_json_for_programs(copied, tmp_path):
    arguments = [ARCHITRAVE, "serve", copied, "--port", "0", "--format", "json"]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        process.terminate()
    assert httpx.URL(ready["url"]).host == "127.0.0.1"
    assert (ready["organization"], ready["folder"]) == ("Order sync example", str(copied))
    assert {"id": LAUNCHER[0], "secret": LAUNCHER[1], "name": "ERP order sync"} in ready["clients"]
    assert {"id": ORDER_SYNC, "name": "Order sync", "type": "workflow", "version": "1.0"} in ready["flows"]


def test_launch_by_name_and_wait(server: ServeProcess):
    done = server.run("launch", "order sync", "-i", "batchId=B-9", "-i", "sourceSystem=mulesoft-erp", "--wait")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Order sync  execution ")
    assert "COMPLETED, Batch synced, after " in done.stdout
    assert done.stderr.startswith(f"{server.url}  “Order sync example”, the local server of ")
    assert 'Flow.ordersSynced = "5"' in done.stdout


def test_launch_by_id_as_json(server: ServeProcess):
    done = server.run("launch", ORDER_SYNC, "--wait", "--format", "json", "--name", "mine")
    state = json.loads(done.stdout)
    assert (done.returncode, state["status"], state["name"]) == (0, "COMPLETED", "mine")


def test_launch_without_waiting_and_trace(server: ServeProcess):
    launched = server.run("launch", "Key lookup", "-i", "key=erp", "--format", "json")
    execution = json.loads(launched.stdout)["id"]
    traced = server.run("trace", execution, "--wait", "--format", "json")
    result = json.loads(traced.stdout)
    assert (traced.returncode, result["status"]) == (0, "COMPLETED")
    assert [step["name"] for step in result["trace"]] == ["Is there a key?", "Look the key up", "Looked up"]
    for written in (execution, execution[:18].upper(), ()):
        shown = server.run("trace", *([written] if written else []))
        assert "Look the key up" in shown.stdout
        assert "House ERP" in shown.stdout


def test_a_trace_is_written_as_a_page_and_marked_in_a_diagram(server: ServeProcess, tmp_path):
    launched = server.run("launch", "Key lookup", "-i", "key=erp", "--wait", "--format", "json")
    execution = json.loads(launched.stdout)["id"]
    page, drawn = tmp_path / "run.html", tmp_path / "run.svg"
    traced = server.run("trace", execution, "--html", str(page))
    assert traced.returncode == 0, traced.stderr
    written = page.read_text(encoding="utf-8")
    assert f"execution {execution}" in written
    assert 'class="b call ran"' in written
    done = server.run("diagram", "Key lookup", "--trace", execution[:18], "-o", str(drawn))
    assert done.returncode == 0, done.stderr
    assert 'class="b call ran"' in drawn.read_text(encoding="utf-8")


def test_flows_and_executions_are_listed(server: ServeProcess):
    flows = server.run("flows")
    assert flows.stdout.splitlines()[0].split() == ["ID", "NAME", "TYPE", "PUBLISHED"]
    assert f"{ORDER_SYNC}  Order sync " in flows.stdout
    assert {flow["name"] for flow in json.loads(server.run("flows", "--format", "json").stdout)} >= {"Order sync"}
    ids = [json.loads(server.run("launch", "Key lookup", "--format", "json").stdout)["id"] for _ in range(3)]
    listed = json.loads(server.run("executions", "--limit", "2", "--format", "json").stdout)
    assert [one["id"] for one in listed] == ids[:0:-1]
    assert ids[2] in server.run("executions").stdout
    searched = ("--flow", "key lookup", "--status", "completed", "--status", "running", "--search", ids[1][-8:])
    listed = json.loads(server.run("executions", *searched, "--format", "json").stdout)
    assert [one["id"] for one in listed] == [ids[1]]
    assert server.run("executions", "--name", "no such name").stdout == "No such executions.\n"
    assert server.run("executions", "--status", "done").returncode == 2
    assert server.run("executions", "--context", "batch").returncode == 2
    assert server.run("executions", "--context", "batch=7").stdout == "No executions with this context.\n"


def test_the_server_of_another_folder_is_used_only_if_it_is_named(server: ServeProcess, tmp_path):
    with chdir(tmp_path):
        done = command("launch", "Order sync", XDG_STATE_HOME=str(server.state))
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{server.url}  {server.folder}" in done.stderr
        done = command("launch", "Key lookup", "--target", str(server.folder), XDG_STATE_HOME=str(server.state))
        assert done.returncode == 0, done.stderr


def test_launch_on_a_url_with_credentials_from_the_environment(server: ServeProcess, tmp_path):
    environment = {"GENESYSCLOUD_OAUTHCLIENT_ID": LAUNCHER[0], "GENESYSCLOUD_OAUTHCLIENT_SECRET": LAUNCHER[1]}
    environment["XDG_STATE_HOME"] = str(tmp_path)
    done = server.run("launch", "Key lookup", "--target", server.url, "--wait", **environment)
    assert done.returncode == 0, done.stderr
    environment["GENESYSCLOUD_OAUTHCLIENT_SECRET"] = "wrong"
    done = server.run("launch", "Key lookup", "--target", server.url, **environment)
    assert done.returncode == 1
    assert "authentication failed" in done.stderr


WRONG = [
    (("launch", "Oder sync"), 1, 'Did you mean "Order sync"?'),
    (("launch", "Order sync", "-i", "batchId"), 2, "NAME=VALUE"),
    (("launch", "Order sync", "-i", "bachId=1"), 1, "Flow.batchId"),
    (("launch", "Order paging"), 1, "can be launched"),
    (("trace", "nothing"), 1, 'like "nothing"'),
    (("trace", "00000000-0000-4000-8000-000000000000"), 1, "no flow execution"),
    (("launch", "x", "--target", "nowhere"), 2, "is not a URL, a region or a folder"),
    (("launch", "x", "--target", "http://127.0.0.1:9"), 2, "Cannot reach http://127.0.0.1:9: "),
    (("launch", "x", "--target", "127.0.0.1:9"), 2, "Did you mean http://127.0.0.1:9?"),
    (("launch",), 2, "Give a FLOW, or --body FILE."),
    (("launch", "Order sync", "--body", "x.json"), 2, "leave out FLOW"),
    (("launch", "--body", "org.yaml"), 2, "org.yaml is not JSON"),
    (("flows", "--target", "flows"), 2, "No server serves flows."),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_errors_are_reported_without_a_traceback(server: ServeProcess, arguments, code, said):
    done = server.run(*arguments, HOME=str(server.state))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_server_launch_says_how_to_start_one(tmp_path):
    done = command("launch", "x", XDG_STATE_HOME=str(tmp_path))
    assert done.returncode == 2
    assert "architrave serve" in done.stderr


def test_a_port_in_use_is_reported(server: ServeProcess, copied):
    port = server.url.rpartition(":")[2]
    done = architrave("serve", str(copied), "--port", port)
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    done = architrave("serve", str(copied), "--port", port, "--log-format", "json")
    assert json.loads(done.stderr)["message"].startswith(f"Port {port}")


def test_the_folder_of_a_named_database_must_exist(copied, tmp_path):
    done = architrave("serve", str(copied), "--port", "0", "--database", str(tmp_path / "nosuch" / "x.db"))
    assert done.returncode == 1
    assert f"the folder {tmp_path / 'nosuch'} does not exist" in done.stderr
    assert not (tmp_path / "nosuch").exists()


def test_a_second_server_on_the_same_folder_is_reported(server: ServeProcess):
    folder = json.loads(next((server.state / "architrave" / "servers").glob("*.json")).read_text())["folder"]
    done = architrave("serve", folder, "--port", "0")
    assert done.returncode == 1
    assert "error[store-in-use]" in done.stderr


FOLDERS = [
    ("missing", None, 2, "error[no-organization]"),
    ("empty", {}, 2, "has no flows. Put Archy YAML files into its"),
    ("broken", {"org.yaml": "clints: []"}, 1, "error[unknown-setting]"),
    ("bad-flow", {"flow.yaml": "workflow: ["}, 1, "error[yaml-syntax]"),
    ("bad-mocks", {"mocks.yaml": "- x", "flows/a.yaml": None}, 1, "error[mock-shape]"),
]


OPTIONS = [
    (("--engine", "embeded"), "is not an engine address. Use embedded,"),
    (("--engine", "temporal://"), "is not an engine address. Use embedded,"),
    (("--allow-origin", "localhost"), "--allow-origin localhost: not a valid origin. Write it like http://"),
    (("--allow-origin", "https://*.example.com"), "not a valid origin"),
    (("--allow-host", "a/b"), "--allow-host: a/b is not a host"),
    (("--mocks", "nowhere.yaml"), "Error: File not found: nowhere.yaml (--mocks)."),
    (("--mocks", "."), ". is a folder, but --mocks must be a file."),
    (("--server-name", "http://x.com/a"), "--server-name http://x.com/a: not a host name."),
    (("--allow-host", "*"), "--allow-host: * is not a host"),
    (("--workers", "-1"), "Invalid value for '--workers': -1 is not in the range x>=0."),
    (("--workers", "2", "--engine", "temporal://h:7233/d"), "--workers applies only to the embedded engine."),
    (("--workers", "2", "--upstream", "https://api.example.com"), "Remove --workers: with --upstream,"),
]


@pytest.mark.parametrize(("options", "said"), OPTIONS)
def test_invalid_options(copied, options, said):
    done = command("serve", str(copied), "--port", "0", *options)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(("name", "files", "code", "said"), FOLDERS)
def test_folders_that_cannot_be_served(copied, tmp_path, name, files, code, said):
    folder = tmp_path / name
    for path, text in (files or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text or (copied / "flows" / "key-lookup.yaml").read_text())
    if files == {}:
        folder.mkdir()
    done = architrave("serve", str(folder), "--port", "0")
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_of_flow_files_gets_a_client(copied, tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "key-lookup.yaml").write_text(
        (copied / "flows" / "key-lookup.yaml").read_text().replace("{{division}}", "Home")
    )
    with serve_process(folder, tmp_path / "state") as server:
        kept = folder / ".architrave" / "client.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        client = json.loads(kept.read_text())
        assert client["secret"] in server.output
        done = server.run("launch", "Key lookup", "--wait")
        assert done.returncode == 0, done.stderr
        assert server.stop() == 0
    assert not (folder / ".architrave" / "server.json").exists()
    with serve_process(folder, tmp_path / "state") as again:
        assert client["secret"] in again.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_on_a_signal(copied, tmp_path, number):
    with serve_process(copied, tmp_path / "state") as server:
        server.run("launch", "Order sync")
        assert server.stop(number) == 0
        assert "Traceback" not in server.log.read_text()


HANGING = """
import asyncio, contextlib, signal, sys, threading
from architrave.server.running import listen, run_until_told_to_stop, serve_handler

where = sys.argv[1]

async def hang():
    while signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:  # until the first signal has arrived
        await asyncio.sleep(0)
    print("hanging", flush=True)
    if where == "blocked":
        threading.Event().wait()
    await asyncio.Event().wait()

async def handler(request):
    print("asked", flush=True)
    await hang()

@contextlib.asynccontextmanager
async def life():
    if where == "starting":
        print("ready", flush=True)
        await hang()
    yield
    if where in ("stopping", "blocked"):
        await hang()

listening = listen("127.0.0.1", 0)

async def main(told):
    async with life():
        await serve_handler(handler, listening, told, lambda: print(listening.getsockname()[1], flush=True))

run_until_told_to_stop(main)
"""


@pytest.mark.parametrize("where", ["starting", "answering", "stopping", "blocked"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_the_process_wherever_it_hangs(where: str, number: signal.Signals):
    with subprocess.Popen([sys.executable, "-c", HANGING, where], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            if where == "answering":
                with socket.create_connection(("127.0.0.1", int(ready))) as client:
                    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    assert process.stdout.readline() == "asked\n"
                    _hang_and_end(process, number)
            else:
                _hang_and_end(process, number)
        finally:
            process.kill()


def _hang_and_end(process: "subprocess.Popen[str]", number: signal.Signals) -> None:
    assert process.stdout is not None
    process.send_signal(number)
    assert process.stdout.readline() == "hanging\n"
    process.send_signal(number)
    assert process.wait(60) == -number


def test_changed_files_are_reloaded_while_it_runs(copied, tmp_path):
    with serve_process(copied, tmp_path / "state") as server:
        path = copied / "flows" / "key-lookup.yaml"
        text = path.read_text()
        path.write_text(text.replace("lit: No key", "lit: Nothing"))
        assert _eventually(lambda: 'version 2.0 of "Key lookup"' in server.log.read_text())
        path.write_text("workflow: [")
        assert _eventually(lambda: 'has errors; still using version 2.0 of "Key lookup"' in server.log.read_text())
        assert "error[yaml-syntax]" in server.log.read_text()
        assert f"INFO listening at {server.url}" in server.log.read_text()
        done = server.run("launch", "Key lookup", "--wait")
        assert "COMPLETED, Nothing, after" in done.stdout, done.stdout + done.stderr


def test_it_listens_only_on_the_loopback(server: ServeProcess):
    port = int(server.url.rpartition(":")[2])
    assert httpx.get(f"{server.url}/architrave/ready", timeout=60).json() == {"ready": True}
    outside = socket.socket(socket.AF_INET)
    outside.settimeout(1)
    with outside, pytest.raises(OSError, match=r"refused|timed out|unreachable|No route"):
        outside.connect((_own_address(), port))


def _own_address() -> str:
    """An address of this machine other than the loopback; if there is none, an unused address."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "192.0.2.1"


def _eventually(holds, seconds=60.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False
