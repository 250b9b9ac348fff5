"""Maps each character of a scalar to its place in the file, through quotes, escapes and block text."""

from architrave.flows.yaml import Scalar

_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEX = {"x": 2, "u": 4, "U": 8}


def offsets_of(scalar: Scalar, text: str) -> list[int] | None:
    """The offset in `text` of each character of a scalar, and of its end; None if that is uncertain.

    `text` is what was parsed. Plain and quoted scalars on one line and literal blocks (`|`) can be mapped.
    """
    written = text[scalar.start : scalar.end]
    if scalar.plain:
        found = written, list(range(len(written) + 1))
    elif written.startswith("'"):
        found = _single(written)
    elif written.startswith('"'):
        found = _double(written)
    elif written.startswith("|"):
        found = _literal(written, text, scalar.start)
    else:
        return None
    if found is None or found[0] != scalar.text:
        return None
    return [scalar.start + offset for offset in found[1]]


def _single(written: str) -> tuple[str, list[int]]:
    characters: list[str] = []
    offsets: list[int] = []
    at, end = 1, len(written) - 1
    while at < end:
        offsets.append(at)
        characters.append(written[at])
        at += 2 if written[at] == "'" else 1
    return "".join(characters), [*offsets, end]


def _double(written: str) -> tuple[str, list[int]] | None:
    characters: list[str] = []
    offsets: list[int] = []
    at, end = 1, len(written) - 1
    while at < end:
        offsets.append(at)
        if written[at] != "\\":
            characters.append(written[at])
            at += 1
            continue
        escape = written[at + 1]
        if escape in _HEX:
            digits = written[at + 2 : at + 2 + _HEX[escape]]
            characters.append(chr(int(digits, 16)))
            at += 2 + len(digits)
        elif escape in _ESCAPES:
            characters.append(_ESCAPES[escape])
            at += 2
        else:
            return None
    return "".join(characters), [*offsets, end]


def _literal(written: str, text: str, start: int) -> tuple[str, list[int]] | None:
    header, _, body = written.partition("\n")
    lines = body.split("\n")
    indent = next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), 0)
    characters: list[str] = []
    offsets: list[int] = []
    at = len(header) + 1
    for line in lines:
        for column, character in enumerate(line[indent:]):
            characters.append(character)
            offsets.append(at + indent + column)
        characters.append("\n")
        offsets.append(at + len(line))
        at += len(line) + 1
    whole = "".join(characters)
    content = whole.rstrip("\n")
    # What follows the last line depends on the header: `|` keeps one line break, `|-` none, `|+` all.
    keep = {"|-": 0, "|": 1}.get(header.split("#")[0].strip())
    if keep is None or not content:
        return None
    length = len(content) + keep
    return whole[:length], [*offsets, min(at, len(text) - start)][: length + 1]
