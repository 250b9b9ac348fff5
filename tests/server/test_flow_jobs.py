"""Flows that are published and exported as YAML, as Archy and CX as Code do."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from architrave.organization import flow_jobs
from architrave.store import NotKept
from tests.server.conftest import EXAMPLE, ORDER_SYNC, Served, serving
from tests.server.test_entities import as_owner
from tests.server.test_flow_editing import FLOWS, act, ends, listed, yaml

JOBS = "/api/v2/flows/jobs"
EXPORTS = "/api/v2/flows/export/jobs"
CALLING = """
workflow:
  name: Calling
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - callCommonModule:
              name: Call it
              commonModule:
                Not there:
                  ver_latestPublished: {inputs: {}, outputs: {}}
          - endWorkflow: {name: End, exitReason: {lit: done}}
"""


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server, logged in as the client that may do everything."""
    with serving(EXAMPLE, tmp_path_factory.mktemp("admin") / "kept.db") as served:
        yield as_owner(served)


def registered(served: Served, **request: Any) -> dict[str, Any]:
    response = served.http.post("/api/v2/flows/jobs", json=request) if request else served.http.post(JOBS)
    assert response.status_code == 200, response.text
    assert response.json().keys() == {"id", "presignedUrl", "headers", "selfUri"}
    return response.json()


def uploaded(job: dict[str, Any], text: str) -> httpx.Response:
    """What a bare client gets: without a token, with the headers that the job says."""
    return httpx.put(job["presignedUrl"], content=text.encode(), headers=job["headers"])


def state(served: Served, job: dict[str, Any]) -> dict[str, Any]:
    response = served.http.get(f"{JOBS}/{job['id']}", params={"expand": "messages"})
    assert response.status_code == 200, response.text
    return response.json()


def published(served: Served, text: str, **request: Any) -> dict[str, Any]:
    job = registered(served, **request)
    assert state(served, job)["status"] == "Registered"
    assert uploaded(job, text).status_code == 200
    return state(served, job)


def test_a_flow_from_apply_to_destroy(admin: Served) -> None:
    """The calls of the Terraform provider, in its order."""
    done = published(admin, yaml("Terraform lookup", "first", "Written by Terraform"))
    assert (done["status"], done["command"], done["messages"]) == ("Success", "Publish", [])
    address = f"{FLOWS}/{done['flow']['id']}"
    read = admin.http.get(address, params={"deleted": "false"}).json()
    assert (read["name"], read["type"], read["active"]) == ("Terraform lookup", "WORKFLOW", True)
    assert read["division"]["id"]
    assert ends(admin, read["id"]) == "first"

    act(admin, "checkout", read["id"])
    assert act(admin, "unlock", read["id"]).status_code == 200
    again = published(admin, yaml("Terraform lookup", "second", "Changed"))
    assert again["flow"] == done["flow"]
    assert admin.http.get(address).json()["description"] == "Changed"
    assert ends(admin, read["id"]) == "second"
    assert [one["id"] for one in admin.http.get(f"{address}/versions").json()["entities"]] == ["2.0", "1.0"]

    assert act(admin, "unlock", read["id"]).status_code == 200
    assert admin.http.delete(address).status_code < 300
    assert admin.http.get(address).status_code == 410
    other = published(admin, yaml("Terraform lookup", "third"))
    assert other["flow"]["id"] != read["id"]
    admin.http.delete(f"{FLOWS}/{other['flow']['id']}")


def test_the_same_text_makes_no_version(admin: Served) -> None:
    first, second = (published(admin, yaml("Same")) for _ in range(2))
    assert first["flow"] == second["flow"]
    assert admin.http.get(f"{first['flow']['selfUri']}/versions").json()["total"] == 1


