"""OAuth clients, roles, divisions and grants, changed through the API: what callers may do follows at once."""

from pathlib import Path

import pytest

from tests.server.conftest import LAUNCHER, READER, Served, serving

ADA = "usr-9876-5432-10fe-dcba"
GRACE = "0c5f3a6e-7a52-4c39-9d6a-6f2c4b1e8d11"
NEW = {"name": "CI", "authorizedGrantType": "CLIENT-CREDENTIALS", "accessTokenValiditySeconds": 600}
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def admin(copied: Path, serve) -> Served:
    served = serve(copied)
    own = served.platform.server.client
    return served.log_in((own.id, own.secret))


def role_named(admin: Served, name: str) -> dict:
    [role] = admin.http.get("/api/v2/authorization/roles", params={"name": name}).json()["entities"]
    return role


def test_a_client_is_made_logs_in_changes_and_goes(admin: Served) -> None:
    reader = role_named(admin, "reader")
    made = admin.http.post("/api/v2/oauth/clients", json=NEW | {"roleIds": [reader["id"]]}).json()
    one = f"/api/v2/oauth/clients/{made['id']}"
    assert made["roleDivisions"] == [{"roleId": reader["id"], "divisionId": "*"}]
    shown = admin.http.get(one).json()
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert made["id"] in [each["id"] for each in admin.http.get("/api/v2/oauth/clients").json()["entities"]]
    token = admin.http.post("/oauth/token", auth=(made["id"], made["secret"]), data=GRANT).json()
    assert token["expires_in"] == 600
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    assert admin.http.get("/api/v2/flows", headers=headers).status_code == 200
    assert admin.http.put(one, json=NEW | {"roleDivisions": []}).json()["roleIds"] == []
    assert admin.http.get("/api/v2/flows", headers=headers).status_code == 403
    fresh = admin.http.post(f"{one}/secret").json()["secret"]
    assert admin.http.post("/oauth/token", auth=(made["id"], made["secret"]), data=GRANT).status_code == 400
    assert admin.http.post("/oauth/token", auth=(made["id"], fresh), data=GRANT).status_code == 200
    assert admin.http.put(one, json=NEW | {"state": "inactive"}).json()["state"] == "inactive"
    assert admin.http.get("/api/v2/flows", headers=headers).status_code == 401
    assert admin.http.post("/oauth/token", auth=(made["id"], fresh), data=GRANT).status_code == 400
    assert admin.http.delete(one).status_code == 204
    assert admin.http.get(one).status_code == 404


def test_a_client_and_its_secret_outlive_a_restart(copied: Path, tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    with serving(copied, database) as served:
        own = served.platform.server.client
        made = served.log_in((own.id, own.secret)).http.post("/api/v2/oauth/clients", json=NEW).json()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("own.db*"))
    for secret in (made["secret"], LAUNCHER[1], READER[1]):
        assert secret.encode() not in content
    with serving(copied, database) as served:
        assert served.token((made["id"], made["secret"]))
        assert served.token(LAUNCHER)


def test_the_secret_of_a_client_in_org_yaml_is_changed_there(admin: Served) -> None:
    refused = admin.http.post(f"/api/v2/oauth/clients/{LAUNCHER[0]}/secret")
    assert refused.status_code == 409
    assert "org.yaml" in refused.json()["message"]


