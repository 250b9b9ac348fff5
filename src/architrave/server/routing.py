"""Finds the endpoint for a method and path, or says why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from architrave.cloud.api_paths import api_paths
from architrave.cloud.path_tree import PathTree
from architrave.contract.paths import about_unknown_path, means_launch
from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH
from architrave.contract.rules import UNKNOWN_PATH, WRONG_METHOD
from architrave.contract.wording import quote, shorten
from architrave.server.endpoint import Endpoint
from architrave.server.refusals import Refusal

_SHOWN = 100
_LIST = "docs/coverage.md lists the supported endpoints."
_NOT_SERVED = (
    "Not Implemented: Genesys Cloud has {method} {path}, but Architrave does not serve it. "
    f"Send this request to Genesys Cloud or to a mock of your own. {_LIST}"
)


@dataclass(frozen=True, slots=True)
class Match:
    """An endpoint with the path parameters."""

    endpoint: Endpoint
    params: dict[str, str]


class Routes:
    """Finds endpoints by the path as it was sent: another spelling of a path is another path.

    The one exception is `processAutomation`.

    A fixed path segment takes precedence over a parameter, also one of a path that only the cloud has:
    `/api/v2/flows/datatables` is not a flow.
    """

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._served: dict[str, dict[str, Endpoint]] = {}
        for endpoint in endpoints:
            self._served.setdefault(endpoint.path, {})[endpoint.method] = endpoint
        self._tree = PathTree((*self._served, *api_paths()))

    def find(self, method: str, path: str) -> Match | Refusal:
        """The endpoint for a request, or why there is none.

        An endpoint that only the cloud has is 501, also if another method of its path is served; a method that not
        even the cloud has is 405; any other path is 404.
        """
        template, params = self._tree.find(_as_in_the_sdks(path)) or ("", {})
        served = self._served.get(template, {})
        endpoint = served.get(method)
        if endpoint is not None:
            return Match(endpoint, params)
        if not template or means_launch(path):
            return self.unknown(path, method=method)
        in_cloud = api_paths().get(template, ())
        if method in in_cloud:
            return _not_served(method, template)
        return _wrong_method(method, path, (*served,) or in_cloud, _hint(method, template, (*served,)))

    def unknown(self, path: str, not_an_id: str | None = None, method: str = "") -> Refusal:
        """The refusal of a path that nobody has, with the path most likely meant.

        `not_an_id` is the part of the path that stands in place of an id.
        """
        trimmed = "/" + path.strip("/")
        if path != trimmed and self._tree.find(trimmed) is not None and not means_launch(trimmed):
            right = shorten(trimmed, _SHOWN)
            return _not_found(f"there is no path {shorten(path, _SHOWN)}. Remove the trailing slash: {right}.")
        advice = about_unknown_path(path, method, self._tree, self._served)
        if not_an_id is not None and not means_launch(path):
            why = f"{quote(not_an_id)} is not an id: an id is a UUID, or one that org.yaml sets."
            return _not_found(f"nothing is served at {shorten(path, _SHOWN)}. {why} {advice.help or ''}".rstrip())
        message = f"The requested resource was not found. {advice.message}"
        return Refusal(404, "not.found", f"{message} {advice.help}" if advice.help else message, rule=UNKNOWN_PATH)


def _as_in_the_sdks(path: str) -> str:
    """The path with the spelling of the SDKs: the Terraform provider writes that of triggers otherwise (recorded)."""
    return f"{_TRIGGERS}{path[len(_TRIGGERS) :]}" if path.startswith(_SPELLED_BY_TERRAFORM) else path


_SPELLED_BY_TERRAFORM = "/api/v2/processAutomation/"
_TRIGGERS = _SPELLED_BY_TERRAFORM.lower()


def _not_found(why: str) -> Refusal:
    return Refusal(404, "not.found", f"The requested resource was not found: {why}", rule=UNKNOWN_PATH)


def _not_served(method: str, template: str) -> Refusal:
    """What the answer says of an endpoint that only the cloud has: a statement about Architrave, not a failure."""
    return Refusal(501, "not.implemented", _NOT_SERVED, {"method": method, "path": template})


def _wrong_method(method: str, path: str, allowed: tuple[str, ...], hint: str) -> Refusal:
    listed = ", ".join(sorted(allowed))
    message = (
        f"Method Not Allowed: {shorten(path, _SHOWN)} supports {listed}, not {shorten(method, _SHOWN)}. {hint}".rstrip()
    )
    return Refusal(405, "method.not.allowed", message, rule=WRONG_METHOD, headers={"allow": listed})


def _hint(method: str, template: str, served: tuple[str, ...]) -> str:
    """What else there is to say about a method that a path does not support."""
    if not served:
        return f"Architrave serves none of them. {_LIST}"
    if method == LAUNCH_METHOD and template.startswith("/api/v2/flows"):
        return f"To launch a flow, use {LAUNCH_METHOD} {LAUNCH_PATH}."
    return ""
