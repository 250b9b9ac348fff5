"""Users log in on the login page: an authorization code with PKCE or a secret, the implicit grant, refresh tokens."""

import base64
import hashlib
import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from architrave import ManualClock
from architrave.server.endpoints import ENDPOINTS
from architrave.server.oauth.logging_in import attempts_of
from tests.server.conftest import ORDER_SYNC, Served

HOME = "http://localhost:3000/callback?from=login"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CLIENTS = f"""clients:
  - id: spa
    name: Agent <desk>
    authorizedGrantType: CODE
    registeredRedirectUri: ['{HOME}', 'agents://done']
    scope: [architect, users]
  - {{id: web, secret: dev-only-web, authorizedGrantType: CODE, registeredRedirectUri: ['{HOME}']}}
  - {{id: page, authorizedGrantType: TOKEN, registeredRedirectUri: ['{HOME}'], scope: [architect:readonly]}}
"""
ASK = {"client_id": "spa", "redirect_uri": HOME, "response_type": "code", "code_challenge": CHALLENGE}
ASK |= {"code_challenge_method": "S256", "state": "s&1"}
ASK_PAGE = {"client_id": "page", "redirect_uri": HOME, "response_type": "token", "state": "s&1"}
ADA, ADA_EMAIL, GRACE = "usr-9876-5432-10fe-dcba", "ada@example.com", "0c5f3a6e-7a52-4c39-9d6a-6f2c4b1e8d11"


@pytest.fixture
def login(copied: Path, serve) -> Served:
    """A server with clients for users, and Ada, who has a password."""
    org = copied / "org.yaml"
    text = org.read_text(encoding="utf-8").replace("clients:\n", CLIENTS, 1)
    org.write_text(text.replace(f"email: {ADA_EMAIL},", f"email: {ADA_EMAIL}, password: dev-only-ada,", 1))
    return serve(copied, clock=ManualClock("2026-01-31T12:00:00Z"))


def form_of(page: httpx.Response) -> dict[str, str]:
    assert page.headers["content-type"] == "text/html; charset=utf-8", page.text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    return {name: html.unescape(value) for name, value in hidden}


def submit(login: Served, ask: dict[str, str], filled: dict[str, str], **more) -> httpx.Response:
    page = login.http.get("/oauth/authorize", params=ask)
    assert page.status_code == 200, page.text
    return login.http.post("/oauth/authorize", data=form_of(page) | filled, **more)


def answer(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 303, response.text
    parts = urlsplit(response.headers["location"])
    assert response.headers["location"].startswith(HOME)
    return {name: value for name, [value] in parse_qs(parts.fragment or parts.query).items()}


def code_for(login: Served, client_id: str = "spa", user: str = GRACE, **more: str) -> str:
    ask = ASK | {"client_id": client_id} | more
    return answer(submit(login, {name: value for name, value in ask.items() if value}, {"user": user}))["code"]


def exchange(login: Served, code: str, /, **more) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME, "client_id": "spa"}
    return login.http.post("/oauth/token", data=form | {"code_verifier": VERIFIER} | more)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def user_token(login: Served, user: str = ADA) -> str:
    filled = {"username": "ADA@example.com", "password": "dev-only-ada"} if user == ADA else {"user": user}
    return exchange(login, answer(submit(login, ASK, filled))["code"]).json()["access_token"]


def test_a_page_logs_a_user_in_with_pkce(login: Served) -> None:
    given = answer(submit(login, ASK, {"username": "ADA@example.com", "password": "dev-only-ada"}))
    assert (given["from"], given["state"]) == ("login", "s&1")
    response = exchange(login, given["code"])
    assert response.json().keys() == {"access_token", "token_type", "expires_in"}
    headers = bearer(response.json()["access_token"])
    info = login.http.get("/api/v2/tokens/me", headers=headers).json()
    assert info["authenticatedUser"] == {"id": ADA, "name": "Ada Byron"}
    assert info["authorizedScope"] == ["architect", "users"]
    assert (info["OAuthClient"]["id"], info["OAuthClient"]["authorizedGrantType"]) == ("spa", "CODE")
    me = login.http.get("/api/v2/users/me", params={"expand": "authorization,organization,token"}, headers=headers)
    assert (me.json()["id"], me.json()["organization"]["name"]) == (ADA, "Order sync example")
    assert "architect:flow:launch" in me.json()["authorization"]["permissions"]
    assert login.http.head("/api/v2/tokens/me", headers=headers).status_code == 200
    launched = login.http.post(
        "/api/v2/flows/executions", json={"flowId": ORDER_SYNC, "inputData": INPUTS}, headers=headers
    )
    assert launched.status_code == 200, launched.text


