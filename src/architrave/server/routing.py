"""Finds the endpoint for a method and path, or suggests the nearest one."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from architrave.contract.paths import about_unknown_path, means_launch
from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH
from architrave.contract.rules import UNKNOWN_PATH, WRONG_METHOD
from architrave.server.endpoints import Endpoint
from architrave.server.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Match:
    """An endpoint with the path parameters."""

    endpoint: Endpoint
    params: dict[str, str]


class Routes:
    """Finds endpoints. A fixed path segment takes precedence over a parameter."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._paths = sorted({endpoint.path for endpoint in endpoints})
        self._endpoints = sorted(endpoints, key=lambda endpoint: [part[:1] == "{" for part in endpoint.path.split("/")])

    def find(self, method: str, path: str) -> Match | Refusal:
        """The endpoint for a request, or why there is none."""
        parts = path.split("/")
        others: list[str] = []
        for endpoint in self._endpoints:
            if others and "{" in endpoint.path and path in self._paths:
                break  # a path listed in the table never matches another path's parameter
            params = _params(endpoint.path.split("/"), parts)
            if params is None:
                continue
            if endpoint.method == method:
                return Match(endpoint, params)
            others.append(endpoint.method)
        return self._wrong_method(method, path, others) if others and not means_launch(path) else self._unknown(path)

    @staticmethod
    def _wrong_method(method: str, path: str, allowed: list[str]) -> Refusal:
        listed = ", ".join(sorted(set(allowed)))
        message = f"Method Not Allowed: {path} supports {listed}, not {method}."
        if method == LAUNCH_METHOD and path.startswith("/api/v2/flows"):
            message += f" To launch a flow, use {LAUNCH_METHOD} {LAUNCH_PATH}."
        return Refusal(405, "method.not.allowed", message, rule=WRONG_METHOD, headers={"allow": listed})

    def _unknown(self, path: str) -> Refusal:
        """A 404 that suggests the path most likely meant."""
        trimmed = "/" + path.strip("/")
        if path != trimmed and trimmed in self._paths:
            hint = f"Remove the trailing slash: {trimmed}."
            return Refusal(
                404,
                "not.found",
                f"The requested resource was not found: there is no path {path}. {hint}",
                rule=UNKNOWN_PATH,
            )
        advice = about_unknown_path(path, self._paths)
        message = f"The requested resource was not found. {advice.message}"
        return Refusal(404, "not.found", f"{message} {advice.help}" if advice.help else message, rule=UNKNOWN_PATH)


def _params(pattern: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(parts):
        return None
    params: dict[str, str] = {}
    for want, part in zip(pattern, parts, strict=True):
        if want[:1] == "{":
            if not part:
                return None
            params[want[1:-1]] = unquote(part)
        elif want != part:
            return None
    return params
