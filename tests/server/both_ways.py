"""Everything that the table of endpoints promises, asked of a server: both what is allowed and what is refused.

All of it comes from the endpoints and the cloud's facts, so that it is asked of a new endpoint at once. What a path
names is looked for before a body is read, so there is one of each noun; a path with another parameter needs a sample in
`SAMPLES`, or else its bodies are not tried.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from architrave.cloud.models import model
from architrave.cloud.operations import operation
from architrave.definitions.nouns import Api
from architrave.server.endpoint import Endpoint
from architrave.server.endpoints import ENDPOINTS, LAUNCH
from tests.server.conftest import ORDER_SYNC, Served
from tests.server.test_entities import APIS, body_model, valid

GUARDED = [one for one in ENDPOINTS if one.needs_token]
SECRET = "dev-only"
NOBODY, EVERYBODY = "nobody", "everybody"
SAMPLES = {
    "queueId": "q-sample",
    "codeId": "c-sample",
    "userId": "u-sample",
    "memberId": "u-sample",
    "flowId": ORDER_SYNC,
    "versionId": "1.0",
}
"""The ids of what the organization has, by path parameter. Other nouns are made through the API."""

NOTHING = "00000000-0000-4000-8000-000000000000"
"""An id that nothing has: with it, an endpoint that is allowed changes nothing."""

ENTITIES = """
queues: [{id: q-sample, name: Sample, members: [u-sample], wrapupCodes: [c-sample]}]
wrapupCodes: [{id: c-sample, name: Sample}]
"""
USER = "users:\n  - {id: u-sample, name: Sample, email: sample@example.com}"
WRONG: dict[str, Any] = {
    "string": 5,
    "integer": "five",
    "number": "five",
    "boolean": "yes",
    "list": {"a": 1},
    "map": [1],
    "model": [1],
}
WRONG_TEXT = {"integer": "five", "number": "five", "boolean": "maybe", "date-time": "yesterday", "date": "yesterday"}


@dataclass(frozen=True, slots=True)
class Grants:
    """A client with some permissions, and whether they are enough for an endpoint."""

    client: str
    permissions: tuple[str, ...]
    is_enough: bool


def grants(one: Endpoint) -> Iterator[Grants]:
    """Clients with each permission of an endpoint, and with each but one."""
    if not one.permissions:
        yield Grants(NOBODY, (), is_enough=True)
        return
    yield Grants(NOBODY, (), is_enough=False)
    yield Grants(_name(one.permissions), one.permissions, is_enough=True)
    if len(one.permissions) > 1:
        for permission in one.permissions:
            others = tuple(each for each in one.permissions if each != permission)
            yield Grants(_name((permission,)), (permission,), is_enough=not one.needs_all)
            yield Grants(_name(others), others, is_enough=not one.needs_all)


def _name(permissions: tuple[str, ...]) -> str:
    """The id of a client; the colon separates the id from the secret when it logs in."""
    return "only " + " ".join(permissions).replace(":", ".")


def organization(example: str) -> str:
    """The text of org.yaml: the example's, with a client for each set of permissions and with the samples."""
    every = {each.client: each.permissions for one in GUARDED for each in grants(one)} | {EVERYBODY: ("*",)}
    clients = "".join(f"  - {{id: '{name}', secret: {SECRET}, roles: ['{name}']}}\n" for name in every)
    roles = "".join(f"  '{name}': [{', '.join(map(repr, granted))}]\n" for name, granted in every.items())
    for section, more in (("clients:\n", clients), ("roles:\n", roles), ("users:\n", USER.partition("\n")[2] + "\n")):
        assert example.count(f"\n{section}") == 1
        example = example.replace(f"\n{section}", f"\n{section}{more}", 1)
    for section in ("queues", "wrapupCodes"):
        items = re.search(rf"^{section}: \[(.*)\]$", ENTITIES, re.MULTILINE)
        assert items is not None
        if f"\n{section}:\n" in example:
            example = example.replace(f"\n{section}:\n", f"\n{section}:\n  - {items[1]}\n", 1)
        else:
            example += f"\n{section}: [{items[1]}]\n"
    return example


