"""Flows and versions, as they are read and searched."""

import pytest

from architrave.definitions.values import derived_id
from tests.server.conftest import EXAMPLE, ORDER_SYNC

ALL = {"Order sync", "Customer request", "Key lookup", "Order paging"}
HOME = derived_id("division", "Home")

SEARCHES = [
    ({}, ALL),
    ({"type": "workflow"}, ALL - {"Order paging"}),
    ({"type": "COMMONMODULE"}, {"Order paging"}),
    ({"type": "workflow,commonmodule"}, ALL),
    ({"type": ["workflow", "commonmodule"]}, ALL),
    ({"type": "inboundcall"}, set()),
    ({"name": "order sync"}, {"Order sync"}),
    ({"name": "order"}, set()),
    ({"name": "*ORDER*"}, {"Order sync", "Order paging"}),
    ({"name": "[o]rder*"}, set()),
    ({"nameOrDescription": "*table Source systems*"}, {"Key lookup"}),
    ({"description": "*page by page*"}, {"Order sync"}),
    ({"id": f"{ORDER_SYNC},abc-123"}, {"Order sync", "Key lookup"}),
    ({"divisionId": HOME}, ALL),
    ({"divisionId": "elsewhere"}, set()),
    ({"publishVersionId": "1.0"}, ALL),
    ({"publishVersionId": "2.0"}, set()),
    ({"deleted": "true"}, ALL),
    ({"deleted": "false"}, ALL),
    ({"secure": "any"}, set()),
    ({"lockedBy": "x"}, set()),
    ({"lockedByClientId": "x"}, set()),
    ({"publishedAfter": "2020-01-01T00:00:00Z"}, ALL),
    ({"publishedBefore": "2020-01-01T00:00:00.000Z"}, set()),
]


@pytest.mark.parametrize(("query", "names"), SEARCHES)
def test_searching(served, query, names):
    body = served.http.get("/api/v2/flows", params=query).json()
    assert {flow["name"] for flow in body["entities"]} == names
    assert body["total"] == len(names)


WRONG = [
    ({"pageSize": "0"}, "pageSize"),
    ({"pageSize": "501"}, "pageSize"),
    ({"pageSize": "0000000001"}, "Value [0000000001] is not valid for field type [pageSize]"),
    ({"pageSize": "01"}, "pageSize"),
    ({"pageSize": "+1"}, "pageSize"),
    ({"pageSize": "-1"}, "pageSize"),
    ({"pageSize": " 1"}, "pageSize"),
    ({"pageSize": "1_0"}, "pageSize"),
    ({"pageSize": "1.0"}, "pageSize"),
    ({"pageSize": "1e1"}, "pageSize"),
    ({"pageSize": "\N{ARABIC-INDIC DIGIT ONE}"}, "pageSize"),
    ({"pageSize": "\N{SUPERSCRIPT TWO}"}, "pageSize"),
    (
        {"pageSize": ["1", "2"]},
        "Value [1, 2] is not valid for field type [pageSize]",
    ),
    ({"pageNumber": "9" * 4_400}, "pageNumber"),
    ({"pageNumber": "0" * 4_400 + "1"}, "pageNumber"),
    ({"pageNumber": "1\0"}, "pageNumber"),
    ({"pageNumber": "{allowed}"}, "Value [{allowed}] is not valid"),
    ({"deleted": ["true", "false"]}, "deleted"),
    ({"pageNumber": "one"}, "pageNumber"),
    ({"sortBy": "colour"}, "sortBy"),
    ({"sortOrder": "up"}, "sortOrder"),
    ({"deleted": "perhaps"}, "deleted"),
    ({"includeSchemas": "1"}, "includeSchemas"),
    ({"publishedAfter": "yesterday"}, "publishedAfter"),
]


@pytest.mark.parametrize(("query", "name"), WRONG)
def test_wrong_parameters_are_named(served, query, name):
    response = served.http.get("/api/v2/flows", params=query)
    assert response.status_code == 400
    assert name in response.json()["message"]


def test_paging_reaches_every_flow_once(served):
    address, seen = "/api/v2/flows?pageSize=1&sortBy=name", []
    while address:
        page = served.http.get(address).json()
        seen += [flow["name"] for flow in page["entities"]]
        address = page.get("nextUri")
    assert seen == sorted(ALL, key=str.casefold)
    assert (page["pageCount"], page["pageNumber"], page["total"]) == (4, 4, 4)
    descending = served.http.get("/api/v2/flows?sortBy=name&sortOrder=desc").json()["entities"]
    assert [flow["name"] for flow in descending] == seen[::-1]


