"""One request for a route: its parameters, its caller, and the services that answer it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from architrave.organization.local import Caller
from architrave.server.http import Request
from architrave.server.query_check import MAX_PAGE_NUMBER, MAX_PAGE_SIZE
from architrave.server.refusals import Refusal, bad_value, missing_in_division
from architrave.server.services import Services
from architrave.wire.paging import DEFAULT_PAGE_SIZE, EntityListing, listing

Found = TypeVar("Found")
Item = TypeVar("Item")

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
"""A whole number without sign, spaces or leading zeros: anything else was not meant as a number, or is a trick."""

_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response other than 200 with a shape: a different status, media type or headers."""

    content: Any
    status: int = 200
    media_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class ApiCall:
    """A request to an endpoint. `params` are the path parameters; `caller` is None if no token is needed.

    `divisions` are the ids of the divisions in which the caller has the endpoint's `permissions`; None is all.
    """

    request: Request
    services: Services
    params: dict[str, str]
    caller: Caller | None
    query: list[tuple[str, str]]
    """The query's names and values, in order: those that the endpoint has, and that were checked."""
    divisions: frozenset[str] | None = None
    permissions: tuple[str, ...] = ()

    @property
    def author(self) -> str | None:
        """The id of the client that sent the request."""
        return None if self.caller is None else self.caller.client.id

    def reaches(self, division: str | None) -> bool:
        """Whether the caller may do this with something in a division, by the id or name that it gives."""
        return self.divisions is None or self.services.organization.divisions.of(division).id in self.divisions

    def refusal_in(self, division: str | None) -> Refusal | None:
        """Why the caller may not do this with something in a division, by the id or name that it gives; else None."""
        if self.reaches(division):
            return None
        return missing_in_division(self.permissions, self.services.organization.divisions.of(division).name)

    def text(self, name: str) -> str | None:
        """The value of a query parameter; None if it is absent or empty. The last one counts if it is repeated."""
        return dict(self.query).get(name) or None

    def texts(self, name: str) -> list[str]:
        """The values of a query parameter, whether it is repeated or comma-separated (recorded)."""
        return [part for key, value in self.query if key == name for part in value.split(",") if part]

    def flag(self, name: str) -> bool | Refusal | None:
        """A Boolean query parameter; None if it is absent."""
        value = self._only(name, "true, false")
        if not isinstance(value, str):
            return value
        known = _FLAGS.get(value.lower())
        return bad_value(name, value, "true, false") if known is None else known

    def whole(self, name: str, default: int, least: int, most: int) -> int | Refusal:
        """A whole-number query parameter between two inclusive bounds, in plain decimal digits."""
        allowed = f"{least} to {most}"
        value = self._only(name, allowed)
        if not isinstance(value, str):
            return default if value is None else value
        if _WHOLE.fullmatch(value) is None or not least <= int(value) <= most:
            return bad_value(name, value, allowed)
        return int(value)

    def _only(self, name: str, allowed: str) -> str | Refusal | None:
        """The value of a query parameter that may occur once; None if it is absent or empty."""
        values = [value for key, value in self.query if key == name]
        if len(values) > 1:
            return bad_value(name, ", ".join(values), f"{allowed}, once")
        return values[0] or None if values else None

    def page(self) -> tuple[int, int] | Refusal:
        """The number and size of the requested page."""
        number = self.whole("pageNumber", 1, 1, MAX_PAGE_NUMBER)
        size = self.whole("pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE)
        if isinstance(number, Refusal):
            return number
        return size if isinstance(size, Refusal) else (number, size)

    def listing(
        self, found: Sequence[Found], page: tuple[int, int], shape: Callable[[Found], Item]
    ) -> EntityListing[Item]:
        """One page of the results; `shape` turns an item into its API form."""
        number, size = page
        return listing(
            [shape(item) for item in found[(number - 1) * size : number * size]],
            total=len(found),
            page_number=number,
            page_size=size,
            path=self.request.path,
            query=self.query,
        )
