"""One row of the table of endpoints."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from architrave.cloud.api_paths import BASE
from architrave.cloud.models import value_type
from architrave.cloud.operations import operation
from architrave.cloud.parameters import Parameter, parameters
from architrave.diagnostics import Provenance
from architrave.server.call import ApiCall

Answers = Callable[[ApiCall], Awaitable[Any]]
Fidelity = Literal["exact", "approximated"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint. A caller needs one of `permissions`, or all of them with `needs_all`.

    With `needs_all_divisions`, a role that is granted in some divisions is not enough: it concerns the organization.
    With `is_open_here`, a request from this machine needs no token (see `access`). `query` are the names of the query
    parameters that make a difference, `parameters` all that it has, by name. `note` describes differences from the
    cloud. `answer` is None for the launch, which the application handles before it uses the table.
    """

    method: str
    path: str
    answer: Answers | None
    permissions: tuple[str, ...] = ()
    provenance: Provenance = Provenance.DOCUMENTED
    fidelity: Fidelity = "exact"
    note: str = ""
    needs_token: bool = True
    needs_all: bool = False
    needs_all_divisions: bool = False
    is_open_here: bool = False
    query: tuple[str, ...] = ()

    @property
    def is_of_cloud(self) -> bool:
        """Whether the cloud has it."""
        return self.path.startswith(BASE)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The query parameters: those of the cloud's operation; of Architrave's own endpoints, those in `query`."""
        if self.is_of_cloud:
            return parameters(self.method, self.path)
        return {name: Parameter(name, value_type(_OWN_TYPES.get(name, "str"))) for name in self.query}

    @property
    def without_effect(self) -> list[str]:
        """The query parameters that are checked and otherwise make no difference."""
        return [name for name in self.parameters if name not in self.query]

    @property
    def state(self) -> Fidelity:
        """`fidelity`, unless a query parameter has no effect."""
        return "approximated" if self.without_effect else self.fidelity

    @property
    def remarks(self) -> str:
        """The note, and which query parameters have no effect."""
        ignored = self.without_effect
        if not ignored:
            return self.note
        listed = ", ".join(ignored[:-1]) + " and " * (len(ignored) > 1) + ignored[-1]
        return f"{self.note} {listed} {'has' if len(ignored) == 1 else 'have'} no effect.".strip()


_OWN_TYPES = {"pageSize": "int", "parked": "bool", "status": "[str]"}
"""The types of query parameters of Architrave's own endpoints that are not any text."""


def endpoint(
    method: str,
    path: str,
    answer: Answers,
    *,
    note: str = "",
    query: tuple[str, ...] = (),
    needs_all_divisions: bool = False,
) -> Endpoint:
    """The row of an operation of the cloud, with the permissions that the cloud asks for."""
    known = operation(method, path)
    if known is None:
        raise LookupError(f"the cloud has no {method} {path}")
    return Endpoint(
        method,
        path,
        answer,
        known.permissions or (),
        fidelity="approximated" if note else "exact",
        note=note,
        needs_all=known.needs_all and len(known.permissions or ()) > 1,
        query=query,
        needs_all_divisions=needs_all_divisions,
    )