INPUTS = {"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"}


def test_the_implicit_grant_puts_the_token_into_the_fragment(login: Served) -> None:
    response = submit(login, ASK_PAGE, {"user": GRACE})
    given = answer(response)
    assert urlsplit(response.headers["location"]).query == "from=login"
    assert given.keys() == {"access_token", "token_type", "expires_in", "state"}
    assert (given["expires_in"], given["token_type"]) == ("86400", "bearer")
    assert login.http.get("/api/v2/tokens/me", headers=bearer(given["access_token"])).status_code == 200


def test_scopes_and_roles_both_limit_a_users_token(login: Served) -> None:
    """Ada's role may launch; the implicit client has only architect:readonly, and Grace has no role."""
    filled = {"username": ADA_EMAIL, "password": "dev-only-ada"}
    ada = bearer(answer(submit(login, ASK_PAGE, filled))["access_token"])
    assert login.http.get("/api/v2/flows", headers=ada).status_code == 200
    launch = {"flowId": ORDER_SYNC, "inputData": INPUTS}
    refused = login.http.post("/api/v2/flows/executions", json=launch, headers=ada)
    assert refused.status_code == 403
    assert "architect" in refused.json()["message"]
    refused = login.http.get("/api/v2/users", headers=ada)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing.scope")
    assert refused.json()["message"].startswith(
        "Unable to perform the requested action. The token needs the scope users:readonly."
    )
    grace = bearer(user_token(login, GRACE))
    assert login.http.get("/api/v2/flows", headers=grace).json()["code"] == "missing.any.permissions"


def test_a_client_with_a_secret_gets_a_refresh_token(login: Served) -> None:
    code = code_for(login, "web", code_challenge="", code_challenge_method="")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME}
    first = login.http.post("/oauth/token", data=form, auth=("web", "dev-only-web")).json()
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    login.platform.advance(hours=25)
    assert (
        login.http.get("/api/v2/tokens/me", headers=bearer(first["access_token"])).json()["code"]
        == "credentials.expired"
    )
    second = login.http.post("/oauth/token", data=again, auth=("web", "dev-only-web")).json()
    assert second["refresh_token"] == first["refresh_token"]
    headers = bearer(second["access_token"])
    assert login.http.get("/api/v2/users/me", headers=headers).json()["name"] == "Grace Hopper"
    assert login.http.post("/oauth/token", data=again, auth=("web", "wrong")).json()["error"] == "invalid_client"
    assert (
        login.http.post("/oauth/token", data=again, auth=("erp-sync", "dev-only-erp-sync")).json()["error"]
        == "invalid_grant"
    )
    assert login.http.delete("/api/v2/tokens/me", headers=headers).status_code == 200
    assert login.http.get("/api/v2/tokens/me", headers=headers).json()["code"] == "bad.credentials"
    assert login.http.post("/oauth/token", data=again, auth=("web", "dev-only-web")).json()["error"] == "invalid_grant"


def test_a_code_that_is_used_twice_revokes_what_it_gave(login: Served) -> None:
    code = code_for(login)
    token = exchange(login, code).json()["access_token"]
    assert exchange(login, code).json()["error"] == "invalid_grant"
    assert login.http.get("/api/v2/tokens/me", headers=bearer(token)).status_code == 401


WRONG_EXCHANGES = [
    {"code_verifier": "w" * 64},
    {"code_verifier": ""},
    {"redirect_uri": "agents://done"},
    {"redirect_uri": ""},
    {"client_id": "page"},
    {"code": "nonsense"},
    {"code": "ü\x00"},
]


