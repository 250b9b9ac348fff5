"""Text that a terminal, a log or a page shows as it is: characters that act or cannot be seen become escapes.

The escapes are those of JSON (`\\u001b`, two of them beyond U+FFFF), so that JSON keeps its meaning. Letters of every
script stay, and so do joiners between them, as in emoji and in Persian.
"""

import re

_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters without a look (Unicode's Default_Ignorable_Code_Point, but for the two that select the look of an emoji),
line separators, and controls of direction."""

_JOINERS = "\u200c\u200d"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_SURROGATES = "\ud800-\udfff"
_UNSEEN = f"{_CONTROLS}{_INVISIBLE}{_SURROGATES}"

_ACTING = re.compile(f"[{_UNSEEN}]")
_ACTING_OR_BREAKING = re.compile(f"[\n\t{_UNSEEN}]")
_OUT_OF_COLUMN = re.compile(f"[\n{_UNSEEN}]")
_JOINED = f"[^\\x00-\u02ff{_UNSEEN}]"
_LINES = re.compile(rf"(?<={_JOINED})[{_JOINERS}](?={_JOINED})|\r\n|([{_UNSEEN}])")
_LINE = re.compile(rf"(?<={_JOINED})[{_JOINERS}](?={_JOINED})|([\n\t{_UNSEEN}])")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def visible(text: str) -> str:
    """Text of several lines: line breaks and tabs stay, everything else that acts or cannot be seen is escaped."""
    return text if _ACTING.search(text) is None else _LINES.sub(_escaped, text)


def visible_line(text: str) -> str:
    """Text that must stay on its line, such as a name: like `visible`, and line breaks and tabs are escaped too."""
    return text if _ACTING_OR_BREAKING.search(text) is None else _LINE.sub(_escaped, text)


def visible_columns(text: str) -> str:
    """Text whose characters must stay in their columns: a mark replaces each that acts or cannot be seen; tabs stay."""
    return _OUT_OF_COLUMN.sub("\N{REPLACEMENT CHARACTER}", text)


def _escaped(found: "re.Match[str]") -> str:
    character = found[1]
    if character is None:
        return found[0]
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
