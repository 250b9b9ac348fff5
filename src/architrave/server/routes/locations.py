"""Locations: search."""

from typing import Any

from architrave.definitions.nouns.location import LOCATION
from architrave.server.call import ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.entities.search import search_of
from architrave.server.refusals import Refusal

_LOCATIONS = EntityAnswers.of(LOCATION)


async def search(call: ApiCall) -> dict[str, Any] | Refusal | RejectedBody:
    """The locations that meet the criteria of the body."""
    body, texts = await body_of(call), ("name", "notes")
    return await search_of(call, body, LOCATION.name, "locations", texts, lambda one: _LOCATIONS.shape(call, one))


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "POST",
        f"{_LOCATIONS.api.path}/search",
        search,
        note="Criteria for ranges and regular expressions are refused. Text ignores case (assumed).",
    ),
)
