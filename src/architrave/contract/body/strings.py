"""Reads one JSON string, even with wrong quotation marks, raw line breaks or escapes that JSON does not have."""

import re
from json import JSONDecodeError
from json.decoder import scanstring  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
from typing import cast

from architrave.contract.body.faults import BodyFaults
from architrave.contract.rules import CURLY_QUOTES, MALFORMED_JSON, SINGLE_QUOTES

CURLY = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
CURLY_SINGLE = "\u2018\u2019\u201a\u201b\u2032"
OPENERS = f"\"'`{CURLY}{CURLY_SINGLE}"
"""Characters with which people begin a string."""

_PLAIN = re.compile(r'"([^"\\\x00-\x1f]*)"')
_FOLLOWS = r"(?=\s*(?:[,:}\]]|\Z))"
_CLOSERS = {
    "'": re.compile(r"'" + _FOLLOWS),
    "`": re.compile(r"`" + _FOLLOWS),
}
_CURLY_CLOSER = re.compile(rf'[{CURLY}{CURLY_SINGLE}"]' + _FOLLOWS)
_COLON = re.compile(r"\s*[:=]")
_CURLY_KEY_END = re.compile(rf"[{CURLY}](?=\s*:)")
_ANY_FOLLOWS = re.compile(r"\s*(?:[,:}\]]|\Z)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))?", re.DOTALL)
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONTROL = re.compile(r"[\x00-\x1f]")
_CONTROL_NAMES = {"\n": "a line break", "\r": "a line break", "\t": "a tab", "\0": "a NUL character"}
_CONTROL_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def read_string(text: str, start: int, faults: BodyFaults) -> tuple[str, int]:
    """The string that begins at `start` with one of OPENERS, and the offset after it."""
    opener = text[start]
    if opener == '"':
        plain = _PLAIN.match(text, start)
        if plain is not None and _ANY_FOLLOWS.match(text, plain.end()):
            return plain.group(1), plain.end()
        return _read_straight(text, start, faults)
    closer = _CLOSERS.get(opener, _CURLY_CLOSER).search(text, start + 1)
    if closer is None:
        return _unterminated(text, start, faults)
    end = closer.end()
    if opener == "`":
        faults.add(
            MALFORMED_JSON,
            "This string is in backticks; JSON requires double quotes.",
            start,
            end,
            "Template literals are JavaScript, not JSON. Build the body with JSON.stringify.",
            certain="${" not in text[start:end],
        )
    else:
        faults.wrong_quotes(SINGLE_QUOTES if opener == "'" else CURLY_QUOTES, start, end)
    return _content(text, start + 1, closer.start(), faults), end


def read_mixed_key(text: str, start: int, faults: BodyFaults) -> tuple[str, int] | None:
    """A key that begins with a straight mark and ends with a curly one; None if a straight mark closes it."""
    plain = _PLAIN.match(text, start)
    if plain is None or _COLON.match(text, plain.end()) or not any(mark in plain.group() for mark in CURLY):
        return None
    closer = _CURLY_KEY_END.search(text, start + 1)
    if closer is None:
        return None
    faults.wrong_quotes(CURLY_QUOTES, start, closer.end())
    return text[start + 1 : closer.start()], closer.end()


def _read_straight(text: str, start: int, faults: BodyFaults) -> tuple[str, int]:
    """A string that begins with a straight quotation mark but is not plain."""
    try:
        value, end = cast("tuple[str, int]", scanstring(text, start + 1, True))
    except (JSONDecodeError, ValueError):
        pass
    else:
        if _ANY_FOLLOWS.match(text, end) and not _has_lone_surrogate(value):
            return value, end
    closer = _find_straight_closer(text, start + 1)
    if closer is None:
        return _unterminated(text, start, faults)
    end = closer + 1
    if text[closer] != '"':
        faults.wrong_quotes(CURLY_QUOTES, start, end)
    inner = _BARE_MARK.match(text, start + 1)
    if inner is not None and inner.end() < closer:
        faults.add(
            MALFORMED_JSON,
            "This double quote inside a string ends the string too early.",
            inner.end(),
            inner.end() + 1,
            'Write it as \\", or build the body with a JSON library.',
            certain=False,
        )
    return _content(text, start + 1, closer, faults), end