WRONG_CLIENTS = [
    ({"authorizedGrantType": "PASSWORD"}, "authorizedGrantType"),
    ({"accessTokenValiditySeconds": 299}, "accessTokenValiditySeconds"),
    ({"registeredRedirectUri": ["http://localhost/#x"]}, "registeredRedirectUri[0]"),
    ({"registeredRedirectUri": ["http://localhost/", "javascript:x"]}, "registeredRedirectUri[1]"),
    ({"scope": ["architct"]}, "scope[0]"),
    ({"roleIds": ["no-such-role"]}, "roleIds[0]"),
    ({"roleDivisions": [{"roleId": "x", "divisionId": "*"}]}, "roleDivisions[0].roleId"),
    ({"name": None}, ""),
    ({"state": 1}, "state"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG_CLIENTS, ids=str)
def test_a_wrong_client_is_rejected_at_its_place(admin: Served, wrong: dict, field: str) -> None:
    response = admin.http.post("/api/v2/oauth/clients", json=NEW | wrong)
    assert response.status_code == 400, response.text
    assert response.json()["details"], response.text


ROLE = {"name": "Watcher", "description": "Looks", "permissionPolicies": [
    {"domain": "architect", "entityName": "flow", "actionSet": ["view", "search"]},
    {"domain": "routing", "entityName": "*", "actionSet": ["*"]},
]}  # fmt: skip


def test_a_role_is_made_granted_changed_and_goes(admin: Served) -> None:
    made = admin.http.post("/api/v2/authorization/roles", json=ROLE).json()
    one, subject = f"/api/v2/authorization/roles/{made['id']}", f"/api/v2/authorization/subjects/{READER[0]}"
    assert [policy["actionSet"] for policy in made["permissionPolicies"]] == [["view", "search"], ["*"]]
    headers = {"Authorization": f"Bearer {admin.token(READER)}"}
    queues = "/api/v2/routing/queues"
    assert admin.http.get(queues, headers=headers).status_code == 403
    home = admin.http.get("/api/v2/authorization/divisions/home").json()
    assert home["homeDivision"] is True
    assert admin.http.post(f"{subject}/divisions/*/roles/{made['id']}").status_code == 204
    assert admin.http.get(queues, headers=headers).status_code == 200
    grants = admin.http.get(subject).json()["grants"]
    assert [(grant["role"]["name"], grant["division"]["id"]) for grant in grants] == [("reader", "*"), ("Watcher", "*")]
    assert admin.http.get("/api/v2/authorization/subjects/me", headers=headers).json()["id"] == READER[0]
    changed = admin.http.patch(one, json={"permissionPolicies": ROLE["permissionPolicies"][:1]}).json()
    assert changed["description"] == "Looks"
    assert admin.http.get(queues, headers=headers).status_code == 403
    assert admin.http.post("/api/v2/authorization/roles", json=ROLE).status_code == 409
    assert admin.http.delete(f"{subject}/divisions/*/roles/{made['id']}").status_code == 204
    assert len(admin.http.get(subject).json()["grants"]) == 1
    assert admin.http.delete(one).status_code == 204
    assert admin.http.get(one).status_code == 404


def test_users_get_roles_in_divisions(admin: Served) -> None:
    reader, launcher = role_named(admin, "reader"), role_named(admin, "launcher")
    assert launcher["userCount"] == 1
    sales = admin.http.post("/api/v2/authorization/divisions", json={"name": "Sales", "description": "Sells"}).json()
    subject = f"/api/v2/authorization/subjects/{GRACE}"
    pairs = [{"roleId": reader["id"], "divisionId": sales["id"]}, {"roleId": launcher["id"], "divisionId": "*"}]
    assert admin.http.post(f"{subject}/bulkadd", json={"grants": pairs}).status_code == 204

    def granted() -> set[tuple[str, str]]:
        grants = admin.http.get(subject).json()["grants"]
        return {(grant["role"]["name"], grant["division"]["name"]) for grant in grants}

    assert granted() == {("reader", "Sales"), ("launcher", "*")}
    users = admin.http.get(f"/api/v2/authorization/roles/{launcher['id']}/users").json()["entities"]
    assert {user["id"] for user in users} == {ADA, GRACE}
    of_sales = admin.http.get(f"/api/v2/authorization/divisions/{sales['id']}/grants").json()["entities"]
    assert (GRACE, "reader") in {(grant["subjectId"], grant["role"]["name"]) for grant in of_sales}
    assert admin.http.post(f"{subject}/bulkremove", json={"grants": pairs[1:]}).status_code == 204
    assert granted() == {("reader", "Sales")}
    assert admin.http.post(f"{subject}/bulkreplace", json={"grants": pairs[1:]}).status_code == 204
    assert granted() == {("launcher", "*")}
    shown = admin.http.put(f"/api/v2/users/{GRACE}/roles", json=[reader["id"]]).json()
    assert [role["name"] for role in shown["roles"]] == ["reader"]
    assert granted() == {("reader", "Home")}
    wrong = admin.http.post(f"{subject}/bulkadd", json={"grants": [{"roleId": "x", "divisionId": "y"}]})
    assert (wrong.status_code, len(wrong.json()["errors"])) == (400, 2)
    ids = {"subjectIds": [GRACE, READER[0]], "divisionIds": [sales["id"]]}
    assert admin.http.post(f"/api/v2/authorization/roles/{launcher['id']}", json=ids).status_code == 204
    assert granted() == {("reader", "Home"), ("launcher", "Sales")}
    subjects = admin.http.get(f"/api/v2/authorization/roles/{launcher['id']}/subjectgrants").json()["entities"]
    assert {(one["id"], one["type"]) for one in subjects} >= {(GRACE, "PC_USER"), (READER[0], "PC_OAUTH_CLIENT")}
    removed = admin.http.put(f"/api/v2/authorization/roles/{launcher['id']}/users/remove", json=[GRACE])
    assert removed.json() == [GRACE]
    assert granted() == {("reader", "Home")}


def test_a_user_is_shown_with_a_role_that_the_api_made(admin: Served) -> None:
    body = {
        "name": "Auditor",
        "permissionPolicies": [{"domain": "audits", "entityName": "audit", "actionSet": ["view"]}],
    }
    role = admin.http.post("/api/v2/authorization/roles", json=body).json()
    assert admin.http.put(f"/api/v2/users/{GRACE}/roles", json=[role["id"]]).status_code == 200
    shown = admin.http.get(f"/api/v2/users/{GRACE}", params={"expand": "authorization"}).json()["authorization"]
    assert shown["roles"] == [{"id": role["id"], "name": "Auditor"}]
    assert shown["permissions"] == ["audits:audit:view"]


def test_divisions_are_made_changed_and_deleted_when_empty(admin: Served) -> None:
    path = "/api/v2/authorization/divisions"
    made = admin.http.post(path, json={"name": "Sales", "description": "Sells"}).json()
    assert {one["name"] for one in admin.http.get(path).json()["entities"]} == {"Home", "Sales"}
    assert admin.http.post(path, json={"name": "SALES", "description": ""}).status_code == 409
    assert admin.http.put(f"{path}/{made['id']}", json={"name": "Sale", "description": "x"}).json()["name"] == "Sale"
    queue = {"name": "Hot line", "division": {"id": made["id"]}}
    assert admin.http.post("/api/v2/routing/queues", json=queue).status_code == 200
    assert admin.http.delete(f"{path}/{made['id']}").status_code == 409
    assert admin.http.delete(f"{path}/{made['id']}", params={"force": "true"}).status_code == 204
    home = admin.http.get(f"{path}/home").json()
    assert admin.http.delete(f"{path}/{home['id']}").status_code == 409
    assert admin.http.get(f"{path}/no-such").status_code == 404
    asked = {"permission": "architect:flow:view"}
    permitted = admin.http.get("/api/v2/authorization/divisionspermitted/me", params=asked)
    assert "Home" in [one["name"] for one in permitted.json()]


def test_conditions_and_wrong_permissions_are_rejected(admin: Served) -> None:
    policy = ROLE["permissionPolicies"][0]
    for wrong in (
        policy | {"resourceConditionNode": {"conjunction": "AND"}},
        policy | {"actionSet": ["execute"]},
        policy | {"domain": "archi tect"},
    ):
        response = admin.http.post("/api/v2/authorization/roles", json={"name": "X", "permissionPolicies": [wrong]})
        assert response.status_code == 400, response.text


def test_what_terraform_asks_at_its_start(admin: Served) -> None:
    shown = admin.http.get("/api/v2/authorization/products").json()
    assert shown["total"] == len(shown["entities"]) > 0
    assert all(one["id"] for one in shown["entities"])
    domains = admin.http.get("/api/v2/authorization/permissions").json()["entities"]
    assert "architect" in [one["domain"] for one in domains]


def test_a_changed_text_in_org_yaml_wins(copied: Path, tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    with serving(copied, database) as served:
        own = served.platform.server.client
        served.log_in((own.id, own.secret))
        reader = role_named(served, "reader")
        served.http.put(f"/api/v2/authorization/roles/{reader['id']}", json={"name": "reader", "permissions": ["*"]})
    for text, status in ((None, 200), ("    - routing:queue:view\n", 403)):
        if text is not None:
            org = copied / "org.yaml"
            before = org.read_text(encoding="utf-8")
            org.write_text(before.replace("  reader:\n", f"  reader:\n{text}", 1), encoding="utf-8")
        with serving(copied, database) as served:
            served.log_in(READER)
            assert served.http.get("/api/v2/oauth/clients").status_code == status


def test_a_subject_has_its_roles_one_by_one_and_at_once(admin: Served) -> None:
    role, home = role_named(admin, "reader")["id"], admin.http.get("/api/v2/authorization/divisions/home").json()["id"]
    path = f"/api/v2/authorization/subjects/{GRACE}/divisions/{home}/roles/{role}"

    def granted() -> list[str]:
        found = admin.http.get(f"/api/v2/authorization/subjects/{GRACE}").json()
        return [grant["role"]["id"] for grant in found["grants"]]

    assert admin.http.post(path).status_code == 204
    assert granted() == [role]
    assert admin.http.delete(path).status_code == 204
    assert granted() == []
    grants = {"grants": [{"roleId": role, "divisionId": home}]}
    for bulk, after in (
        (f"/api/v2/authorization/subjects/{GRACE}/bulkadd", [role]),
        (f"/api/v2/authorization/subjects/{GRACE}/bulkremove", []),
        (f"/api/v2/authorization/subjects/{GRACE}/bulkreplace", [role]),
    ):
        assert admin.http.post(bulk, json=grants).status_code == 204
        assert granted() == after
    added = admin.http.put(f"/api/v2/authorization/roles/{role}/users/add", json=[ADA])
    assert added.json() == [ADA]
    assert ADA in [
        user["id"] for user in admin.http.get(f"/api/v2/authorization/roles/{role}/users").json()["entities"]
    ]
    assert admin.http.put(f"/api/v2/authorization/roles/{role}/users/remove", json=[ADA]).status_code == 200
    assert admin.http.get(f"/api/v2/authorization/roles/{role}/subjectgrants").status_code == 200
    missing = path.replace(role, "00000000-0000-4000-8000-000000000000")
    assert admin.http.post(missing).status_code == 404


def test_scopes_limits_and_permitted_divisions_are_listed(admin: Served) -> None:
    scopes = admin.http.get("/api/v2/oauth/scopes").json()
    assert "architect:readonly" in [one["id"] for one in scopes["entities"]]
    assert admin.http.get("/api/v2/oauth/scopes/architect").json()["id"] == "architect"
    assert admin.http.get("/api/v2/oauth/scopes/no-such").status_code == 404
    assert admin.http.get("/api/v2/authorization/divisions/limit").json() > 0
    home = admin.http.get("/api/v2/authorization/divisions/home").json()["id"]
    assert admin.http.get(f"/api/v2/authorization/divisions/{home}").json()["name"] == "Home"
    assert admin.http.get(f"/api/v2/authorization/divisions/{home}/grants").status_code == 200
    asked = {"permission": "architect:flow:view"}
    paged = admin.http.get("/api/v2/authorization/divisionspermitted/paged/me", params=asked).json()
    assert home in [one["id"] for one in paged["entities"]]
    assert admin.http.get("/api/v2/authorization/divisionspermitted/me").status_code == 400


def test_one_client_by_its_id(admin: Served) -> None:
    assert admin.http.get("/api/v2/oauth/clients/erp-sync").json()["name"] == "ERP order sync"
    refused = admin.http.post("/api/v2/oauth/clients/erp-sync/secret")
    assert refused.status_code == 409
