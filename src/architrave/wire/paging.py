"""Paged listings: `entities` with the page number and size, totals, and the URIs of other pages."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

from architrave.wire.codec import Shape

Item = TypeVar("Item")

DEFAULT_PAGE_SIZE = 25
"""The cloud's page size if a request has none."""


class EntityListing(Shape, Generic[Item], kw_only=True):
    """One page of a listing (`FlowEntityListing`, `FlowVersionEntityListing`, …, which differ only in their items)."""

    entities: list[Item]
    page_size: int
    page_number: int
    total: int
    page_count: int
    first_uri: str
    last_uri: str
    self_uri: str
    next_uri: str | None = None
    previous_uri: str | None = None


class CountedListing(Shape, Generic[Item], kw_only=True):
    """One page of a listing that has no addresses of other pages, as some of the cloud's have none."""

    entities: list[Item]
    page_size: int
    page_number: int
    total: int
    page_count: int


def without_addresses(page: EntityListing[Item]) -> CountedListing[Item]:
    """A page without the addresses of other pages."""
    return CountedListing(
        entities=page.entities,
        page_size=page.page_size,
        page_number=page.page_number,
        total=page.total,
        page_count=page.page_count,
    )


class CursorListing(Shape, Generic[Item], kw_only=True):
    """One page of a listing whose pages are not counted: `next_uri` is the next one, and the last page has none.

    The cloud's listings with `before` and `after` have this form. A page may have fewer items than its size.
    """

    entities: list[Item]
    page_size: int
    self_uri: str
    next_uri: str | None = None


def cursor_listing(
    items: Sequence[Item], *, after: str | None, page_size: int, path: str, query: Sequence[tuple[str, str]]
) -> CursorListing[Item]:
    """The listing of one page. `after` is the value of `after` for the next page, None if this is the last one."""
    kept = [(name, value) for name, value in query if name != "after"]
    return CursorListing(
        entities=list(items),
        page_size=page_size,
        self_uri=f"{path}?{urlencode(query)}" if query else path,
        next_uri=None if after is None else f"{path}?{urlencode([*kept, ('after', after)])}",
    )


def listing(
    items: Sequence[Item],
    *,
    total: int,
    page_number: int,
    page_size: int,
    path: str,
    query: Sequence[tuple[str, str]] = (),
) -> EntityListing[Item]:
    """The listing of one page.

    `items` are the items on the page; `total` counts all items. `path` and `query` are those of the request; the URIs
    of the other pages are built from them.
    """
    page_count = -(-total // page_size)
    kept = [(name, value) for name, value in query if name not in ("pageNumber", "pageSize")]

    def address(number: int) -> str:
        return f"{path}?{urlencode([('pageSize', page_size), ('pageNumber', number), *kept])}"

    return EntityListing(
        entities=list(items),
        page_size=page_size,
        page_number=page_number,
        total=total,
        page_count=page_count,
        first_uri=address(1),
        last_uri=address(max(page_count, 1)),
        self_uri=address(page_number),
        next_uri=address(page_number + 1) if page_number < page_count else None,
        previous_uri=address(page_number - 1) if 1 < page_number <= page_count + 1 else None,
    )