def test_a_flow(served):
    flow = served.http.get(f"/api/v2/flows/{ORDER_SYNC}").json()
    assert (flow["id"], flow["name"], flow["type"], flow["active"]) == (ORDER_SYNC, "Order sync", "WORKFLOW", True)
    assert flow["division"]["name"] == "Home"
    assert flow["publishedVersion"]["id"] == "1.0"
    assert flow["inputSchema"]["properties"].keys() == {"Flow.batchId", "Flow.sourceSystem"}
    assert flow["outputSchema"]["properties"]["Flow.ordersSynced"] == {"type": "integer"}
    assert flow["supportedLanguages"] == [{"language": "en-us", "isDefault": True}]
    assert flow["selfUri"] == f"/api/v2/flows/{ORDER_SYNC}"


def test_an_id_is_found_in_any_case(served):
    assert served.http.get(f"/api/v2/flows/{ORDER_SYNC.upper()}").json()["id"] == ORDER_SYNC


def test_schemas_are_listed_if_requested(served):
    assert "inputSchema" not in served.http.get("/api/v2/flows").json()["entities"][0]
    assert "inputSchema" in served.http.get("/api/v2/flows?includeSchemas=true").json()["entities"][0]


def test_no_null_is_sent(served):
    assert b"null" not in served.http.get("/api/v2/flows").content


def test_versions(served):
    page = served.http.get(f"/api/v2/flows/{ORDER_SYNC}/versions").json()
    assert [version["id"] for version in page["entities"]] == ["1.0"]
    version = served.http.get(f"/api/v2/flows/{ORDER_SYNC}/versions/1.0").json()
    assert version == page["entities"][0]
    assert version["datePublished"].endswith("Z")


NOBODYS = "00000000-0000-4000-8000-000000000000"
MISSING = [
    (f"/api/v2/flows/{NOBODYS}", "architect.flow.not.found"),
    (f"/api/v2/flows/{NOBODYS}/versions", "architect.flow.not.found"),
    (f"/api/v2/flows/{NOBODYS}/versions/1.0", "architect.flow.not.found"),
    (f"/api/v2/flows/{ORDER_SYNC}/versions/7.0", "architect.flow.version.missing"),
]


@pytest.mark.parametrize(("path", "code"), MISSING)
def test_unknown_flows_and_versions(served, path, code):
    response = served.http.get(path)
    assert (response.status_code, response.json()["code"]) == (404, code)


def test_a_changed_file_is_a_new_version_and_old_ones_can_be_launched(serve, copied):
    from architrave.definitions.reader import read_organization

    served = serve(copied).log_in()
    path = copied / "flows" / "key-lookup.yaml"
    path.write_text(path.read_text().replace("lit: No key", "lit: There was no key"))
    definition, diagnostics = read_organization(copied, environment={})
    published = served.services.organization.adopt(definition, diagnostics)
    assert [(one.flow.row.name, one.version) for one in published if one.is_new] == [("Key lookup", "2.0")]
    newest = served.ended(served.launch("abc-123").json()["id"])
    older = served.ended(served.launch("abc-123", flowVersion="1.0").json()["id"])
    assert (newest["completionReason"], newest["flowVersion"]["id"]) == ("There was no key", "2.0")
    assert (older["completionReason"], older["flowVersion"]["id"]) == ("No key", "1.0")
    assert "datePublishedEnd" in older["flowVersion"]
    listed = served.http.get("/api/v2/flows/abc-123/versions").json()["entities"]
    assert [version["id"] for version in listed] == ["2.0", "1.0"]


def test_a_flow_that_is_not_published_is_shown_but_not_launched(serve, copied):
    org = copied / "org.yaml"
    org.write_text(org.read_text().replace("    id: abc-123\n", "    id: abc-123\n    published: false\n"))
    served = serve(copied).log_in()
    flow = served.http.get("/api/v2/flows/abc-123").json()
    assert "publishedVersion" not in flow
    assert flow["savedVersion"]["type"] == "CHECKIN"
    response = served.launch("abc-123")
    assert response.status_code == 404
    assert response.json()["details"][0]["errorCode"] == "unpublished-flow"


def test_the_example_is_read_without_diagnostics():
    from architrave.definitions.reader import read_organization

    assert read_organization(EXAMPLE, environment={})[1] == ()
