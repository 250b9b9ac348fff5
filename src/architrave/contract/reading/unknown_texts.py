"""Texts in no known form: those that may be a broken JSON body, and those that clearly are something else."""

import re

from architrave.contract.body.foreign import foreign_text
from architrave.contract.reading.found import NotARequest
from architrave.contract.reading.log_lines import begins_record

_LIKE_JSON = re.compile(r"[^\w\s]{0,4}\s*[{\[\"'“”„‘’`(]|\S{1,8}?\{\s*[\"'“]|[\w.]+[\"'”]?\s*[:=]\s*\S|\S+\Z")
_LONGEST = 40
_GIVE = "Give the request: the JSON body, the HTTP message, or a curl command."


def unknown_text(text: str) -> NotARequest | None:
    """What a text is that is not a request; None for one that may be meant as JSON."""
    text = text.strip("\ufeff\0 \t\r\n")
    if begins_record(text):
        return NotARequest(
            "{name} looks like a log, but shows no launch with its body.",
            "Log the body where the request is sent, or give the body alone.",
        )
    if foreign_text(text) is not None or _LIKE_JSON.match(text):
        return None
    first = text.splitlines()[0] if text else ""
    shown = first if len(first) <= _LONGEST else first[:_LONGEST] + "…"
    return NotARequest(f"{{name}} is not a request: it begins with “{shown}”.", _GIVE)