@pytest.mark.parametrize("more", WRONG_EXCHANGES, ids=str)
def test_a_code_needs_its_verifier_its_address_and_its_client(login: Served, more: dict[str, str]) -> None:
    response = exchange(login, code_for(login), **more)
    assert response.status_code == 400
    assert response.json()["error"] in ("invalid_grant", "invalid_client", "unauthorized_client")


def test_a_code_expires(login: Served) -> None:
    code = code_for(login)
    login.platform.advance(seconds=301)
    assert exchange(login, code).json()["error"] == "invalid_grant"


def test_a_challenge_is_not_dropped(login: Served) -> None:
    """A code without a challenge cannot be exchanged with a verifier, so that nobody swaps the two."""
    code = code_for(login, "web", code_challenge="", code_challenge_method="")
    assert exchange(login, code, client_id="web").json()["error"] == "invalid_grant"


NO_ADDRESS = [
    {"client_id": "nobody"},
    {"client_id": ""},
    {"redirect_uri": "http://evil.example/"},
    {"redirect_uri": HOME + "x"},
    {"redirect_uri": HOME.upper()},
    {"redirect_uri": ""},
    {"client_id": "erp-sync"},
    {"redirect_uri": "javascript:alert(1)"},
]


@pytest.mark.parametrize("more", NO_ADDRESS, ids=str)
def test_a_login_leads_only_to_registered_addresses(login: Served, more: dict[str, str]) -> None:
    for response in (
        login.http.get("/oauth/authorize", params=ASK | more),
        login.http.post("/oauth/authorize", data={"request": str(httpx.QueryParams(ASK | more)), "cancel": "1"}),
    ):
        assert response.status_code == 400
        assert "location" not in response.headers
        assert "Cannot log in" in response.text


