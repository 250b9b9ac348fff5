"""Reads requests from what a person has: a JSON body, an HTTP message, a curl command, a HAR file, a collection, a log.

Each reader returns a `Sent` whose layout says where its parts are in the text, so that a diagnostic points into the
file that the person has open. `request_text` detects the format. A `Word` is text with the place of each character;
readers take strings and escapes apart by turning one word into another, so that no place is lost.

    request_text ─▶ raw_http, curl                                   a message or a command; nothing else is imported
        │─▶ json_documents ─▶ har, postman ─▶ described ─▶ Draft      JSON in which an object describes a request
        └─▶ other_texts ─▶ browser_copies, logs, labelled, … ─▶ Draft what clients log and browsers copy
"""

from architrave.contract.reading.found import FoundRequest, NotARequest
from architrave.contract.reading.request_text import ReadFile, as_body, read_request, read_requests

__all__ = ["FoundRequest", "NotARequest", "ReadFile", "as_body", "read_request", "read_requests"]
