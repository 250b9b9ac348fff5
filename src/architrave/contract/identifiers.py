"""Ids: what a UUID looks like, and what people paste instead of one."""

import re
from collections.abc import Callable

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_UUID_WORD = re.compile(rf"(?<![0-9A-Za-z-]){_UUID.pattern}(?![0-9A-Za-z-])")
_DASHES = re.compile(r"[-_\s\u2010-\u2015\u2212]")
_BARE_UUID = re.compile(r"[0-9a-fA-F]{32}")
_match_uuid: Callable[[str], object] = _UUID.fullmatch


def is_uuid(text: str) -> bool:
    """Whether the text is a UUID in its usual form of 8-4-4-4-12 hexadecimal digits."""
    return len(text) == 36 and _match_uuid(text) is not None


def uuids_in(text: str) -> list[str]:
    """The UUIDs in a text that are whole words, without repetitions, in their order."""
    return list(dict.fromkeys(found.lower() for found in _UUID_WORD.findall(text)))


def hyphenate(text: str) -> str | None:
    """A UUID that lacks its hyphens or has other dashes, with proper hyphens; None for any other text."""
    text = _DASHES.sub("", text)
    if _BARE_UUID.fullmatch(text) is None:
        return None
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def looks_truncated(text: str) -> bool:
    """Whether the text is the beginning of a UUID: its groups in order, the last ones truncated or missing."""
    return 4 <= len(text) < 36 and all(
        (char == "-") if index in (8, 13, 18, 23) else char in "0123456789abcdefABCDEF"
        for index, char in enumerate(text)
    )
