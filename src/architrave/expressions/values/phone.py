"""PhoneNumber: a telephone number or SIP address, read from text."""

from dataclasses import dataclass
from functools import lru_cache

DEFAULT_REGION = "US"
"""The region of a number without an international prefix (assumed; the documented examples are American)."""


@dataclass(frozen=True, slots=True, eq=False)
class PhoneNumber:
    """A phone number. `raw` is the original text, `uri` the `tel:` or `sip:` address.

    Two `tel` numbers are equal if their full international numbers are, even if only one was written in full
    (documented); two `sip` addresses if their uris are; others if their raw texts are.
    """

    raw: str
    scheme: str | None
    uri: str
    dialing_code: str | None = None
    subscriber_number: str | None = None
    e164: str | None = None
    normalized: str | None = None

    @property
    def is_tel(self) -> bool:
        """Whether it is a telephone number."""
        return self.scheme == "tel"

    @property
    def is_sip(self) -> bool:
        """Whether it is a SIP address, with or without TLS."""
        return self.scheme == "sip"

    @property
    def is_global(self) -> bool:
        """Whether it was written in full, with the international prefix."""
        return self.e164 is not None

    def _key(self) -> tuple[str | None, str]:
        return self.scheme, self.normalized or self.uri

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PhoneNumber) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


@lru_cache(maxsize=1024)
def read_phone_number(text: str) -> PhoneNumber:
    """Reads a PhoneNumber from text.

    Digits with the usual punctuation, with or without `tel:`, are a telephone number; `sip:` and `sips:` addresses have
    the scheme `sip` (documented); any other text has no scheme, only its raw text (documented for equality).
    """
    stripped = text.strip()
    prefix, colon, rest = stripped.partition(":")
    scheme = prefix.lower() if colon else ""
    if scheme in ("sip", "sips"):
        return PhoneNumber(text, "sip", f"{scheme}:{rest.rstrip('@')}")
    number = rest if scheme == "tel" else stripped
    if scheme not in ("", "tel") or not _looks_like_number(number):
        return PhoneNumber(text, None, stripped)
    return _telephone(text, number)


def _looks_like_number(number: str) -> bool:
    body = number.partition(";")[0]
    return any(letter.isdigit() for letter in body) and all(
        (letter.isascii() and letter.isdigit()) or letter in "+*#()-./ " for letter in body
    )


def _telephone(raw: str, number: str) -> PhoneNumber:
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    uri = f"tel:{number}"
    try:
        parsed = parse(number, DEFAULT_REGION)
    except NumberParseException:
        digits = "".join(filter(str.isdigit, number.partition(";")[0]))
        return PhoneNumber(raw, "tel", uri, subscriber_number=digits)
    full = format_number(parsed, PhoneNumberFormat.E164)
    zeros = "0" * (parsed.number_of_leading_zeros or 1) if parsed.italian_leading_zero else ""
    is_global = number.lstrip().startswith("+")
    return PhoneNumber(
        raw,
        "tel",
        uri,
        dialing_code=str(parsed.country_code),
        subscriber_number=f"{zeros}{parsed.national_number}",
        e164=full if is_global else None,
        normalized=full,
    )
