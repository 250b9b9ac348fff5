"""Numbers in words, as the cloud's number prompts say them."""

from decimal import Decimal

MAX_PLACES = 40
"""Maximum number of spoken decimal places: a Decimal has no more."""

_SMALL = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = (
    *("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion"),
    *("octillion", "nonillion", "decillion", "undecillion", "duodecillion"),
)
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def integer_words(value: int) -> str:
    """An integer in words: -500 is `negative five hundred`."""
    if value < 0:
        return f"negative {integer_words(-value)}"
    if value == 0:
        return _SMALL[0]
    groups: list[str] = []
    for scale in _SCALES:
        value, group = divmod(value, 1000)
        if group:
            groups.append(f"{_below_thousand(group)} {scale}".rstrip())
        if value == 0:
            break
    return " ".join(reversed(groups))


def _below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest:
        words.append(_below_hundred(rest))
    return " ".join(words)


def _below_hundred(value: int) -> str:
    if value < 20:
        return _SMALL[value]
    tens, ones = divmod(value, 10)
    return f"{_TENS[tens]} {_SMALL[ones]}" if ones else _TENS[tens]


def digit_words(text: str) -> str:
    """The decimal digits of a text, one by one; other characters are ignored."""
    return " ".join(_SMALL[int(character)] for character in text if character in "0123456789")


def decimal_words(value: Decimal, *, places: int | None = None, one_by_one: bool = False) -> str:
    """A Decimal in words: 125.25 is `one hundred twenty five point two five`.

    `places` is the number of spoken decimal places, truncated, not rounded, and padded with zeros (documented); without
    it all are spoken except trailing zeros. `one_by_one` also speaks the digits before the point one by one.
    """
    whole, _, fraction = format(value.copy_abs(), "f").partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    else:
        places = min(max(places, 0), MAX_PLACES)
        fraction = fraction[:places].ljust(places, "0")
    words = digit_words(whole) if one_by_one else integer_words(int(whole))
    if fraction:
        words = f"{words} point {digit_words(fraction)}"
    is_negative = value < 0 and bool((whole + fraction).strip("0"))
    return f"negative {words}" if is_negative else words


def ordinal_words(value: int) -> str:
    """An integer as an ordinal: 201 is `two hundred and first`.

    Numbers below 1 and above 999 are spoken as plain numbers (documented).
    """
    if not 1 <= value <= 999:
        return integer_words(value)
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _as_ordinal(_below_hundred(rest))
    if not rest:
        return _as_ordinal(f"{_SMALL[hundreds]} hundred")
    return f"{_SMALL[hundreds]} hundred and {_as_ordinal(_below_hundred(rest))}"


def _as_ordinal(words: str) -> str:
    front, _, last = words.rpartition(" ")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last = f"{last}th"
    return f"{front} {last}".lstrip()
