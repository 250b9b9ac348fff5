"""Who may do what changes everything: a client with the permission, or a program on the server's own machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from architrave.server.endpoints import ENDPOINTS
from tests.server.conftest import EXAMPLE, LAUNCHER, Served, serving

OPEN_HERE = [one for one in ENDPOINTS if one.is_open_here]
CHANGING = [one for one in OPEN_HERE if one.method != "GET"]
JSON = {"Content-Type": "application/json"}
KEEPER = ("keeper", "dev-only-keeper")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a folder with a client that may replace the state."""
    folder = tmp_path_factory.mktemp("access")
    org = (EXAMPLE / "org.yaml").read_text(encoding="utf-8")
    client = "clients:\n  - {id: keeper, secret: dev-only-keeper, name: Keeper, roles: [keeper]}\n"
    role = "roles:\n  keeper: [architrave:state:edit, architrave:state:view]\n"
    org = org.replace("clients:\n", client, 1).replace("roles:\n", role, 1)
    (folder / "org.yaml").write_text(org, encoding="utf-8")
    for part in ("flows", "data-actions", "data-tables"):
        (folder / part).symlink_to(EXAMPLE / part)
    with serving(folder, folder / "kept.db", names=frozenset({"other.test"})) as served:
        yield served


def ask(here: Served, method: str, path: str, headers: dict[str, str]) -> int:
    here.http.headers.pop("Authorization", None)
    content = body_for(here, path) if method == "PUT" else None
    return here.http.request(method, path, headers=headers, content=content).status_code


def body_for(here: Served, path: str) -> bytes:
    """A body that a PUT takes."""
    return b'{"faults": []}' if path.endswith("/chaos") else here.http.get("/architrave/state").content


ROWS = pytest.mark.parametrize("endpoint", OPEN_HERE, ids=lambda one: f"{one.method} {one.path}")


@ROWS
def test_a_program_on_the_same_machine_needs_no_token(here: Served, endpoint: Any) -> None:
    assert ask(here, endpoint.method, endpoint.path, JSON) in (200, 204)


@ROWS
def test_elsewhere_a_token_is_needed(here: Served, endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    document = body_for(here, endpoint.path)
    monkeypatch.setattr(here.services, "is_local", False)
    assert here.http.request(endpoint.method, endpoint.path, headers=JSON, content=document).status_code == 401
    headers = JSON | {"Authorization": f"Bearer {here.token(KEEPER)}"}
    assert here.http.request(endpoint.method, endpoint.path, headers=headers, content=document).status_code in (
        200,
        204,
    )


@ROWS
def test_a_token_without_the_permission_is_refused_also_here(here: Served, endpoint: Any) -> None:
    headers = JSON | {"Authorization": f"Bearer {here.token(LAUNCHER)}"}
    assert ask(here, endpoint.method, endpoint.path, headers) == 403


@ROWS
def test_a_wrong_token_is_not_as_good_as_none(here: Served, endpoint: Any) -> None:
    assert ask(here, endpoint.method, endpoint.path, JSON | {"Authorization": "Bearer wrong"}) == 401
    assert ask(here, endpoint.method, endpoint.path, JSON | {"Authorization": "Basic YTpi"}) == 401


ELSEWHERE: dict[str, dict[str, str]] = {
    "another name of the server": {"Host": "other.test"},
    "a proxy": {"X-Forwarded-For": "192.0.2.1"},
    "a proxy that says so": {"Forwarded": "for=192.0.2.1"},
    "a proxy by HTTP": {"Via": "1.1 proxy"},
}


@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
@ROWS
def test_what_may_come_from_elsewhere_needs_a_token(here: Served, endpoint: Any, headers: dict[str, str]) -> None:
    assert ask(here, endpoint.method, endpoint.path, JSON | headers) == 401


PAGES: dict[str, dict[str, str]] = {
    "another origin": {"Origin": "https://attacker.test"},
    "another port": {"Origin": "http://127.0.0.1:3000"},
    "a file": {"Origin": "null"},
    "an old browser's form": {"Origin": ""},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a page of another port": {"Sec-Fetch-Site": "same-site"},
}


@pytest.mark.parametrize("headers", PAGES.values(), ids=PAGES)
@ROWS
def test_a_web_page_of_another_origin_is_refused(here: Served, endpoint: Any, headers: dict[str, str]) -> None:
    assert ask(here, endpoint.method, endpoint.path, JSON | headers) == 403


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("endpoint", CHANGING, ids=lambda one: f"{one.method} {one.path}")
def test_a_request_that_a_page_can_make_unasked_changes_nothing(here: Served, endpoint: Any, kind: str) -> None:
    assert ask(here, endpoint.method, endpoint.path, {"Content-Type": kind}) == 403


@ROWS
def test_a_page_of_the_server_itself_is_admitted(here: Served, endpoint: Any) -> None:
    own = JSON | {"Origin": str(here.http.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert ask(here, endpoint.method, endpoint.path, own) in (200, 204)


def test_nothing_but_logins_probes_and_metrics_is_for_everybody() -> None:
    """Metrics and the API's description ask for a token themselves, except on the server's own machine."""
    open_to_all = {one.path for one in ENDPOINTS if not one.needs_token}
    logins = {"/oauth/authorize", "/oauth/token", "/logout", "/architrave/files/{address}"}  # the last is signed
    assert open_to_all == logins | {"/architrave/health", "/architrave/ready", "/metrics", "/openapi.json"}


def test_an_allowed_origin_needs_a_token(tmp_path: Path) -> None:
    """It may read responses. That does not make it a program of the person whose server this is."""
    page = {"Origin": "http://localhost:3000"}
    with serving(EXAMPLE, tmp_path / "kept.db", allow_origins=("http://localhost:3000",)) as served:
        assert served.http.post("/architrave/reset", headers=JSON | page).status_code == 403
        own = served.platform.server.client
        token = {"Authorization": f"Bearer {served.token((own.id, own.secret))}"}
        assert served.http.post("/architrave/reset", headers=page | token).status_code == 204


def test_the_own_client_may_do_it_and_keeps_its_token(here: Served) -> None:
    own = here.platform.server.client
    headers = {"Authorization": f"Bearer {here.token((own.id, own.secret))}"}
    for _ in range(2):
        assert here.http.post("/architrave/reset", headers=headers).status_code == 204
