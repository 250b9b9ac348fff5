"""One row of the table of endpoints."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from architrave.cloud.operations import operation
from architrave.diagnostics import Provenance
from architrave.server.call import ApiCall

Answers = Callable[[ApiCall], Awaitable[Any]]
Fidelity = Literal["exact", "approximated"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint. A caller needs one of `permissions`, or all of them with `needs_all`.

    With `needs_all_divisions`, a role that is granted in some divisions is not enough: it concerns the organization.
    With `is_open_here`, a request from this machine needs no token (see `access`). `query` are the names of the query
    parameters that it takes (`query.PARAMETERS` describes them). `note` describes differences from the cloud. `answer`
    is None for the launch, which the application handles before it uses the table.
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


def endpoint(method: str, path: str, answer: Answers, *, note: str = "", query: tuple[str, ...] = ()) -> Endpoint:
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
    )
