"""Import and export of the rows of a data table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from architrave.organization import data_table_jobs, data_tables
from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_data_tables import SHOP, TABLES, shops, sizes
from tests.server.test_entities import as_owner

SMALL = 'key,Size,Rate,Open,City,Kind\r\na,1,1.5,true,"Graz, ""A""\r\nAustria",shop\r\nb,-2,0,FALSE,,\r\n'
FIRST = [
    {"key": "a", "Size": 1, "Rate": 1.5, "Open": True, "City": 'Graz, "A"\r\nAustria', "Kind": "shop"},
    {"key": "b", "Size": -2, "Rate": 0, "Open": False, "City": "", "Kind": ""},
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(EXAMPLE, tmp_path_factory.mktemp("jobs") / "kept.db") as served:
        yield as_owner(served)


@pytest.fixture
def http(shared: Served) -> httpx.Client:
    return shared.http


@pytest.fixture
def table(http: httpx.Client, request: pytest.FixtureRequest) -> str:
    made = http.post(TABLES, json={"name": f"T {request.node.name}"[:200], "schema": SHOP})
    assert made.status_code == 200, made.text
    return f"{TABLES}/{made.json()['id']}"


def rows_of(http: httpx.Client, table: str) -> list[dict[str, Any]]:
    return http.get(f"{table}/rows", params={"showbrief": "false", "pageSize": 500}).json()["entities"]


def imported(http: httpx.Client, table: str, text: str | bytes, **body: Any) -> dict[str, Any]:
    """Imports a file as a client does, and returns the job when it has ended."""
    job = http.post(f"{table}/import/jobs", json=body)
    assert job.status_code == 202, job.text
    waiting = job.json()
    assert waiting["status"] == "WaitingForUpload"
    sent = httpx.put(waiting["uploadURI"], content=text, headers=waiting["uploadHeaders"])
    assert sent.status_code == 200, sent.text
    ended = http.get(f"{table}/import/jobs/{waiting['id']}").json()
    assert sent.json() == ended
    assert "uploadURI" not in ended
    return ended


def exported(http: httpx.Client, table: str) -> str:
    job = http.post(f"{table}/export/jobs").json()
    assert http.get(f"{table}/export/jobs/{job['id']}").json() == job
    assert job["status"] == "Succeeded"
    fetched = httpx.get(job["downloadURI"])
    assert fetched.headers["content-type"] == "text/csv; charset=utf-8"
    return fetched.content.decode()


def test_export_and_import(http: httpx.Client, table: str) -> None:
    done = imported(http, table, SMALL, importMode="ReplaceAll")
    assert (done["status"], done["countRecordsUpdated"], done["countRecordsDeleted"]) == ("Succeeded", 2, 0)
    assert rows_of(http, table) == FIRST
    text = exported(http, table)
    assert text.splitlines()[0] == "key,Size,Rate,Open,City,Kind"
    imported(http, table, text, importMode="Append")
    assert rows_of(http, table) == FIRST
    listed = http.get(f"{table}/import/jobs").json()
    assert listed["total"] == 2
    assert {one["importMode"] for one in listed["entities"]} == {"Append", "ReplaceAll"}


def test_modes(http: httpx.Client, table: str) -> None:
    imported(http, table, SMALL)
    done = imported(http, table, "key,Size\nb,5\nc,6\n", importMode="Append")
    assert (done["countRecordsUpdated"], done["countRecordsDeleted"]) == (2, 0)
    assert [(row["key"], row["Size"]) for row in rows_of(http, table)] == [("a", 1), ("b", 5), ("c", 6)]
    done = imported(http, table, "key,Size\nc,7\n", importMode="ReplaceAll")
    assert (done["countRecordsUpdated"], done["countRecordsDeleted"]) == (1, 2)
    assert [(row["key"], row["Size"]) for row in rows_of(http, table)] == [("c", 7)]


def test_a_file_in_a_form_and_the_other_path(http: httpx.Client, table: str) -> None:
    job = http.post(f"{table}/import/csv/jobs", json={"importMode": "Append", "status": "WaitingForUpload"}).json()
    sent = httpx.post(job["uploadURI"], files={"file": ("rows.csv", SMALL.encode(), "text/csv")})
    assert sent.json()["status"] == "Succeeded"
    assert rows_of(http, table) == FIRST


WRONG: list[tuple[str | bytes, list[str]]] = [
    ("", ["Line 1: "]),
    ("key,Size\na,many\n", ["Line 2: "]),
    ("key,Size\na,1\nb,x\na,2\n,5\n", ["Line 3: ", "Line 4: ", "Line 5: "]),
    ('key,City\na,"Graz\nb,Wien\n', ["Line "]),
    ("key;Size\na;1\n", ["Line 1: The columns are separated by semicolons"]),
    ("Size\n1\n", ['Line 1: The key column "Name" is missing.']),
    ("key,Town\na,Graz\n", ["Line 1: "]),
    ("key,Open\na,ja\n", ["Line 2: "]),
    (f"key\n{'k' * 257}\n", ["Line 2: "]),
    (b"key,City\na,\xff\n", ["Line 2: "]),
    (f"key,City\na,{'x' * 262_145}\n", ["Line 2: "]),
]


@pytest.mark.parametrize(("text", "lines"), WRONG, ids=lambda each: str(each)[:30])
@pytest.mark.parametrize("mode", ["ReplaceAll", "Append"])
def test_a_file_with_an_error_changes_nothing(
    http: httpx.Client, table: str, text: str | bytes, lines: list[str], mode: str
) -> None:
    imported(http, table, SMALL)
    failed = imported(http, table, text, importMode=mode)
    assert failed["status"] == "Failed"
    assert failed["countRecordsFailed"] == len(lines)
    error = failed["errorInformation"]
    assert (error["code"], error["status"]) == ("flows.datatables.syntax.error", 400)
    for one, start in zip(error["errors"], lines, strict=True):
        assert one["message"].startswith(start)
    assert error["message"].startswith(error["errors"][0]["message"])
    assert rows_of(http, table) == FIRST


def test_a_table_has_room_for_so_many_rows(http: httpx.Client, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_tables, "MOST_ROWS", 2)
    imported(http, table, "key\na\nb\n")
    failed = imported(http, table, "key\nc\n", importMode="Append")
    assert (failed["status"], failed["errorInformation"]["code"]) == ("Failed", "flows.datatables.too.many.rows")
    assert imported(http, table, "key\nc\nd\n", importMode="ReplaceAll")["status"] == "Succeeded"


def test_a_job_takes_one_file(http: httpx.Client, table: str) -> None:
    job = http.post(f"{table}/import/jobs", json={}).json()
    assert httpx.put(job["uploadURI"], content=SMALL).status_code == 200
    again = httpx.put(job["uploadURI"], content="key\n")
    assert again.status_code == 409
    assert len(rows_of(http, table)) == 2
    other = http.post(f"{table}/import/jobs", json={}).json()
    http.delete(table)
    assert httpx.put(other["uploadURI"], content=SMALL).status_code == 404
    assert http.get(f"{table}/import/jobs").status_code == 404


@pytest.mark.parametrize("body", [{"importMode": "Some"}, {"importMode": 5}, {"colour": "red"}, []])
def test_wrong_jobs(http: httpx.Client, table: str, body: Any) -> None:
    assert http.post(f"{table}/import/jobs", json=body).status_code == 400
    assert http.get(f"{table}/import/jobs").json()["total"] == 0


def test_jobs_are_kept_for_a_day(
    http: httpx.Client, table: str, shared: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = http.post(f"{table}/export/jobs").json()
    later = shared.services.now() + data_table_jobs.KEPT_MS + 1_000
    monkeypatch.setattr(shared.services.organization.data_table_jobs, "_now", lambda: later)
    http.post(f"{table}/export/jobs")
    assert http.get(f"{table}/export/jobs/{old['id']}").status_code == 404
    assert httpx.get(old["downloadURI"]).status_code == 404


def test_an_import_over_rows_of_the_folder(tmp_path: Path) -> None:
    import json

    folder = tmp_path / "org"
    (folder / "data-tables").mkdir(parents=True)
    (folder / "flows").symlink_to(EXAMPLE / "flows")
    (folder / "data-tables" / "Shops.schema.json").write_text(json.dumps({"schema": SHOP}), encoding="utf-8")
    (folder / "data-tables" / "Shops.csv").write_text("key,Size\na,1\nb,2\n", encoding="utf-8")
    with serving(folder, tmp_path / "kept.db") as served:
        imported(served.http, shops(served), "key,Size\nb,20\nc,3\n", importMode="ReplaceAll")
        assert sizes(served) == {"b": 20, "c": 3}
    with serving(folder, tmp_path / "kept.db") as served:
        assert sizes(served) == {"b": 20, "c": 3}, "a restart brings nothing back"
