"""Postman collections (2.0 and 2.1): requests in folders, with variables and inherited authorization."""

from collections.abc import Iterator
from typing import Any

from architrave.contract.reading.described import describes_request, read_described
from architrave.contract.reading.found import Draft, Header
from architrave.contract.reading.located import Located, entries_of, items_of
from architrave.contract.reading.variables import Variables, filled, filled_text, variables_in

_DEEPEST = 50


def is_collection(value: Any) -> bool:
    """Whether a JSON value is a collection, or an item of one."""
    entries = entries_of(value)
    is_item = isinstance(entries.get("name"), str) and isinstance(entries.get("request"), dict)
    return is_item or (isinstance(entries.get("item"), list) and isinstance(entries.get("info"), dict))


def collection_drafts(document: Located, environment: Variables) -> Iterator[tuple[str, Draft]]:
    """The requests of a collection, each with its name and its folders' names.

    The variables of the environment come before those of the collection.
    """
    yield from _requests(document, "", environment, {}, None, 0)


def _requests(
    item: Located, path: str, environment: Variables, variables: Variables, auth: Located | None, depth: int
) -> Iterator[tuple[str, Draft]]:
    variables = {**variables, **_variables(item.get("variable", "variables"))}
    auth = item.get("auth") or auth
    name = entries_of(item.value).get("name")
    if depth:
        path = f"{path} / {name}" if path else str(name)
    request = item.get("request")
    if request is not None and describes_request(request.value):
        yield (
            (path or str(name)),
            _resolved(read_described(request), request.get("auth") or auth, {**variables, **environment}),
        )
    inner = item.get("item")
    for child in inner.items() if inner is not None and depth < _DEEPEST else ():
        yield from _requests(child, path, environment, variables, auth, depth + 1)


def _variables(given: Located | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for fields in map(entries_of, items_of(given.value if given is not None else None)):
        name, value = fields.get("key", fields.get("id")), fields.get("value")
        is_off = fields.get("disabled") is True or fields.get("enabled") is False
        if isinstance(name, str) and isinstance(value, str) and value and not is_off:
            found[name] = value
    return found


def _resolved(draft: Draft, auth: Located | None, variables: Variables) -> Draft:
    draft.url = None if draft.url is None else filled(draft.url, variables)
    if draft.body is not None:
        body = filled(draft.body, variables)
        if body.value != draft.body.value:
            draft.body_form = "with variables"
        draft.body = body
    headers = draft.headers if draft.headers is not None else []
    draft.headers = [
        Header(filled_text(header.name, variables), filled_text(header.value, variables), header.span)
        for header in headers
    ]
    if auth is not None and (given := _authorization(auth)) is not None:
        name, value = given
        draft.default_header(name, filled_text(value, variables), auth.span)
    texts = [word.value for word in (draft.url, draft.body) if word is not None]
    draft.variables = variables_in(*texts, *(header.value for header in draft.headers))
    return draft


def _authorization(auth: Located) -> tuple[str, str] | None:
    """The header that Postman makes of an `auth`; None if it adds none."""
    kind = entries_of(auth.value).get("type")
    values = _parameters(entries_of(auth.value).get(str(kind)))
    if kind == "bearer":
        return "Authorization", f"Bearer {values.get('token', '')}"
    if kind == "oauth2":
        token = values.get("accessToken") or "{{accessToken}}"
        return None if values.get("addTokenTo") == "queryParams" else ("Authorization", f"Bearer {token}")
    if kind == "basic":
        return "Authorization", "Basic credentials"
    if kind == "apikey" and values.get("in", "header") == "header":
        return values.get("key") or "X-Api-Key", values.get("value", "")
    return None


def _parameters(given: Any) -> dict[str, str]:
    """The parameters of an `auth`: an object in version 2.0, a list in version 2.1."""
    listed = [(item.get("key"), item.get("value")) for item in map(entries_of, items_of(given))]
    pairs = [*entries_of(given).items(), *listed]
    return {key: value for key, value in pairs if isinstance(key, str) and isinstance(value, str)}
