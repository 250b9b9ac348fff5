"""HAR files: the requests that a browser or a proxy recorded."""

from collections.abc import Iterator
from typing import Any

from architrave.contract.reading.described import describes_request, read_described
from architrave.contract.reading.found import Draft, Header
from architrave.contract.reading.located import Located, entries_of

_SECRETS = ("authorization", "cookie")
REDACTED = "Bearer [redacted]"


def is_har(value: Any) -> bool:
    """Whether a JSON value is the content of a HAR file."""
    return isinstance(entries_of(entries_of(value).get("log")).get("entries"), list)


def har_drafts(document: Located) -> Iterator[tuple[str, Draft]]:
    """The recorded requests, each with its number: the first entry is number 1.

    Browsers leave tokens out of the file unless told otherwise; then the token of every request is unknown.
    """
    log = document.get("log")
    entries = log.get("entries") if log is not None else None
    has_secrets = False
    drafts: list[tuple[str, Draft]] = []
    for number, entry in enumerate(entries.items() if entries is not None else (), 1):
        request = entry.get("request")
        if request is None or not describes_request(request.value):
            continue
        draft = read_described(request)
        has_secrets = has_secrets or any(header.name.lower() in _SECRETS for header in draft.headers or ())
        drafts.append((f"Entry {number}", draft))
    for _, draft in drafts:
        if not has_secrets and draft.headers is not None:
            draft.headers.append(Header("Authorization", REDACTED, draft.headers_span or draft.span))
    yield from drafts