def _find_straight_closer(text: str, start: int) -> int | None:
    """The mark that ends a string: preferably an unescaped one that is followed by something structural."""
    fallback: int | None = None
    for found in _MARK.finditer(text, start):
        if found.group().startswith("\\"):
            continue
        if _ANY_FOLLOWS.match(text, found.end()):
            return found.start()
        if found.group() == '"':
            line_end = text.find("\n", found.end())
            rest = text[found.end() : line_end if line_end >= 0 else found.end() + 200].lstrip()
            # `"a" "b"`: a comma or colon is missing, which the caller reports; the string itself ends here.
            if fallback is None and (not rest or rest[0] in OPENERS or rest[0] in "{[=;/#-" or rest[0].isdigit()):
                return found.start()
            fallback = found.start() if fallback is None else fallback
        if found.start() - start > 4000:
            break
    return fallback


_BARE_MARK = re.compile(r'(?:[^"\\]|\\.)*(?=")', re.DOTALL)
_MARK = re.compile(rf'\\.|["{CURLY}]', re.DOTALL)


def _unterminated(text: str, start: int, faults: BodyFaults) -> tuple[str, int]:
    line_end = text.find("\n", start)
    end = line_end if line_end >= 0 else len(text)
    rest = text[start + 1 : end].rstrip()
    faults.add(
        MALFORMED_JSON,
        "The string that begins here is not closed.",
        start,
        end,
        "Close it with a \". If the text was cut off, the client's Content-Length may be too small.",
        certain=False,
    )
    value = rest.rstrip(",}] ")
    return value, start + 1 + len(value)


def _content(text: str, start: int, end: int, faults: BodyFaults) -> str:
    """The value of the text between two marks, with escapes resolved; reports everything that JSON does not allow."""
    raw = text[start:end]
    control = _CONTROL.search(raw)
    if control is not None:
        _control_fault(control.group(), start + control.start(), faults)
    if "\\" not in raw:
        return raw
    return _resolve(raw, start, faults)


def _control_fault(char: str, at: int, faults: BodyFaults) -> None:
    name = _CONTROL_NAMES.get(char, f"the control character U+{ord(char):04X}")
    escape = _CONTROL_ESCAPES.get(char, f"\\u{ord(char):04x}")
    faults.add(
        MALFORMED_JSON,
        f"This string contains {name}; in JSON, write {escape}.",
        at,
        at + 1,
        "Build the body with a JSON library: it escapes everything necessary.",
        certain=char in _CONTROL_ESCAPES,
    )


def _resolve(raw: str, start: int, faults: BodyFaults) -> str:
    parts: list[str] = []
    at = 0
    for found in _ESCAPE.finditer(raw):
        parts.append(raw[at : found.start()])
        at = found.end()
        code, char = found.group(1), found.group(2)
        if code is not None:
            parts.append(chr(int(code, 16)))
        elif char in _SIMPLE:
            parts.append(_SIMPLE[char])
        else:
            _escape_fault(found.group(), start + found.start(), faults)
            parts.append(char or "")
    parts.append(raw[at:])
    return _join_surrogates("".join(parts), start, start + len(raw), faults)


def _escape_fault(escape: str, at: int, faults: BodyFaults) -> None:
    is_quote = escape == "\\'"
    faults.add(
        MALFORMED_JSON,
        f"JSON does not have the escape {escape}.",
        at,
        at + len(escape),
        "An apostrophe needs no backslash." if is_quote else "Write a backslash as \\\\.",
        certain=is_quote,
    )


def _has_lone_surrogate(value: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in value) if not value.isascii() else False


def _join_surrogates(value: str, start: int, end: int, faults: BodyFaults) -> str:
    if not _has_lone_surrogate(value):
        return value
    joined = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\N{REPLACEMENT CHARACTER}" in joined and "\N{REPLACEMENT CHARACTER}" not in value:
        faults.add(
            MALFORMED_JSON,
            "This string contains half of a surrogate pair (\\ud800 to \\udfff), which is not a character.",
            start,
            end,
            "The text was cut in the middle of a character, such as an emoji. Cut it elsewhere.",
            certain=False,
        )
    return joined