WRONG = [
    (yaml("Broken").replace("endWorkflow: {name", "endWork: {name"), "[unknown-action]"),
    (yaml("{{ name }}"), "[unresolved-substitution]"),
    ("", "[not-a-flow]"),
    ("workflow: [", "[yaml-syntax]"),
    ('{"flowId": "x"}', "flow.yaml:"),
    (yaml("a/b"), "must not contain forward slashes"),
    (CALLING, '13:13: There is no common module "Not there"'),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_flow_with_a_mistake_is_not_published(admin: Served, text: str, said: str) -> None:
    before = listed(admin)
    done = published(admin, text)
    assert done["status"] == "Failure"
    assert "flow" not in done
    errors = [one["text"] for one in done["messages"] if one["type"] == "Error"]
    assert any(said in one for one in errors), errors
    assert all(one["dateTime"] for one in done["messages"])
    assert listed(admin) == before


def test_what_the_organization_lacks_is_a_warning(admin: Served) -> None:
    text = admin.http.get(f"{FLOWS}/{ORDER_SYNC}/latestconfiguration").json()["yaml"]
    done = published(admin, text.replace("name: Order sync", "name: Sync 2").replace("Confirm Batch", "No such action"))
    assert done["status"] == "Success", done
    assert [one["type"] for one in done["messages"]] == ["Warning"]
    assert "No such action" in done["messages"][0]["text"]


def test_stubs_are_made_for_what_a_flow_calls(admin: Served) -> None:
    done = published(admin, CALLING, createStubs=True)
    assert done["status"] == "Success", done
    (stub,) = listed(admin, name="Not there")
    assert (stub["type"], stub["active"]) == ("COMMONMODULE", False)


def test_a_locked_flow_is_not_published(copied: Path, tmp_path: Path) -> None:
    org = copied / "org.yaml"
    text = org.read_text().replace("roles: [reader]", "roles: [reader, author]")
    org.write_text(text.replace("  reader:\n", '  author: ["architect:*:*"]\n  reader:\n'))
    with serving(copied, tmp_path / "kept.db") as served:
        as_owner(served)
        text = served.http.get(f"{FLOWS}/{ORDER_SYNC}/latestconfiguration").json()["yaml"]
        act(served, "checkout", ORDER_SYNC)
        served.log_in(("reporting", "dev-only-reporting"))
        done = published(served, f"{text}\n# changed\n")
        assert done["status"] == "Failure"
        assert "is locked by the client" in done["messages"][-1]["text"]


def test_an_upload_needs_its_address_and_headers_and_is_taken_once(admin: Served) -> None:
    job, content = registered(admin), yaml("Uploaded").encode()
    wrong = job["presignedUrl"][:-1] + ("A" if job["presignedUrl"][-1] != "A" else "B")
    without = job["presignedUrl"].rpartition(".")[0]
    assert httpx.put(wrong, content=content, headers=job["headers"]).status_code == 403
    assert httpx.put(without, content=content, headers=job["headers"]).status_code == 403
    refused = httpx.put(job["presignedUrl"], content=content, headers={"content-type": "text/plain"})
    assert refused.status_code == 403
    assert "Content-Type: application/yaml" in refused.json()["message"]
    assert (
        httpx.put(job["presignedUrl"], content=b"x" * (8 * 1024 * 1024 + 1), headers=job["headers"]).status_code == 413
    )
    assert state(admin, job)["status"] == "Registered"
    assert uploaded(job, yaml("Uploaded")).status_code == 200
    assert uploaded(job, yaml("Again")).status_code == 403
    assert listed(admin, name="Again") == []


def test_a_file_is_sent_again_after_the_database_has_failed(admin: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise NotKept("The disk is full.")

    job = registered(admin)
    with monkeypatch.context() as patch:
        patch.setattr(flow_jobs, "publish_text", fails)
        assert uploaded(job, yaml("Sent twice")).status_code == 503
    assert state(admin, job)["status"] == "Registered"
    assert uploaded(job, yaml("Sent twice")).status_code == 200
    assert state(admin, job)["status"] == "Success"


def test_jobs_are_found_by_their_kind(admin: Served) -> None:
    job = registered(admin)
    assert admin.http.get(f"/api/v2/flows/export/jobs/{job['id']}").status_code == 404
    assert admin.http.get("/api/v2/flows/jobs/00000000-0000-4000-8000-000000000000").status_code == 404
    assert "messages" not in admin.http.get(f"{JOBS}/{job['id']}").json()
    assert admin.http.post(JOBS, json={"createStubs": "yes"}).status_code == 400


def exported(served: Served, *flows: dict[str, Any]) -> dict[str, Any]:
    response = served.http.post("/api/v2/flows/export/jobs", json={"flows": list(flows)})
    assert response.status_code == 200, response.text
    assert (response.json()["status"], response.json()["totalFlows"]) == ("Started", len(flows))
    return served.http.get(f"{EXPORTS}/{response.json()['id']}", params={"expand": "messages"}).json()


def test_a_flow_is_exported(admin: Served) -> None:
    text = (EXAMPLE / "flows" / "order-sync.yaml").read_text(encoding="utf-8")
    for flow in ({"id": ORDER_SYNC}, {"id": ORDER_SYNC, "version": "1.0"}, {"name": "order sync", "type": "WORKFLOW"}):
        done = exported(admin, {"flow": flow})
        assert (done["status"], done["command"]) == ("Success", "Export")
        file = httpx.get(done["downloadUrl"])
        assert file.text == text
        assert ORDER_SYNC in file.headers["content-disposition"]
    assert httpx.get(done["downloadUrl"] + "x").status_code == 403
    assert httpx.get(done["downloadUrl"].rpartition(".")[0]).status_code == 403


def test_several_flows_are_exported_as_one_file(admin: Served) -> None:
    ids = [one["id"] for one in listed(admin, type="workflow") if "savedVersion" in one][:2]
    named = [{"flow": {"id": ids[0]}, "fileName": "../a/b\0"}, {"flow": {"id": ids[1]}, "fileName": "../a/b\0"}]
    content = httpx.get(exported(admin, *named)["downloadUrl"]).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["_a_b_.yaml", "_a_b_ (2).yaml"]
        assert b"workflow:" in archive.read("_a_b_.yaml")


def test_what_cannot_be_exported(admin: Served) -> None:
    missing = exported(admin, {"flow": {"id": "no-such"}}, {"flow": {"id": ORDER_SYNC, "version": "9"}})
    assert missing["status"] == "Failure"
    assert "downloadUrl" not in missing
    assert [one["text"] for one in missing["messages"]] == [
        "could not find the flow with id 'no-such'",
        'the flow "Order sync" has no 9 to export',
    ]
    for wrong in (
        {"flow": {"id": ORDER_SYNC}, "exportType": "Architect"},
        {"flow": {"name": "Order sync"}},
        {"flow": {"id": 5}},
        {},
    ):
        response = admin.http.post(EXPORTS, json={"flows": [wrong]})
        assert response.status_code == 400, response.text
    assert admin.http.post(EXPORTS, json={"flows": []}).status_code == 400


def test_a_job_is_known_after_a_restart(tmp_path: Path) -> None:
    with serving(EXAMPLE, tmp_path / "kept.db") as served:
        done = published(as_owner(served), yaml("Kept"))
    with serving(EXAMPLE, tmp_path / "kept.db") as served:
        assert state(as_owner(served), done) == done
        assert ends(served, done["flow"]["id"]) == "one"
