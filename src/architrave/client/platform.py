"""The requests that commands send to a Platform API."""

import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import quote, urlencode

import httpx

from architrave.client.shapes import Entity, Execution, Flow, FlowText, Page, Resumed, Trace, problem_with
from architrave.client.targets import Target
from architrave.diagnostics import Source, did_you_mean

_TIMEOUT_SECONDS = 30.0
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""The local machine, which is never reached through a proxy."""
_NO_API = "Check that this is the URL of a Platform API."
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""Errors before any byte of a request has left."""

_IS_IT_RUNNING = "Check that the server is running."
_LARGEST_RESPONSE = 64 * 1024 * 1024
_OF_THE_BODY = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_PAGE = 100
_LONGEST_LISTING = 20_000
_MAYBE = frozenset({HTTPStatus.REQUEST_TIMEOUT})
"""Client errors after which the server may still have launched."""

_UNKNOWN = "Whether the flow was launched is unknown."


class Refused(Exception):  # noqa: N818 - shown to the user
    """The server refused a request, or could not be reached.

    `body` is its error body, if any, and `status` its HTTP status. `retry_after` is the number of seconds after which
    it asks to retry, if any.
    """

    def __init__(
        self,
        message: str,
        body: dict[str, Any] | None = None,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.body = body or {}
        self.retry_after = retry_after
        self.status = status


class Unreachable(Refused):
    """No connection could be made: nothing was sent."""


class Interrupted(Refused):
    """The connection failed after a request may have been sent."""


class OutcomeUnknown(Refused):
    """Whether a launch happened is unknown: no complete response arrived."""


class PlatformClient:
    """A client of one Platform API, and a context manager. Logs in at the first request and when a token has expired.

    Raises Refused if the target's URL is invalid, or the proxy in the environment cannot be used.
    """

    def __init__(self, target: Target, transport: httpx.BaseTransport | None = None) -> None:
        self._target = target
        self._token = target.access_token
        try:
            url = httpx.URL(target.api_url)
        except httpx.InvalidURL as error:
            raise Refused(f"Invalid URL {target.api_url}: {error}.") from None
        try:
            self._http = httpx.Client(
                base_url=url,
                timeout=_TIMEOUT_SECONDS,
                transport=transport,
                trust_env=url.host not in _HERE,
                verify=True if target.certificate is None else _trusting(target.certificate),
            )
        except (httpx.InvalidURL, ImportError, ValueError) as error:
            raise Refused(f"Cannot use the proxy from the environment variables: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def flow(self, name_or_id: str) -> dict[str, Any]:
        """The flow with this id or name. Raises Refused with a suggestion if there is none."""
        response = self._send("GET", f"/api/v2/flows/{_segment(name_or_id)}")
        if response.status_code == HTTPStatus.OK:
            return self._json(response, Flow)
        found = self._all("/api/v2/flows", {"name": name_or_id}, Flow, _PAGE)
        if len(found) == 1:
            return self._get(f"/api/v2/flows/{_segment(found[0]['id'])}", Flow)
        if found:
            listed = ", ".join(flow["id"] for flow in found)
            raise Refused(f'Several flows are named "{name_or_id}". Use the id of one of them: {listed}.')
        names = [str(flow.get("name")) for flow in self.flows()]
        meant = did_you_mean(name_or_id, names)
        hint = f'Did you mean "{meant}"?' if meant else f"Available flows: {', '.join(sorted(names)) or 'none'}."
        raise Refused(f'No flow has the name or id "{name_or_id}". {hint}')

    def find_flow(self, flow_id: str) -> dict[str, Any] | None:
        """The flow with this id, or None."""
        return self._find(f"/api/v2/flows/{_segment(flow_id)}")

    def find_version(self, flow_id: str, version: str) -> dict[str, Any] | None:
        """A version of a flow, or None."""
        return self._find(f"/api/v2/flows/{_segment(flow_id)}/versions/{_segment(version)}")

    def version_names(self, flow_id: str) -> list[str]:
        """The names of a flow's published versions, newest last."""
        versions = self._all(f"/api/v2/flows/{_segment(flow_id)}/versions", {}, Entity, _PAGE)
        return [version["id"] for version in versions if version.get("datePublished")][::-1]

    def workflows(self) -> list[dict[str, Any]]:
        """The organization's workflows, at most a hundred."""
        return self._all("/api/v2/flows", {"type": "workflow"}, Flow, _PAGE)

    def flows(self) -> list[dict[str, Any]]:
        """All flows."""
        return self._all("/api/v2/flows", {"sortBy": "name"}, Flow)

    def organization(self) -> str | None:
        """The organization's name; None if the client may not see it, or it has none."""
        response = self._send("GET", "/api/v2/organizations/me")
        name = _body(response).get("name") if response.is_success else None
        return name if isinstance(name, str) and name else None

    def launch(self, body: dict[str, Any]) -> dict[str, Any]:
        """Launch a flow. Never retried.

        Raises OutcomeUnknown if it is unknown whether the launch happened, Refused if it did not happen.
        """
        try:
            response = self._send("POST", "/api/v2/flows/executions", json=body)
        except Interrupted as error:
            raise OutcomeUnknown(f"{error} {_UNKNOWN}") from None
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status_code in _MAYBE:
            message = f"{response.url} returned status {response.status_code}. {_UNKNOWN}"
            raise OutcomeUnknown(message, _body(response), status=response.status_code)
        if response.is_success and problem_with(_body(response), Entity):
            raise OutcomeUnknown(f"The response of {response.url} has no execution id. {_UNKNOWN}", _body(response))
        return self._json(response, Entity)

    def execution(self, execution_id: str) -> dict[str, Any]:
        """The state of an execution."""
        return self._get(f"/api/v2/flows/executions/{_segment(execution_id)}", Execution)

    def trace(self, execution_id: str) -> dict[str, Any]:
        """What an execution did; only Architrave servers support this."""
        return self._get(f"/architrave/executions/{_segment(execution_id)}/trace", Trace)

    def flows_of(self, execution_id: str) -> list[Source]:
        """The text of the version of the flow that an execution runs, and those of the common modules that it uses.

        Empty if it no longer exists, the client may not see it, or the server is an older one.
        """
        response = self._send("GET", f"/architrave/executions/{_segment(execution_id)}/flow")
        if response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN):
            return []
        found = self._json(response, FlowText)
        return [Source(each["file"], each["text"]) for each in (found, *found.get("modules", ()))]

    def _find(self, path: str) -> dict[str, Any] | None:
        response = self._send("GET", path)
        # The cloud answers 400 for an id that is not a UUID.
        missing = (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
        return None if response.status_code in missing and _body(response).get("code") else self._json(response, Entity)

    def resume(self, execution_id: str) -> dict[str, Any]:
        """Continue a parked execution; only Architrave servers support this."""
        response = self._send("POST", f"/architrave/executions/{_segment(execution_id)}/resume")
        return self._json(response, Execution)

    def resume_all(self) -> int:
        """Continue all parked executions. Returns how many there were; only Architrave servers support this."""
        return int(self._json(self._send("POST", "/architrave/executions/resume"), Resumed)["resumed"])

    def executions(
        self,
        limit: int,
        context: dict[str, str] | None = None,
        *,
        parked: bool = False,
        wanted: Mapping[str, str | list[str]] | None = None,
    ) -> list[dict[str, Any]]:
        """The newest executions, newest first; only Architrave servers support this.

        Only those whose context has all keys of `context` with their values; with `parked`, only parked ones. `wanted`
        are other parameters of the search: `name`, `status`, `flow`, `q`.
        """
        params: dict[str, Any] = {f"context.{key}": value for key, value in (context or {}).items()}
        params |= {"parked": "true"} if parked else {}
        path = f"/architrave/executions?{urlencode(params | dict(wanted or {}) | {'pageSize': _PAGE}, doseq=True)}"
        found: list[dict[str, Any]] = []
        while path.startswith("/architrave/") and len(found) < limit:
            page = self._get(path, Page)
            for entity in page["entities"]:
                self._must_have(entity, Execution, path)
            found += page["entities"]
            path = page.get("nextUri") or ""
        return found[:limit]

    def _all(
        self, path: str, params: dict[str, Any], shape: type[Any], limit: int = _LONGEST_LISTING
    ) -> list[dict[str, Any]]:
        """The entities on all pages of a listing, at most `limit`."""
        found: list[dict[str, Any]] = []
        number = 1
        while len(found) < limit:
            page = self._get(path, Page, params | {"pageNumber": number, "pageSize": _PAGE})
            for entity in page["entities"]:
                self._must_have(entity, shape, path)
            found += page["entities"]
            if not page["entities"] or number >= page.get("pageCount", 1):
                break
            number += 1
        return found[:limit]

    def _get(self, path: str, shape: type[Any], params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._json(self._send("GET", path, params=params), shape)

    def _must_have(self, body: dict[str, Any], shape: type[Any], where: str) -> None:
        if (problem := problem_with(body, shape)) is not None:
            raise Refused(f"The response of {where} is not that of a Platform API: {problem}. {_NO_API}")

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            if self._token is None:
                self._token = self._log_in()
            response = self._request(method, path, **more)
            if response.status_code == HTTPStatus.UNAUTHORIZED and self._target.access_token is None:
                self._token = self._log_in()
                response = self._request(method, path, **more)
        except UnicodeEncodeError:
            raise Refused("The request contains text that cannot be encoded as UTF-8.") from None
        except _NOT_SENT as error:
            raise Unreachable(f"Cannot reach {self._target.api_url}: {_why(error)}. {_IS_IT_RUNNING}") from None
        except httpx.RequestError as error:
            raise Interrupted(f"The connection to {self._target.api_url} failed: {_why(error)}.") from None
        return response

    def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request and read its response. Raises Interrupted for one that is too large."""
        headers = {"Authorization": f"Bearer {self._token}"}
        with self._http.stream(method, path, headers=headers, **more) as response:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > _LARGEST_RESPONSE:
                    raise Interrupted(f"The response of {response.url} is larger than {_LARGEST_RESPONSE:,} bytes.")
        kept = [(name, value) for name, value in response.headers.items() if name not in _OF_THE_BODY]
        return httpx.Response(response.status_code, headers=kept, content=bytes(content), request=response.request)

    def _log_in(self) -> str:
        target = self._target
        if target.client_id is None or target.client_secret is None:
            self._http.get("/")  # a wrong URL is the more likely mistake
            raise Refused(
                f"No credentials for {target.api_url}. "
                "Set GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or GENESYSCLOUD_ACCESS_TOKEN."
            )
        try:
            response = self._http.post(
                f"{target.login_url}/oauth/token",
                auth=(target.client_id, target.client_secret),
                data={"grant_type": "client_credentials"},
            )
        except httpx.RequestError as error:
            raise Unreachable(f"Cannot reach {target.login_url}: {_why(error)}. {_IS_IT_RUNNING}") from None
        if response.status_code != HTTPStatus.OK:
            body = _body(response)
            said = str(body.get("error_description") or body.get("message") or response.text[:200]).strip()
            why = said.rstrip(".") or f"status {response.status_code}"
            raise Refused(f"Login of {target.client_id} at {target.login_url} failed: {why}.")
        token = _body(response).get("access_token")
        if not token:
            raise Refused(f"{target.login_url} returned no access token. {_NO_API}")
        return str(token)

    def _json(self, response: httpx.Response, shape: type[Any]) -> dict[str, Any]:
        body = _body(response)
        if response.is_success:
            if not body:
                raise Refused(f"The response of {response.url} is not a JSON object. {_NO_API}")
            self._must_have(body, shape, str(response.url))
            return body
        said = body.get("message")
        message = said if isinstance(said, str) and said else f"{response.url} returned status {response.status_code}."
        raise Refused(message, body, _retry_after(response), response.status_code)


def _segment(text: str) -> str:
    """A text as one path segment. Characters that cannot be encoded become question marks, which no id contains."""
    return quote(text, safe="", errors="replace")


def _why(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _trusting(certificate: str) -> ssl.SSLContext:
    """What trusts an authority, besides those that everybody trusts. Raises Refused."""
    context = httpx.create_ssl_context()
    try:
        context.load_verify_locations(certificate)
    except OSError as problem:
        raise Refused(f"Cannot read the certificate {certificate}: {problem.strerror or problem}.") from None
    return context


def _retry_after(response: httpx.Response) -> float | None:
    """After how many seconds the server asks to retry, if it does."""
    if response.status_code not in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return None
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else None


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownVariableType]
