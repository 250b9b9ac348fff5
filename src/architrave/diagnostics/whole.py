"""Text that can be encoded: no half of a surrogate pair.

JSON can write such a half (`\\ud800`), and so can names of files and variables of the environment that are not UTF-8.
No UTF-8 has it, so it cannot be sent, stored or hashed. Where text comes in from JSON, each half becomes a question
mark, as in what Java writes as UTF-8 (the platform is written in Java; assumed). Two halves that fit are one character.
"""

import re
from typing import Any, cast

_HALF = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def is_whole(text: str) -> bool:
    """Whether a text can be encoded."""
    return text.isascii() or _HALF.search(text) is None


def whole(text: str) -> str:
    """The text with a question mark for each half of a character."""
    if is_whole(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return joined.encode("utf-8", "replace").decode()


def whole_json(value: Any) -> Any:
    """JSON data, read by `json.loads`, with a question mark for each half of a character."""
    match value:
        case str():
            return whole(value)
        case list():
            return [whole_json(item) for item in cast("list[Any]", value)]
        case dict():
            return {whole_json(name): whole_json(item) for name, item in cast("dict[Any, Any]", value).items()}
        case _:
            return value


def may_have_halves(json_text: str) -> bool:
    """Whether the data of a JSON text may need `whole_json`."""
    return _ESCAPE.search(json_text) is not None or not is_whole(json_text)
