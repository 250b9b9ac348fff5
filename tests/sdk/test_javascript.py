"""The official JavaScript SDK, as it is published, against a server on this machine."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.conftest import LAUNCHER, ORDER_SYNC
from tests.server.process import serve_process

PACKAGE = "purecloud-platform-client-v2"
INSTALL_SECONDS = 180

SCRIPT = """
const sdk = require("purecloud-platform-client-v2");
const [port, clientId, secret, flowId] = process.argv.slice(1);

async function main() {
  const client = sdk.ApiClient.instance;
  client.setGateway({ host: "127.0.0.1", protocol: "http", port: Number(port) });
  await client.loginClientCredentialsGrant(clientId, secret);
  const architect = new sdk.ArchitectApi();
  const inputData = { "Flow.batchId": "B-1", "Flow.sourceSystem": "mulesoft-erp" };
  const launched = await architect.postFlowsExecutions({ flowId, inputData, name: "from the SDK" });
  let execution = await architect.getFlowsExecution(launched.id);
  while (execution.status === "RUNNING") {
    await new Promise((wake) => setTimeout(wake, 50));
    execution = await architect.getFlowsExecution(launched.id);
  }
  const flows = await architect.getFlows({ type: ["workflow"] });
  const refused = await architect.postFlowsExecutions({ flowId, parameters: {} }).catch((body) => body);
  console.log(JSON.stringify({ name: launched.name, execution, total: flows.total, refused }));
}

main().catch((fault) => { console.error(fault); process.exit(1); });
"""


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDK installed from the npm registry."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Node.js with npm is not on this machine")
    folder = tmp_path_factory.mktemp("javascript")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", PACKAGE]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install {PACKAGE} in {INSTALL_SECONDS} s")
    if done.returncode:
        pytest.skip(f"npm could not install {PACKAGE}")
    return folder


@pytest.mark.sdk
def test_the_sdk_logs_in_launches_polls_and_reads(copied: Path, package: Path, tmp_path: Path) -> None:
    with serve_process(copied, tmp_path / "state") as server:
        port = server.url.rpartition(":")[2]
        done = subprocess.run(
            ["node", "-e", SCRIPT, "--", port, *LAUNCHER, ORDER_SYNC],
            cwd=package,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "HOME": str(tmp_path)},
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["name"] == "from the SDK"
    assert (said["execution"]["status"], said["execution"]["completionReason"]) == ("COMPLETED", "Batch synced")
    assert said["total"] == 3
    assert [detail["errorCode"] for detail in said["refused"]["details"]] == ["misnamed-field"]


PAGE = "http://localhost:3000/"
GRACE = "0c5f3a6e-7a52-4c39-9d6a-6f2c4b1e8d11"
FOR_USERS = f"""clients:
  - {{id: pkce, authorizedGrantType: CODE, registeredRedirectUri: ['{PAGE}'], scope: [users]}}
  - {{id: implicit, authorizedGrantType: TOKEN, registeredRedirectUri: ['{PAGE}'], scope: [users]}}
"""


@pytest.mark.sdk
@pytest.mark.parametrize(("kind", "client_id"), [("loginPKCEGrant", "pkce"), ("loginImplicitGrant", "implicit")])
def test_users_log_in(copied: Path, package: Path, tmp_path: Path, kind: str, client_id: str) -> None:
    org = copied / "org.yaml"
    org.write_text(org.read_text(encoding="utf-8").replace("clients:\n", FOR_USERS, 1), encoding="utf-8")
    shutil.copy(Path(__file__).parent / "login.js", package / "login.js")
    with serve_process(copied, tmp_path / "state") as server:
        port = server.url.rpartition(":")[2]
        done = subprocess.run(
            ["node", "login.js", port, kind, client_id, PAGE, GRACE],
            cwd=package,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "HOME": str(tmp_path)},
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["state"] == "a state & more"
    assert (said["me"]["name"], said["me"]["authorization"]["roles"]) == ("Grace Hopper", [])
    assert said["after"]["code"] == "bad.credentials"
