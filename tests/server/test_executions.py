"""Launching flows, and how executions are shown."""

import re
from urllib.parse import urlencode

import msgspec
import pytest

from architrave.interpreter.journal import decode, encode
from architrave.organization.flows import Flows
from tests.server.conftest import LAUNCHER, ORDER_SYNC, READER

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_a_launch_is_answered_as_documented(served):
    response = served.launch(name="nightly", inputData={"Flow.batchId": "B-1"})
    assert response.status_code == 200
    body = response.json()
    assert UUID.fullmatch(body["id"])
    assert body == {
        "id": body["id"],
        "name": "nightly",
        "flowVersion": {"id": "1.0", "name": "1.0", "selfUri": f"/api/v2/flows/{ORDER_SYNC}/versions/1.0"},
        "selfUri": f"/api/v2/flows/executions/{body['id']}",
    }


def test_an_execution_runs_to_its_end(served):
    launched = served.launch(inputData={"Flow.batchId": "B-7", "flow.sourcesystem": "mulesoft-erp"}).json()
    state = served.ended(launched["id"])
    assert state["status"] == "COMPLETED"
    assert state["completionReason"] == "Batch synced"
    assert INSTANT.fullmatch(state["dateLaunched"])
    assert INSTANT.fullmatch(state["dateCompleted"])
    assert state["flowVersion"]["id"] == "1.0"
    assert state["flowVersion"]["type"] == "PUBLISH"
    assert isinstance(state["flowVersion"]["dateCreated"], int)
    assert state["outputData"] == {
        "Flow.status": "synced",
        "Flow.summary": "Batch B-7 from MuleSoft ERP (Hedy): 5 orders, 0 pages missing, for Ada Byron",
        "Flow.ordersSynced": "5",
        "Flow.failedPages": "0",
        "Flow.orderIds": ["A-1001", "A-1002", "A-1003", "A-1004", "A-1005"],
        "Flow.confirmationId": "C-4711",
        "Flow.owner": "Ada Byron",
        "Flow.errorMessage": None,
    }
    assert "flowErrorInfo" not in state


INPUTS = [
    {},
    {"Flow.batchId": None},
    {"Flow.batchId": "", "Flow.sourceSystem": ""},
    {"Flow.batchId": "x" * 5000, "Flow.sourceSystem": "nowhere"},
    {"Flow.batchId": "refused-by-erp", "Flow.sourceSystem": "LEGACY"},
    {"Flow.batchId": "refused-by-erp", "Flow.sourceSystem": " erp "},
    {"Flow.batchId": "'; drop table executions; --\u0000\u2028🙂"},
]


@pytest.mark.slow
@pytest.mark.parametrize("inputs", INPUTS)
def test_the_examples_main_flow_ends_with_any_inputs(served, inputs):
    launched = served.launch(inputData=inputs)
    assert launched.status_code == 200, launched.text
    state = served.ended(launched.json()["id"])
    assert state["status"] == "COMPLETED", state
    assert set(state["outputData"]) >= {"Flow.status", "Flow.summary", "Flow.orderIds"}


def test_a_named_version_can_be_launched(served):
    assert served.launch(flowVersion="1.0").json()["flowVersion"]["id"] == "1.0"
    assert served.launch(flowVersion="").status_code == 200
    assert served.launch(flowVersion="9.0").status_code == 404


