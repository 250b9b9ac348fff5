"""The named sets of characters in Java's regular expressions, as the inside of an RE2 character class."""

LINE_BREAKS = r"\n\r\x{85}\x{2028}\x{2029}"

BY_LETTER = {
    "d": r"\d",
    "D": r"\D",
    "w": r"\w",
    "W": r"\W",
    "s": r"[:space:]",
    "S": r"[:^space:]",
    "h": r" \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}",
    "H": (
        r"\x00-\x08\n-\x1F!-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{180D}\x{180F}-\x{1FFF}\x{200B}-\x{202E}\x{2030}-\x{205E}"
        r"\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF}"
    ),
    "v": r"\n\x0B\f\r\x{85}\x{2028}\x{2029}",
    "V": r"\x00-\x09\x0E-\x{84}\x{86}-\x{2027}\x{202A}-\x{10FFFF}",
}
"""What `\\d` and its relatives match. RE2's `\\s` lacks the vertical tab, which Java's has."""

POSIX = frozenset(
    [
        "Lower",
        "Upper",
        "ASCII",
        "Alpha",
        "Digit",
        "Alnum",
        "Punct",
        "Graph",
        "Print",
        "Blank",
        "Cntrl",
        "XDigit",
        "Space",
    ],
)
"""Java's POSIX classes, which are ASCII only, like RE2's of the same names."""

CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "C",
        "Cc",
        "Cf",
        "Co",
    ]
)
"""The Unicode categories that both engines know."""

CONTROLS = {"t": r"\t", "n": r"\n", "r": r"\r", "f": r"\f", "a": r"\x07", "e": r"\x1B"}
"""The escapes of control characters."""


def named(name: str, *, negated: bool) -> str | None:
    """The inside of a class for `\\p{name}`; None for a name that RE2 does not have."""
    plain = name.removeprefix("Is") if name.startswith("Is") and len(name) > 2 else name
    if name in POSIX:
        return f"[:{'^' if negated else ''}{name.lower()}:]"
    if plain in CATEGORIES or (plain != name and plain.isalpha()):
        return f"\\{'P' if negated else 'p'}{{{plain}}}"
    return None


def literal(code: int) -> str:
    """One character, written so that it has no other meaning."""
    character = chr(code)
    return character if character.isalnum() and code < 128 else f"\\x{{{code:X}}}"
