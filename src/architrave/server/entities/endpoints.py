"""The rows of the table of endpoints for the nouns that the API serves."""

from collections.abc import Iterator

from architrave.cloud.operations import operation
from architrave.definitions.nouns import NOUNS, Api, Noun
from architrave.server.endpoint import Answers, Endpoint, endpoint
from architrave.server.entities.answers import VIEWS, EntityAnswers
from architrave.server.entities.filters import VIEW_FILTERS
from architrave.server.query import PAGING, SORTING


def entity_endpoints() -> Iterator[Endpoint]:
    """The endpoints of every noun."""
    for noun in NOUNS:
        if noun.api is not None:
            yield from endpoints_of(noun, noun.api)


def endpoints_of(noun: Noun, api: Api) -> Iterator[Endpoint]:
    """The endpoints of a noun: the operations that the cloud has of those that we serve."""
    answers = EntityAnswers(noun, api)
    one = f"{api.path}/{{{api.id}}}"
    served: dict[str, tuple[str, str, Answers]] = {
        "list": ("GET", api.path, answers.index),
        "create": ("POST", api.path, answers.create),
        "show": ("GET", one, answers.show),
        "replace": ("PUT", one, answers.replace),
        "edit": ("PATCH", one, answers.edit),
        "delete": ("DELETE", one, answers.delete),
        "views": ("GET", f"{api.path}/{VIEWS}", answers.views),
    }
    for name, (method, path, answer) in served.items():
        if name not in api.leaves and operation(method, path) is not None:
            query = list_query(api) if (method, path) == ("GET", api.path) else ()
            if path.endswith(VIEWS):
                query = (*PAGING, *SORTING, *VIEW_FILTERS)
            if method == "DELETE" and api.force:
                query = (api.force,)
            yield endpoint(method, path, answer, note=api.notes.get(method, ""), query=query)


def list_query(api: Api) -> tuple[str, ...]:
    """The query parameters of a list."""
    return (*PAGING, *SORTING, *api.filters)