class Asking:
    """Sends requests as one client or another. Logs in once for each."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._tokens: dict[str, str] = {}
        self.samples = SAMPLES | {api.id: self._sample(api) for api in APIS.values() if api.id not in SAMPLES}

    def _sample(self, api: Api) -> str:
        """The id of an entity that there is; it is made if there is none."""
        listed = self(EVERYBODY, "GET", api.path).json()["entities"]
        if listed:
            return listed[0]["id"]
        made = self(EVERYBODY, "POST", api.path, json=valid(body_model("POST", api.path) or ""))
        assert made.status_code == 200, made.text
        return made.json()["id"]

    def __call__(self, client: str, method: str, path: str, **more: Any) -> httpx.Response:
        if client not in self._tokens:
            self._tokens[client] = self.served.token((client, SECRET))
        headers = {"Authorization": f"Bearer {self._tokens[client]}"}
        answer = self.served.http.request(method, path, headers=headers, **more)
        if (method, path) == ("DELETE", "/api/v2/tokens/me"):
            del self._tokens[client]
        return answer


def permissions_hold(ask: Asking, one: Endpoint) -> None:
    """Ask for an endpoint with and without each of its permissions. Nothing is changed: its id is that of nothing."""
    path = re.sub(r"\{\w+\}", NOTHING, one.path)
    for each in grants(one):
        if each.is_enough and one.path.startswith("/architrave/") and one.method != "GET":
            continue  # it would reset the server
        body = {"flowId": NOTHING} if one is LAUNCH else None
        answer = ask(each.client, one.method, path, json=body)
        about = f"{one.method} {one.path} for {each.client}: {answer.text}"
        if each.is_enough:
            assert answer.status_code != 403, about
        else:
            assert answer.status_code == 403, about
            missing = "missing.permissions" if one.needs_all else "missing.any.permissions"
            assert answer.json()["code"] == missing, about
            assert any(permission in answer.json()["message"] for permission in one.permissions), about


def wrong_queries_are_refused(ask: Asking, one: Endpoint) -> None:
    """Ask with one wrong value for each query parameter that has a type, and with all at once."""
    wrong = {
        name: "no such value" if each.values else text
        for name, each in one.parameters.items()
        if (text := WRONG_TEXT.get(each.item.format or each.item.kind)) is not None or each.values
    }
    needed = {name: "x" for name, each in one.parameters.items() if each.is_required and name not in wrong}
    path = _with_samples(ask, one.path) or re.sub(r"\{\w+\}", NOTHING, one.path)
    for name, value in wrong.items():
        answer = ask(EVERYBODY, one.method, path, params=needed | {name: value})
        about = f"{one.method} {one.path}?{name}={value}: {answer.text}"
        assert answer.status_code == 400, about
        assert name in [detail.get("fieldName") for detail in answer.json()["details"]], about
    if len(wrong) > 1 and one.is_of_cloud:
        answer = ask(EVERYBODY, one.method, path, params=needed | wrong)
        assert {detail["fieldName"] for detail in answer.json()["details"]} == {*wrong}, one
        assert len(answer.json()["errors"]) == len(wrong)


def wrong_bodies_are_refused(ask: Asking, one: Endpoint) -> None:
    """Send a body with one wrong type, in each of its fields, and what is no body at all."""
    known = operation(one.method, one.path)
    path = _with_samples(ask, one.path)
    if known is None or known.body is None or path is None:
        return
    assert ask(EVERYBODY, one.method, path, json="text").status_code == 400, one
    assert ask(EVERYBODY, one.method, path, content=b"{").status_code in (400, 415), one
    is_list = known.body.kind == "list"
    of = model((known.body.items if is_list and known.body.items else known.body).model)
    for field in () if of is None else of.properties.values():
        if field.type.kind != "any":
            body = (valid(of.name) if of is not None else {}) | {field.name: WRONG[field.type.kind]}
            answer = ask(EVERYBODY, one.method, path, json=[body] if is_list else body)
            about = f"{one.method} {one.path} {body}: {answer.text}"
            assert answer.status_code == 400, about
            places = {(each["errorCode"], each.get("fieldName")) for each in answer.json()["details"]}
            assert ("wrong-type", f"0.{field.name}" if is_list else field.name) in places, about


def _with_samples(ask: Asking, path: str) -> str | None:
    """A path with the ids of what there is; None if there is no sample for one of them."""
    names = re.findall(r"\{(\w+)\}", path)
    if any(name not in ask.samples for name in names):
        return None
    return re.sub(r"\{(\w+)\}", lambda place: ask.samples[place[1]], path)