REFUSED = [
    ({"flowId": "11111111-2222-4333-8444-555555555555"}, 404, "architect.flow.not.found"),
    ({"flowId": "not-a-uuid"}, 400, "bad.request"),
    ({"flowId": ORDER_SYNC, "customData": {"batchId": "B"}}, 400, "bad.request"),
    ({}, 400, "bad.request"),
    ([], 400, "bad.request"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
def test_refusals(served, body, status, code):
    response = served.http.post("/api/v2/flows/executions", json=body)
    error = response.json()
    assert (response.status_code, error["status"], error["code"]) == (status, status, code)
    assert error["contextId"] == response.headers["ININ-Correlation-Id"]
    assert error["details"]
    assert error["errors"]
    assert all(one["details"] and one["errors"] == [] for one in error["errors"])
    assert error["message"].startswith(error["errors"][0]["message"])


def test_the_log_has_the_rules_and_places_of_a_rejection(served, caplog):
    served.http.post(
        "/api/v2/flows/executions", content='{\n  "flowId": "x",\n}', headers={"Content-Type": "application/json"}
    )
    assert "error[trailing-comma]" in caplog.text
    assert "error[trailing-comma] line 2, column 16" in caplog.text


def test_who_may_not_launch(shared_server):
    shared_server.log_in(READER)
    response = shared_server.launch()
    assert response.status_code == 403
    assert response.json()["code"] == "missing.any.permissions"
    assert "[architect:flow:launch]" in response.json()["message"]
    assert shared_server.http.get("/architrave/executions").status_code == 200


def test_launching_without_a_token(shared_server):
    shared_server.http.headers.pop("Authorization", None)
    response = shared_server.launch("11111111-2222-4333-8444-555555555555")
    assert response.status_code == 401
    assert response.json()["code"] == "authentication.required"
    assert "unknown-flow" not in response.text


def test_an_unknown_execution(served):
    response = served.http.get("/api/v2/flows/executions/11111111-2222-4333-8444-555555555555")
    assert response.status_code == 404
    assert response.json()["code"] == "not.found"


def test_a_failed_execution_says_why(serve, tmp_path):
    folder = tmp_path / "failing"
    folder.mkdir()
    (folder / "fails.yaml").write_text(FAILING)
    served = serve(folder)
    (flow,) = list(served.services.organization.flows)
    own = served.platform.server.client
    served.log_in((own.id, own.secret))
    state = served.ended(served.launch(flow.row.id).json()["id"])
    assert state["status"] in ("FAILED", "ERROR")
    assert "outputData" not in state
    error = state["flowErrorInfo"]
    assert error["details"][0]["entityName"] == "Divide"
    assert "Divide" in error["message"]
    assert error["errors"] == []


FAILING = """
workflow:
  name: Fails
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - integerVariable: {name: Flow.zero, initialValue: {lit: 0}, isInput: true, isOutput: false}
    - decimalVariable: {name: Flow.result, initialValue: {noValue: true}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - updateData:
              name: Divide
              statements:
                - decimal: {variable: Flow.result, value: {exp: ToDecimal(1) / Flow.zero}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""


def test_the_trace_of_an_execution(served):
    launched = served.launch(inputData={"Flow.batchId": "B-1"}).json()
    served.ended(launched["id"])
    trace = served.http.get(f"/architrave/executions/{launched['id']}/trace").json()
    assert trace.keys() >= {"status", "completionReason", "outputData", "error", "trace", "diagnostics"}
    kinds = {step["type"] for step in trace["trace"]}
    assert kinds >= {"updateData", "dataTableLookup", "callTask", "wait", "callData", "endWorkflow"}
    assert trace["trace"][0]["name"] == "Settle the inputs"
    assert served.http.get("/architrave/executions/nothing/trace").status_code == 404


def test_the_flow_of_an_execution(served):
    launched = served.launch(inputData={"Flow.batchId": "B-1"}).json()
    answer = served.http.get(f"/architrave/executions/{launched['id']}/flow").json()
    assert answer["file"].endswith("flows/order-sync.yaml")
    assert answer["text"].startswith("workflow:")
    (module,) = answer["modules"]
    assert module["file"].endswith("flows/paging.yaml")
    assert module["text"].startswith("commonModule:")
    assert served.http.get("/architrave/executions/nothing/flow").status_code == 404


def test_the_flow_of_an_execution_whose_version_is_gone(served, monkeypatch):
    launched = served.launch(inputData={"Flow.batchId": "B-1"}).json()
    monkeypatch.setattr(Flows, "source_of", lambda *_: None)
    response = served.http.get(f"/architrave/executions/{launched['id']}/flow")
    assert (response.status_code, "no longer exists" in response.json()["message"]) == (404, True)


def test_a_trace_that_cannot_go_on_says_so(served, monkeypatch):
    """What an earlier version of Architrave ran: the result is complete, but the journal asks for something else."""
    launched = served.launch(inputData={"Flow.batchId": "B-1"}).json()
    ended = served.ended(launched["id"])
    engine = served.services.engine
    chunks = served.platform._portal.call(engine.journal_chunks(launched["id"]))
    first, second, *others = (entry for chunk in chunks for entry in decode(chunk))
    other = encode([first, msgspec.structs.replace(second, fingerprint=1), *others])

    async def journal_chunks(_: str) -> list[bytes]:
        return [other]

    monkeypatch.setattr(engine, "journal_chunks", journal_chunks)
    trace = served.http.get(f"/architrave/executions/{launched['id']}/trace").json()
    assert trace["outputData"] == ended["outputData"]
    (told,) = trace["diagnostics"]
    assert told["rule"] == "journal-diverged"
    assert told["message"].startswith("The trace ends here, but the execution did more.")
    assert "effect 1 was LookUp, but the flow now asks for another LookUp." in told["message"]
    assert "parked" not in told["message"]


def test_executions_are_listed_newest_first(served):
    ids = [served.launch("abc-123", inputData={"Flow.key": "erp"}).json()["id"] for _ in range(3)]
    found = served.http.get("/architrave/executions", params={"pageSize": 3}).json()
    assert [one["id"] for one in found["entities"]] == ids[::-1]
    assert served.http.get("/architrave/executions", params={"contxt.a": "b"}).status_code == 400


def followed(served, **params):
    """The ids on all pages."""
    found, path = [], f"/architrave/executions?{urlencode(params)}"
    while path is not None:
        page = served.http.get(path).json()
        found += [one["id"] for one in page["entities"]]
        path = page.get("nextUri")
    return found


def test_executions_are_searched_page_by_page(serve):
    served = serve().log_in()
    names = ["nightly", "By hand", "nightly", "nightly again"]
    ids = [
        served.launch("abc-123", inputData={"Flow.key": f"erp{number}"}, name=name).json()["id"]
        for number, name in enumerate(names)
    ]
    other = served.launch(inputData={"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"}).json()["id"]
    for one in (*ids, other):
        served.ended(one)
    assert followed(served, pageSize=2) == [other, *ids[::-1]]
    assert followed(served, name="nightly", pageSize=1) == [ids[2], ids[0]]
    assert followed(served, q="NIGHT", pageSize=1) == [ids[3], ids[2], ids[0]]
    assert followed(served, q="erp1") == [ids[1]]
    assert followed(served, flow="order SYNC") == followed(served, flow=ORDER_SYNC) == [other]
    assert followed(served, status="completed,running", flow="abc-123", name="By hand") == [ids[1]]
    assert followed(served, status="ERROR") == followed(served, parked="true") == []


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("status=DONE", "RUNNING, COMPLETED"),
        ("after=x", "nextUri of the page before"),
        ("after=0", "nextUri"),
        ("parked=maybe", "true, false"),
        ("pageSize=501", "1 to 500"),
        ("pageNumber=2", "the next one is at nextUri"),
        ("named=x", "name, status, flow, q"),
    ],
)
def test_a_wrong_query_says_what_is_allowed(served, query, allowed):
    response = served.http.get(f"/architrave/executions?{query}")
    assert response.status_code == 400
    assert allowed in response.json()["message"]


USED = {
    "updateData", "decision", "switch", "loop", "loopNext", "loopExit", "callTask", "jumpToTask", "endTask",
    "changeState", "wait", "callData", "callCommonModule", "dataTableLookup", "getConversationData",
    "setConversationData", "findQueue", "findUser", "getExternalContact",
    "endWorkflow",
}  # fmt: skip


def test_the_examples_main_flow_uses_every_basic_action(served):
    flow = served.services.organization.flows.find(ORDER_SYNC, None)
    assert {action.kind for action in flow.program.actions} == USED
    assert LAUNCHER[0] == "erp-sync"


def test_an_id_of_the_cloud_is_answered_with_the_entry_that_makes_it_known(served):
    unknown = "f01e2d3c-4b5a-4678-9abc-def012345678"
    response = served.launch(flowId=unknown, inputData={"Flow.batchId": "B-1"})
    assert response.status_code == 404
    assert f"`flows: {{Order sync: {{id: {unknown}}}}}`" in response.json()["message"]