TOLD = [
    ({"response_type": "id_token"}, "unsupported_response_type"),
    ({"response_type": ""}, "unsupported_response_type"),
    ({"response_type": "token"}, "unauthorized_client"),
    ({"code_challenge": ""}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": ""}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
]


@pytest.mark.parametrize(("more", "error"), TOLD, ids=str)
def test_other_faults_are_told_to_the_client(login: Served, more: dict[str, str], error: str) -> None:
    given = answer(login.http.get("/oauth/authorize", params=ASK | more))
    assert (given["error"], given["state"]) == (error, "s&1")
    assert given["error_description"]


def test_a_user_can_cancel(login: Served) -> None:
    given = answer(submit(login, ASK, {"cancel": "1"}))
    assert given["error"] == "access_denied"


REFUSED = [
    {"username": ADA_EMAIL, "password": "wrong"},
    {"username": ADA_EMAIL, "password": ""},
    {"username": "nobody@example.com", "password": "x"},
    {"user": ADA},  # who has a password
    {"user": "charles@example.com"},
    {"username": "charles@example.com"},  # who is not active
    {"username": "grace@example.com", "password": "x"},  # who has none
    {},
]


@pytest.mark.parametrize("filled", REFUSED, ids=str)
def test_a_wrong_login_says_no_more_than_that(login: Served, filled: dict[str, str]) -> None:
    response = submit(login, ASK, filled)
    assert response.status_code == 400
    assert "The email address or the password is wrong." in response.text
    assert form_of(response)["guard"]


def test_passwords_cannot_be_tried_for_long(login: Served) -> None:
    page = form_of(login.http.get("/oauth/authorize", params=ASK))
    tried = {"username": ADA_EMAIL, "password": "wrong"}
    said = [login.http.post("/oauth/authorize", data=page | tried).text for _ in range(31)]
    assert "Too many attempts" in said[-1]
    login.platform.advance(minutes=1)
    right = login.http.post("/oauth/authorize", data=page | {"username": ADA_EMAIL, "password": "dev-only-ada"})
    assert right.status_code == 303


def test_a_user_with_a_password_cannot_be_chosen(login: Served) -> None:
    """Attempts are counted by email address: with another way to name a user, they could be made without end."""
    chosen = {"user": ADA, "password": "dev-only-ada", "username": "someone@example.com"}
    response = submit(login, ASK, chosen)
    assert response.status_code == 400
    assert "The email address or the password is wrong." in response.text


def test_attempts_are_counted_in_little_memory(login: Served) -> None:
    page = form_of(login.http.get("/oauth/authorize", params=ASK))
    groups = {attempts_of(page | {"username": f"{number}@example.com"}) for number in range(20_000)}
    assert len(groups) <= 1_000
    assert attempts_of({"username": " ADA@example.com"}) == attempts_of({"username": ADA_EMAIL})


FORGED = [
    {"headers": {"Origin": "http://evil.example"}},
    {"headers": {"Origin": "null"}},
    {"headers": {"Sec-Fetch-Site": "cross-site"}},
    {"headers": {"Sec-Fetch-Site": "same-site"}},
    {"headers": {"Cookie": "architrave_login=" + "a" * 43}},
    {"cookies": None},
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_another_page_cannot_send_the_form(login: Served, forged) -> None:
    form = form_of(login.http.get("/oauth/authorize", params=ASK)) | {"user": GRACE}
    if "cookies" in forged:
        login.http.cookies.clear()
    response = login.http.post("/oauth/authorize", data=form, headers=forged.get("headers"))
    assert response.status_code == 403
    assert "location" not in response.headers


def test_without_a_password_only_this_machine_logs_in(login: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_of(login.http.get("/oauth/authorize", params=ASK)) | {"user": GRACE}
    proxied = login.http.post("/oauth/authorize", data=form, headers={"X-Forwarded-For": "10.0.0.1"})
    assert proxied.status_code == 400
    by_cloud_name = login.http.post("/oauth/authorize", data=form, headers={"Host": "login.mypurecloud.de"})
    assert by_cloud_name.status_code == 400
    monkeypatch.setattr(login.services, "is_local", False)
    page = login.http.get("/oauth/authorize", params=ASK)
    assert "Grace Hopper" not in page.text
    assert login.http.post("/oauth/authorize", data=form).status_code == 400
    assert submit(login, ASK, {"username": ADA_EMAIL, "password": "dev-only-ada"}).status_code == 303


def test_the_page_cannot_be_framed_and_escapes_what_it_shows(login: Served) -> None:
    hostile = {"state": '"><script>alert(1)</script>\u202e', "login_hint": 'a"b@example.com:Org'}
    page = login.http.get("/oauth/authorize", params=ASK | hostile)
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://localhost:3000;" in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert "<script" not in page.text
    assert "Agent &lt;desk&gt;" in page.text
    assert 'value="a&quot;b@example.com"' in page.text
    assert "HttpOnly" in page.headers["set-cookie"]
    custom = login.http.get("/oauth/authorize", params=ASK | {"redirect_uri": "agents://done"})
    assert "form-action 'self' agents:;" in custom.headers["content-security-policy"]


def test_a_repeated_parameter_is_not_guessed(login: Served) -> None:
    twice = [*ASK.items(), ("redirect_uri", HOME)]
    assert login.http.get("/oauth/authorize", params=twice).status_code == 400
    assert (
        answer(login.http.get("/oauth/authorize", params=[*ASK.items(), ("state", "2")]))["error"] == "invalid_request"
    )


def test_logging_out_leads_only_to_registered_addresses(login: Served) -> None:
    out = login.http.get("/logout", params={"client_id": "spa", "redirect_uri": HOME})
    assert (out.status_code, out.headers["location"]) == (303, HOME)
    for wrong in ({"client_id": "spa", "redirect_uri": "http://evil.example"}, {"redirect_uri": HOME}, {}):
        assert login.http.get("/logout", params=wrong).status_code == 200


def test_a_users_tokens_end_with_the_user(login: Served) -> None:
    token = bearer(user_token(login, GRACE))
    assert login.http.get("/api/v2/tokens/me", headers=token).status_code == 200
    own = login.platform.server.client
    admin = bearer(login.token((own.id, own.secret)))
    assert login.http.delete(f"/api/v2/users/{GRACE}", headers=admin).status_code == 200
    assert login.http.get("/api/v2/tokens/me", headers=token).status_code == 401


def test_all_tokens_of_a_user_can_be_revoked(login: Served) -> None:
    tokens = [bearer(user_token(login, GRACE)) for _ in range(2)]
    ada = bearer(user_token(login))
    own = login.platform.server.client
    admin = bearer(login.token((own.id, own.secret)))
    assert login.http.delete(f"/api/v2/tokens/{GRACE}", headers=ada).status_code == 403
    assert login.http.delete(f"/api/v2/tokens/{GRACE}", headers=admin).status_code == 204
    assert [login.http.get("/api/v2/tokens/me", headers=token).status_code for token in tokens] == [401, 401]
    assert login.http.get("/api/v2/tokens/me", headers=ada).status_code == 200
    assert login.http.delete("/api/v2/tokens/no-such-user", headers=admin).status_code == 404


def test_the_database_has_no_code_token_or_password(login: Served, tmp_path: Path) -> None:
    code = code_for(login, "web", code_challenge="", code_challenge_method="")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME}
    tokens = login.http.post("/oauth/token", data=form, auth=("web", "dev-only-web")).json()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("kept.db*"))
    for secret in (code, tokens["access_token"], tokens["refresh_token"], "dev-only-ada", "dev-only-web"):
        assert secret.encode() not in content


def bad_tokens(login: Served) -> dict[str, str]:
    """Tokens that were issued, or nearly, and are not valid."""
    code = code_for(login, "web", code_challenge="", code_challenge_method="")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME}
    refresh = login.http.post("/oauth/token", data=form, auth=("web", "dev-only-web")).json()["refresh_token"]
    revoked = login.token()
    assert login.http.delete("/api/v2/tokens/me", headers=bearer(revoked)).status_code == 200
    own = login.platform.server.client
    admin = bearer(login.token((own.id, own.secret)))
    body = {"name": "Gone", "authorizedGrantType": "CLIENT-CREDENTIALS"}
    made = login.http.post("/api/v2/oauth/clients", json=body, headers=admin).json()
    of_gone = login.token((made["id"], made["secret"]))
    assert login.http.delete(f"/api/v2/oauth/clients/{made['id']}", headers=admin).status_code == 204
    good, expired = login.token(), login.token()
    login.platform.advance(hours=24, seconds=1)
    tampered = ("A" if good[0] != "A" else "B") + good[1:]
    return {
        "tampered": tampered,
        "cut off": good[:-1],
        "expired": expired,
        "revoked": revoked,
        "of a client that is gone": of_gone,
        "a code": code_for(login),
        "a refresh token": refresh,
    }


