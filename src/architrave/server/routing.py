"""Finds the endpoint for a method and path, or says why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from architrave.cloud.api_paths import api_paths
from architrave.contract.paths import about_unknown_path, means_launch
from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH
from architrave.contract.rules import UNKNOWN_PATH, WRONG_METHOD
from architrave.contract.wording import quote, shorten
from architrave.server.endpoint import Endpoint
from architrave.server.path_tree import PathTree
from architrave.server.refusals import Refusal

_SHOWN = 100
_LIST = "docs/coverage.md lists the supported endpoints."


@dataclass(frozen=True, slots=True)
class Match:
    """An endpoint with the path parameters."""

    endpoint: Endpoint
    params: dict[str, str]


class Routes:
    """Finds endpoints by the path as it was sent: another spelling of a path is another path.

    A fixed path segment takes precedence over a parameter, also one of a path that only the cloud has:
    `/api/v2/flows/datatables` is not a flow.
    """

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._served: dict[str, dict[str, Endpoint]] = {}
        for endpoint in endpoints:
            self._served.setdefault(endpoint.path, {})[endpoint.method] = endpoint
        self._paths = sorted(self._served)
        self._tree = PathTree((*self._paths, *api_paths()))

    def find(self, method: str, path: str) -> Match | Refusal:
        """The endpoint for a request, or why there is none."""
        template, params = self._tree.find(path) or ("", {})
        endpoint = self._served.get(template, {}).get(method)
        if endpoint is not None:
            return Match(endpoint, params)
        if not template or means_launch(path):
            return self.unknown(path)
        in_cloud = api_paths().get(template, ())
        served = tuple(self._served.get(template, ()))
        if method in in_cloud and not served:
            return _not_served(method, template)
        return _wrong_method(method, path, served or in_cloud, _hint(method, template, served, in_cloud))

    def unknown(self, path: str, not_an_id: str | None = None) -> Refusal:
        """The refusal of a path that nothing is served at, with the path most likely meant.

        `not_an_id` is the part of the path that stands in place of an id.
        """
        trimmed = "/" + path.strip("/")
        if path != trimmed and trimmed in self._paths:
            return _not_found(f"there is no path {shorten(path, _SHOWN)}. Remove the trailing slash: {trimmed}.")
        if not_an_id is not None and not means_launch(path):
            why = f"{quote(not_an_id)} is not an id: an id is a UUID, or one that org.yaml sets."
            return _not_found(f"nothing is served at {shorten(path, _SHOWN)}. {why} {_LIST}")
        advice = about_unknown_path(path, self._paths)
        message = f"The requested resource was not found. {advice.message}"
        return Refusal(404, "not.found", f"{message} {advice.help}" if advice.help else message, rule=UNKNOWN_PATH)


def _not_found(why: str) -> Refusal:
    return Refusal(404, "not.found", f"The requested resource was not found: {why}", rule=UNKNOWN_PATH)


def _not_served(method: str, template: str) -> Refusal:
    return Refusal(501, "not.implemented", f"Not Implemented: {_only_in_cloud(method, template)} {_LIST}")


def _wrong_method(method: str, path: str, allowed: tuple[str, ...], hint: str) -> Refusal:
    listed = ", ".join(sorted(allowed))
    message = f"Method Not Allowed: {shorten(path, _SHOWN)} supports {listed}, not {method}. {hint}".rstrip()
    return Refusal(405, "method.not.allowed", message, rule=WRONG_METHOD, headers={"allow": listed})


def _hint(method: str, template: str, served: tuple[str, ...], in_cloud: tuple[str, ...]) -> str:
    """What else there is to say about a method that a path does not support."""
    if not served:
        return f"Architrave serves none of them. {_LIST}"
    if method in in_cloud:
        return f"{_only_in_cloud(method, template)} {_LIST}"
    if method == LAUNCH_METHOD and template.startswith("/api/v2/flows"):
        return f"To launch a flow, use {LAUNCH_METHOD} {LAUNCH_PATH}."
    return ""


def _only_in_cloud(method: str, template: str) -> str:
    return f"Genesys Cloud has {method} {template}, but Architrave does not serve it."
