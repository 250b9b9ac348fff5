"""Strings as programs write them: their text without the escapes, and where each character is."""

import re
from typing import Final

from architrave.contract.reading.word import Word

_BACKSLASH = re.compile(
    r"\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|\\u(?P<code>[0-9a-fA-F]{4})"
    r"|(?P<bytes>(?:\\x[0-9a-fA-F]{2})+)|\\(?P<other>.)",
    re.DOTALL,
)
_SIMPLE: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "v": "\v"}
_BACKTICK = re.compile(r"\$\(\[char\](?:0x(?P<hex>[0-9a-fA-F]+)|(?P<number>\d+))\)|`(?P<other>.)|\"\"", re.DOTALL)
_WIRE = re.compile(r"(?P<bytes>(?:\[0x[0-9a-fA-F]{1,2}\])+)|\[\\(?P<other>[rnt])\]")
_LARGEST = 0x10FFFF


def unescape(word: Word) -> Word:
    r"""The text of a string with backslashes, as in JSON, JavaScript, Python, Go and Ruby; `\xNN` are UTF-8 bytes."""
    return word.replaced(_BACKSLASH, _backslash)


def unescape_backticks(word: Word) -> Word:
    """The text of a string in double quotes in PowerShell."""
    return word.replaced(_BACKTICK, _backtick)


def unescape_wire(word: Word) -> Word:
    r"""The text of a line in a wire log of Apache HttpClient, in which `[\r]` and `[0x0a]` are characters."""
    return word.replaced(_WIRE, _wire)


def _backslash(found: re.Match[str]) -> str:
    if found["high"] is not None:
        return chr(0x10000 + ((int(found["high"], 16) - 0xD800) << 10) + int(found["low"], 16) - 0xDC00)
    if found["code"] is not None:
        return chr(int(found["code"], 16))
    if found["bytes"] is not None:
        return bytes.fromhex(found["bytes"].replace("\\x", "")).decode("utf-8", "replace")
    other = found["other"]
    return "" if other == "\n" else _SIMPLE.get(other, other)


def _backtick(found: re.Match[str]) -> str:
    if found["hex"] is not None or found["number"] is not None:
        code = int(found["hex"], 16) if found["hex"] is not None else int(found["number"][:9])
        return chr(code) if code <= _LARGEST else found.group()
    other = found["other"]
    return '"' if other is None else "" if other == "\n" else _SIMPLE.get(other, other)


def _wire(found: re.Match[str]) -> str:
    if found["bytes"] is not None:
        digits = re.findall(r"0x([0-9a-fA-F]{1,2})", found["bytes"])
        return bytes(int(digit, 16) for digit in digits).decode("utf-8", "replace")
    return _SIMPLE[found["other"]]
