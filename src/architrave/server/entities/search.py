"""Search by criteria, as `POST …/search` of users, groups and locations takes them."""

from collections.abc import Callable
from typing import Any, cast

from architrave.organization.criteria import is_found, unsupported
from architrave.organization.entity import Entity
from architrave.server.call import ApiCall
from architrave.server.entities.bodies import Body, RejectedBody
from architrave.server.refusals import Refusal, bad_value
from architrave.wire.paging import DEFAULT_PAGE_SIZE

Shape = dict[str, Any]


async def search_of(
    call: ApiCall, body: Body, noun: str, kind: str, fields: tuple[str, ...], shape: Callable[[Entity], Shape]
) -> Shape | Refusal | RejectedBody:
    """The entities of a noun that meet the criteria of the body. `kind` is what `types` in the answer calls them.

    `fields` are the properties that are searched if a criterion names none, and those to sort by; the first is the
    default.
    """
    if body.rejected is not None:
        return body.rejected
    sent = cast("Shape", body.value)
    criteria = cast("list[Shape]", sent.get("query") or [])
    refused = unsupported(criteria)
    if refused:
        return Refusal(501, "not.implemented", f"Not Implemented: criteria of the type {', '.join(refused)}.")
    size, number = sent.get("pageSize", DEFAULT_PAGE_SIZE), sent.get("pageNumber", 1)
    for name, value, most in (("pageSize", size, 100), ("pageNumber", number, 10_000)):
        if not 1 <= value <= most:
            return bad_value(name, str(value), f"1 to {most}")
    entities = call.services.organization.entities.all(noun)
    found = [
        one
        for one in entities
        if call.reaches(one.properties.get("division")) and is_found(one.properties, criteria, fields)
    ]
    for one in reversed(sent.get("sort") or [{"sortBy": sent.get("sortBy"), "sortOrder": sent.get("sortOrder")}]):
        wanted = one.get("sortBy")
        key = _sort_key(wanted if wanted in ("id", *fields) else fields[0])
        found.sort(key=key, reverse=one.get("sortOrder") == "DESC")
    return {
        "total": len(found),
        "pageCount": -(-len(found) // size),
        "pageSize": size,
        "pageNumber": number,
        "types": [kind],
        "results": [shape(one) for one in found[(number - 1) * size : number * size]],
    }


def _sort_key(name: str) -> Callable[[Entity], Any]:
    return lambda one: (str(one.properties.get(name) or "").casefold(), one.number)
