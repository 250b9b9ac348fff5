"""Bodies that a program printed as an object before it encoded them: they are not what was sent."""

import re

from architrave.contract.reading.found import NotARequest

_FIELDS = r"(?:[^\"“”]{0,600}?[\s,;({\[])?flow_?id\s?[:=]"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"\bWriting \[(?!\"?[{\[]\")(?P<text>[^\n]+)\] as \"", "Spring prints for the object"),
        (r"\bWriting \[(?P<text>[^\n]+\(truncated\)[^\n]*)", "Spring prints of a long body"),
        (rf"\b(?:class )?(?-i:(?P<name>[A-Z][\w.$]*)) ?[({{\[]\s*{_FIELDS}", "a program prints for the object"),
        (r"(?<![\w'\"])\{\s*(?:[\w.]+=[^\"\n]{0,600}?)?flow_?id=", "Java prints for a Map"),
        (rf"\bmap\[{_FIELDS}|&\{{{_FIELDS}", "Go prints for a map or struct"),
    )
)
_JSON = re.compile(r"\s*[{\[]\s*\\?[\"'“‘”’{\[}\]]")
_INSTEAD = (
    "Log what is sent: use the wire log of the HTTP client, or log the text that the JSON library returns, such as "
    "writeValueAsString of Jackson."
)


def printed_object(text: str) -> NotARequest | None:
    """A text, such as a log, that shows a launch only as a program prints the object."""
    for pattern, what in _FORMS:
        found = pattern.search(text)
        # A whole file of such a text is what was sent.
        if found is not None and (text[: found.start()].strip() or "name" in found.groupdict()):
            name = found.groupdict().get("name")
            line = text.count("\n", 0, found.start()) + 1
            of = f" {name}" if name else ""
            return NotARequest(
                f"{{name}} has the text that {what}{of} (line {line}), not the JSON that was sent.",
                _INSTEAD,
            )
    return None


def is_written_as_json(body: str) -> bool:
    """Whether a text begins like JSON with names in quotes, as opposed to a printed object."""
    return _JSON.match(body) is not None
