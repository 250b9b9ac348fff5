"""One request for a route: its parameters, its caller, and the services that answer it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from architrave.organization.local import Caller
from architrave.server.http import Request
from architrave.server.refusals import Refusal, bad_value
from architrave.server.services import Services
from architrave.wire.paging import DEFAULT_PAGE_SIZE, EntityListing, listing

Found = TypeVar("Found")
Item = TypeVar("Item")

MAX_PAGE_SIZE = 500
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
    """A request to an endpoint. `params` are the path parameters; `caller` is None if no token is needed."""

    request: Request
    services: Services
    params: dict[str, str]
    caller: Caller | None

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's names and values, in order."""
        return self.request.query

    def text(self, name: str) -> str | None:
        """The value of a query parameter; None if it is absent or empty."""
        return dict(self.query).get(name) or None

    def texts(self, name: str) -> list[str]:
        """The values of a query parameter, whether it is repeated or comma-separated (recorded)."""
        return [part for key, value in self.query if key == name for part in value.split(",") if part]

    def flag(self, name: str) -> bool | Refusal | None:
        """A Boolean query parameter; None if it is absent."""
        value = self.text(name)
        if value is None:
            return None
        known = _FLAGS.get(value.lower())
        return bad_value(name, value, "true, false") if known is None else known

    def whole(self, name: str, default: int, least: int, most: int) -> int | Refusal:
        """A whole-number query parameter between two inclusive bounds."""
        value = self.text(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value[:9]) <= most:
            return bad_value(name, value, f"{least} to {most}")
        return int(value)

    def page(self) -> tuple[int, int] | Refusal:
        """The number and size of the requested page."""
        number = self.whole("pageNumber", 1, 1, 10_000_000)
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