@pytest.mark.slow
def test_a_bad_token_gets_nothing_anywhere(login: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = bad_tokens(login)
    monkeypatch.setattr(login.services, "is_local", False)
    got: list[str] = []
    for endpoint in ENDPOINTS:
        for what, token in tokens.items() if endpoint.needs_token else ():
            response = login.http.request(endpoint.method, endpoint.path, headers=bearer(token))
            if response.status_code != 401:
                got.append(f"{what}: {endpoint.method} {endpoint.path} {response.status_code}")
    assert got == []


def test_another_clients_code_and_refresh_token_are_refused(login: Served) -> None:
    code = code_for(login, "web", code_challenge="", code_challenge_method="")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME}
    own = login.platform.server.client
    admin = bearer(login.token((own.id, own.secret)))
    body = {"name": "Other", "authorizedGrantType": "CODE", "registeredRedirectUri": [HOME]}
    other = login.http.post("/api/v2/oauth/clients", json=body, headers=admin).json()
    stolen = login.http.post("/oauth/token", data=form, auth=(other["id"], other["secret"]))
    assert stolen.json()["error"] == "invalid_grant"
    refresh = login.http.post("/oauth/token", data=form, auth=("web", "dev-only-web")).json()["refresh_token"]
    again = {"grant_type": "refresh_token", "refresh_token": refresh}
    stolen = login.http.post("/oauth/token", data=again, auth=(other["id"], other["secret"]))
    assert stolen.json()["error"] == "invalid_grant"
