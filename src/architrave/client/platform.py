"""The requests that commands send to a Platform API."""

from http import HTTPStatus
from typing import Any, Self
from urllib.parse import quote

import httpx

from architrave.client.targets import Target
from architrave.diagnostics import did_you_mean

_TIMEOUT_SECONDS = 30.0
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""This machine, where no proxy of the environment leads."""
_NO_API = "Is that the address of a Platform API?"


class Refused(Exception):  # noqa: N818 - said to the person who asked
    """The other side refused, or could not be reached.

    `body` is its error body where it sent one. `retry_after` is given where it asks to come again: in so many seconds.
    """

    def __init__(self, message: str, body: dict[str, Any] | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.body = body or {}
        self.retry_after = retry_after


class PlatformClient:
    """A client of one Platform API, and a context manager. Logs in at the first request, and when a token has ended.

    Raises Refused where the target's address is none, or the proxy that the environment names cannot be used.
    """

    def __init__(self, target: Target, transport: httpx.BaseTransport | None = None) -> None:
        self._target = target
        self._token = target.access_token
        try:
            url = httpx.URL(target.api_url)
        except httpx.InvalidURL as error:
            raise Refused(f"{target.api_url} is no address: {error}.") from None
        try:
            self._http = httpx.Client(
                base_url=url, timeout=_TIMEOUT_SECONDS, transport=transport, trust_env=url.host not in _HERE
            )
        except (httpx.InvalidURL, ImportError, ValueError) as error:
            raise Refused(f"The proxy that the environment names cannot be used: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def flow(self, name_or_id: str) -> dict[str, Any]:
        """The flow with an id, or with a name. Raises Refused with a suggestion where there is none."""
        response = self._send("GET", f"/api/v2/flows/{_segment(name_or_id)}")
        if response.status_code == HTTPStatus.OK:
            return self._json(response)
        found = self._get("/api/v2/flows", params={"name": name_or_id, "pageSize": 100}).get("entities", [])
        if len(found) == 1:
            return self._get(f"/api/v2/flows/{found[0]['id']}")
        if found:
            listed = ", ".join(flow["id"] for flow in found)
            raise Refused(f'Several flows are named "{name_or_id}": {listed}. Name one by its id.')
        names = [flow["name"] for flow in self._get("/api/v2/flows", params={"pageSize": 500}).get("entities", [])]
        meant = did_you_mean(name_or_id, names)
        hint = f'Did you mean "{meant}"?' if meant else f"Flows there: {', '.join(sorted(names)) or 'none'}."
        raise Refused(f'There is no flow with the name or id "{name_or_id}". {hint}')

    def launch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Launch a flow. Sent once: nobody can tell whether a launch whose answer was lost has happened."""
        response = self._send("POST", "/api/v2/flows/executions", json=body)
        return self._json(response)

    def execution(self, execution_id: str) -> dict[str, Any]:
        """The state of an execution."""
        return self._get(f"/api/v2/flows/executions/{_segment(execution_id)}")

    def trace(self, execution_id: str) -> dict[str, Any]:
        """What an execution did; only Architrave's own servers can tell."""
        return self._get(f"/architrave/executions/{_segment(execution_id)}/trace")

    def _get(self, path: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._json(self._send("GET", path, params=params))

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            if self._token is None:
                self._token = self._log_in()
            response = self._http.request(method, path, headers={"Authorization": f"Bearer {self._token}"}, **more)
            if response.status_code == HTTPStatus.UNAUTHORIZED and self._target.access_token is None:
                self._token = self._log_in()
                response = self._http.request(method, path, headers={"Authorization": f"Bearer {self._token}"}, **more)
        except UnicodeEncodeError:
            raise Refused("What is sent must be text, and some of it is not UTF-8.") from None
        except httpx.TransportError as error:
            why = str(error) or type(error).__name__
            raise Refused(f"{self._target.api_url} cannot be reached: {why}. Does the server run?") from None
        return response

    def _log_in(self) -> str:
        target = self._target
        if target.client_id is None or target.client_secret is None:
            raise Refused(
                f"There are no credentials for {target.api_url}. "
                "Set GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or GENESYSCLOUD_ACCESS_TOKEN."
            )
        response = self._http.post(
            f"{target.login_url}/oauth/token",
            auth=(target.client_id, target.client_secret),
            data={"grant_type": "client_credentials"},
        )
        if response.status_code != HTTPStatus.OK:
            body = _body(response)
            said = body.get("error_description") or body.get("message") or response.text[:200]
            raise Refused(f"{target.login_url} refused the login of {target.client_id}: {said.rstrip('.')}.")
        token = _body(response).get("access_token")
        if not token:
            raise Refused(f"{target.login_url} answered the login without a token. {_NO_API}")
        return str(token)

    @staticmethod
    def _json(response: httpx.Response) -> dict[str, Any]:
        body = _body(response)
        if response.is_success:
            if not body:
                raise Refused(f"{response.url} answered, but not with JSON. {_NO_API}")
            return body
        message = body.get("message") or f"{response.url} answered {response.status_code}."
        raise Refused(message, body, _retry_after(response))


def _segment(text: str) -> str:
    """A text as one part of a path; what is no text becomes a question mark, which nothing is named by."""
    return quote(text, safe="", errors="replace")


def _retry_after(response: httpx.Response) -> float | None:
    """In how many seconds the other side wants to be asked again, where it says so."""
    if response.status_code not in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return None
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else None


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownVariableType]
