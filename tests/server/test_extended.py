"""The extended contract over HTTP: an execution's initiator, context and participant."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.conftest import LAUNCHER, ORDER_SYNC

REQUEST = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
ADA = "usr-9876-5432-10fe-dcba"


@pytest.fixture
def extended(serve):
    return serve(contract="extended").log_in()


def state_of(served, response):
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["executionId"] == body["id"]
    return served.http.get(f"/api/v2/flows/executions/{body['id']}").json()


def test_the_initiator_is_looked_up_and_shown(extended):
    state = state_of(extended, extended.launch(initiator={"id": ADA, "type": "user"}))
    assert state["initiator"]["id"] == ADA
    assert state["initiator"]["name"] == "Ada Byron"


def test_without_an_initiator_it_is_the_tokens_client(extended):
    state = state_of(extended, extended.launch())
    assert state["initiator"] == {"id": LAUNCHER[0], "name": "ERP order sync", "type": "client"}


REFUSED = [
    ({"initiator": {"id": "nobody", "type": "user"}}, 400, "unknown-initiator"),
    ({"initiator": {"email": "charles@example.com"}}, 400, "inactive-initiator"),
    ({"executionConfig": {"queueName": "No such queue"}}, 400, "unknown-queue"),
    ({"inputs": {"batchId": "a"}, "inputData": {"Flow.batchId": "b"}}, 400, "conflicting-fields"),
    ({"routingData": {"from": {"id": "x"}, "language": "fr-fr"}}, 400, "unsupported-language"),
]


@pytest.mark.parametrize(("more", "status", "rule"), REFUSED)
def test_rejected_launches(extended, more, status, rule):
    body = {"inputData": {"Flow.batchId": "B"}} | more
    response = extended.launch(**body)
    assert response.status_code == status
    assert rule in {detail["errorCode"] for detail in response.json()["details"]}


def test_context_is_stored_passed_to_inputs_and_searchable(extended):
    wanted = {"source": "desktop_app", "userId": "ext_user_99", "ticket": 42}
    launched = extended.launch(REQUEST, context=wanted)
    state = extended.ended(launched.json()["id"])
    assert state["context"] == wanted
    assert state["outputData"]["Flow.note"] == "Request from desktop_app"
    found = extended.http.get(
        "/architrave/executions", params={"context.userId": "ext_user_99", "context.ticket": "42"}
    )
    assert [one["id"] for one in found.json()["entities"]] == [state["id"]]
    assert extended.http.get("/architrave/executions?context.userId=other").json()["entities"] == []


WAITING = """
workflow:
  name: Waits
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - wait: {name: Wait, duration: {lit: {minutes: 10}}, trimDurationNearMaxRunningTime: {lit: true}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""


def test_a_participant_takes_part_in_one_execution_at_a_time(serve, copied):
    (copied / "flows" / "waits.yaml").write_text(WAITING)
    extended = serve(copied, contract="extended").log_in()
    waits = extended.services.organization.flows.named("Waits").row.id
    routing = {"from": {"id": "caller-1", "name": "Caller", "address": "+4312345"}, "language": "en-us"}
    first = state_of(extended, extended.launch(waits, routingData=routing))
    assert first["participant"]["from"]["name"] == "Caller"
    second = extended.launch(ORDER_SYNC, inputData={"Flow.batchId": "B"}, routingData=routing)
    assert second.status_code == 409
    assert second.json()["details"][0]["errorCode"] == "participant-busy"
    assert first["id"] in second.json()["message"]
    other = {"from": {"id": "caller-2"}, "language": "en-us"}
    assert extended.launch(ORDER_SYNC, inputData={"Flow.batchId": "B"}, routingData=other).status_code == 200


def test_of_many_concurrent_launches_for_a_participant_one_is_accepted(serve, copied):
    (copied / "flows" / "waits.yaml").write_text(WAITING)
    extended = serve(copied, contract="extended").log_in()
    waits = extended.services.organization.flows.named("Waits").row.id
    routing = {"from": {"id": "caller-4"}, "language": "en-us"}
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: extended.launch(waits, routingData=routing).status_code, range(16)))
    assert sorted(answers) == [200] + [409] * 15
    assert len(extended.services.participants) == 0


def test_a_participant_is_free_again_when_its_execution_has_ended(extended):
    routing = {"from": {"id": "caller-3"}, "language": "en-us"}
    launched = extended.launch("abc-123", routingData=routing, parameters={"key": "erp"})
    assert extended.ended(launched.json()["id"])["outputData"] == {"Flow.value": "House ERP"}
    assert extended.launch("abc-123", routingData=routing, parameters={"key": "erp"}).status_code == 200
