"""The official Python SDK, as it is published, against a server on this machine."""

import importlib.util
import json
import subprocess
import sys

import pytest

from tests.server.conftest import LAUNCHER, ORDER_SYNC
from tests.server.process import serve_process

needs_sdk = pytest.mark.skipif(
    importlib.util.find_spec("PureCloudPlatformClientV2") is None,
    reason="PyPI's PureCloudPlatformClientV2 is not installed",
)

SCRIPT = """
import json, sys, time
import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

url, client_id, secret, flow_id = sys.argv[1:]
client = sdk.api_client.ApiClient(host=url)
client.get_client_credentials_token(client_id, secret)
architect = sdk.ArchitectApi(client)

request = sdk.FlowExecutionLaunchRequest()
request.flow_id = flow_id
request.input_data = {"Flow.batchId": "B-1", "Flow.sourceSystem": "mulesoft-erp"}
request.name = "from the SDK"
launched = architect.post_flows_executions(request)
execution = architect.get_flows_execution(launched.id)
while execution.status == "RUNNING":
    time.sleep(0.05)
    execution = architect.get_flows_execution(launched.id)

flows = architect.get_flows(type=["workflow"], page_size=2, include_schemas=True)
flow = architect.get_flow(flow_id)
versions = architect.get_flow_versions(flow_id)
version = architect.get_flow_version(flow_id, "1.0")
user = sdk.UsersApi(client).get_user("usr-9876-5432-10fe-dcba", expand=["routingStatus"])
organization = sdk.OrganizationApi(client).get_organizations_me()

def refused(call, *arguments):
    try:
        call(*arguments)
    except ApiException as error:
        return {"status": error.status, "body": json.loads(error.body)}

wrong = sdk.FlowExecutionLaunchRequest()
wrong.flow_id = flow_id
wrong.input_data = {"batchId": "B-1"}
print(json.dumps({
    "launched": [launched.name, launched.flow_version.id],
    "status": execution.status,
    "reason": execution.completion_reason,
    "output": execution.output_data,
    "completed": execution.date_completed.isoformat(),
    "version": [execution.flow_version.id, execution.flow_version.type],
    "flows": [[one.name, one.type] for one in flows.entities],
    "total": flows.total,
    "flow": [flow.name, flow.type, flow.published_version.id],
    "versions": [[one.id, one.type, one.date_published.isoformat()] for one in versions.entities],
    "schema": sorted(version.input_schema.properties),
    "user": [user.name, user.state, user.routing_status.status],
    "organization": [organization.name, organization.state],
    "refused": refused(architect.post_flows_executions, wrong),
    "missing": refused(architect.get_flow, "00000000-0000-4000-8000-000000000000"),
    "me": refused(sdk.UsersApi(client).get_users_me),
}))
"""


@pytest.mark.sdk
@needs_sdk
def test_the_sdk_logs_in_launches_polls_and_reads(copied, tmp_path):
    home = tmp_path / "home"
    (home / ".genesyscloudpython").mkdir(parents=True)  # or the SDK watches all of its nearest parent
    with serve_process(copied, tmp_path / "state") as server:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, server.url, *LAUNCHER, ORDER_SYNC],
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["launched"] == ["from the SDK", "1.0"]
    assert (said["status"], said["reason"]) == ("COMPLETED", "Batch synced")
    assert said["output"]["Flow.orderIds"] == ["A-1001", "A-1002", "A-1003", "A-1004", "A-1005"]
    assert said["version"] == ["1.0", "PUBLISH"]
    assert said["total"] == 3
    assert len(said["flows"]) == 2
    assert said["flow"] == ["Order sync", "WORKFLOW", "1.0"]
    assert said["versions"][0][:2] == ["1.0", "PUBLISH"]
    assert said["schema"] == ["Flow.batchId", "Flow.sourceSystem"]
    assert said["user"] == ["Ada Byron", "active", "IDLE"]
    assert said["organization"] == ["Order sync example", "active"]
    assert said["refused"]["status"] == 400
    assert said["refused"]["body"]["details"][0]["errorCode"] == "unscoped-input"
    assert said["missing"]["body"]["code"] == "architect.flow.not.found"
    assert said["me"]["status"] == 400


TRIGGERS = """
import json, sys
from urllib.request import Request, urlopen
import PureCloudPlatformClientV2 as sdk

url, client_id, secret, flow_id = sys.argv[1:]
client = sdk.api_client.ApiClient(host=url)
client.get_client_credentials_token(client_id, secret)
api = sdk.ProcessAutomationApi(client)
target = sdk.TriggerTarget()
target.type, target.id = "Workflow", flow_id
criterion = sdk.MatchCriteria()
criterion.json_path, criterion.operator, criterion.value = "$.level", "GreaterThan", 1.5
wanted = sdk.CreateTriggerRequest()
wanted.name, wanted.topic_name, wanted.enabled = "From the SDK", "v2.users.{id}.activity", True
wanted.target, wanted.match_criteria = target, [criterion]
made = api.post_processautomation_triggers(wanted)
tested = api.post_processautomation_trigger_test(made.id, body=json.dumps({"level": 2}))
change = sdk.UpdateTriggerRequest()
change.version, change.name, change.topic_name, change.enabled = made.version, "Changed", made.topic_name, True
change.target, change.match_criteria = target, [criterion]
changed = api.put_processautomation_trigger(made.id, change)
event = {"topicName": "v2.users.1.activity", "eventBody": {"level": 2, "batchId": "B-7"}}
sent = Request(url + "/architrave/triggers/events", json.dumps(event).encode(), {"Content-Type": "application/json"})
(answer,) = json.load(urlopen(sent))["events"]
execution = sdk.ArchitectApi(client).get_flows_execution(answer["launches"][0]["executionId"])
listed = [one.name for one in api.get_processautomation_triggers(enabled=True).entities]
api.delete_processautomation_trigger(made.id)
print(json.dumps({
    "value": made.match_criteria[0].value,
    "matches": tested.trigger_matches,
    "changed": [changed.name, changed.version],
    "listed": listed,
    "launched": execution.id == answer["launches"][0]["executionId"],
    "left": len(api.get_processautomation_triggers().entities),
}))
"""


@needs_sdk
@pytest.mark.sdk
def test_a_trigger_is_created_fired_and_deleted(copied, tmp_path):
    org = copied / "org.yaml"
    allowed = "  launcher:\n    - processautomation:trigger:*\n"
    org.write_text(org.read_text(encoding="utf-8").replace("  launcher:\n", allowed, 1), encoding="utf-8")
    home = tmp_path / "home"
    (home / ".genesyscloudpython").mkdir(parents=True)
    with serve_process(copied, tmp_path / "state") as server:
        command = [sys.executable, "-c", TRIGGERS, server.url, *LAUNCHER, ORDER_SYNC]
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, env=environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "value": 1.5,
        "matches": True,
        "changed": ["Changed", 2],
        "listed": ["Changed"],
        "launched": True,
        "left": 0,
    }
