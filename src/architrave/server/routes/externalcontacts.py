"""External contacts and organizations: their lists, which are searches."""

from collections.abc import Callable, Iterable
from typing import Any

from architrave.definitions.nouns.external_contacts import EXTERNAL_CONTACT, EXTERNAL_ORGANIZATION
from architrave.engine.handlers.look_ups import search
from architrave.interpreter.effects import Search
from architrave.organization.entity import Entity
from architrave.organization.references import found
from architrave.server.call import ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, bad_value
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]

MOST = 1_000
"""The number of the last entity that a page can have (documented)."""

_CONTACTS, _ORGANIZATIONS = EntityAnswers.of(EXTERNAL_CONTACT), EntityAnswers.of(EXTERNAL_ORGANIZATION)
_SORTS = {
    EXTERNAL_CONTACT.name: ("firstName", "lastName", "middleName", "title"),
    EXTERNAL_ORGANIZATION.name: ("name", "companyType", "industry"),
}
_DIRECTIONS = ("asc", "desc")


async def contacts(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the external contacts, with a text in a name, an email address or a phone number if `q` is given."""
    return _page(call, _CONTACTS, _found(call, _CONTACTS))


async def organizations(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the external organizations, with a text in the name if `q` is given."""
    return _page(call, _ORGANIZATIONS, _found(call, _ORGANIZATIONS))


async def contacts_of_organization(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the contacts of an external organization."""
    wanted = _ORGANIZATIONS.find(call)
    if isinstance(wanted, Refusal):
        return wanted
    local = call.services.organization

    def is_of_it(contact: Entity) -> bool:
        named = contact.properties.get("externalOrganization")
        company = None if named is None else found(local, EXTERNAL_ORGANIZATION.name, str(named))
        return company is not None and company.id == wanted.id

    return _page(call, _CONTACTS, filter(is_of_it, _found(call, _CONTACTS)))


def _found(call: ApiCall, answers: EntityAnswers) -> list[Entity]:
    local = call.services.organization
    known = [one for one in local.entities.all(answers.noun.name) if call.reaches(one.properties.get("division"))]
    divisions, text = call.texts("divisionIds"), call.text("q")
    if text is not None:
        ids = {str(each["id"]) for each in search(local.directory, Search(answers.noun.name, text))}
        known = [one for one in known if one.id in ids]
    if divisions:
        known = [one for one in known if local.divisions.of(one.properties.get("division")).id in divisions]
    return known


def _page(call: ApiCall, answers: EntityAnswers, known: Iterable[Entity]) -> EntityListing[Shape] | Refusal:
    page, key = call.page(), _order(call, answers.noun.name)
    if isinstance(page, Refusal):
        return page
    if isinstance(key, Refusal):
        return key
    if page[0] * page[1] > MOST:
        return bad_value("pageNumber", str(page[0]), f"1 to {MOST // page[1]} with {page[1]} entities a page")
    sort, is_descending = key
    in_order = sorted(known, key=sort, reverse=is_descending)
    return call.listing(in_order, page, lambda one: answers.shape(call, one))


def _order(call: ApiCall, noun: str) -> tuple[Callable[[Entity], Any], bool] | Refusal:
    """What `sortOrder` asks for: a property and a direction, like `lastName:desc`. By default the first, ascending."""
    asked = call.text("sortOrder") or f"{_SORTS[noun][0]}:asc"
    name, _, direction = asked.partition(":")
    if name not in _SORTS[noun] or (direction or "asc") not in _DIRECTIONS:
        allowed = ", ".join(f"{each}:{way}" for each in _SORTS[noun] for way in _DIRECTIONS)
        return bad_value("sortOrder", asked, allowed)
    return lambda one: (str(one.properties.get(name) or "").casefold(), one.number), direction == "desc"


_QUERY = (*PAGING, "q", "sortOrder", "divisionIds")
_NOTE = "What q searches is assumed: names, email addresses and phone numbers."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _CONTACTS.api.path, contacts, note=_NOTE, query=_QUERY),
    endpoint("GET", _ORGANIZATIONS.api.path, organizations, note=_NOTE, query=_QUERY),
    endpoint(
        "GET",
        f"{_ORGANIZATIONS.api.path}/{{externalOrganizationId}}/contacts",
        contacts_of_organization,
        note=_NOTE,
        query=_QUERY,
    ),
)
