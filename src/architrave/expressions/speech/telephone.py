"""Telephone numbers in words."""

from architrave.expressions.speech.numbers import digit_words
from architrave.expressions.values.phone import PhoneNumber


def number_words(number: PhoneNumber, form: str) -> str:
    """A telephone number digit by digit; empty for anything else, such as a SIP address.

    `form` is a name under `Format.PhoneNumber`: `global` with `plus` and the country code, `local` as dialed within its
    country, with that country's leading digit if it has one (documented).
    """
    if not number.is_tel or number.normalized is None:
        return digit_words(number.subscriber_number or "") if number.is_tel else ""
    if form == "local":
        return digit_words(_national(number.normalized))
    return f"plus {digit_words(number.normalized)}"


def _national(number: str) -> str:
    from phonenumbers import PhoneNumberFormat, format_number, parse

    return format_number(parse(number), PhoneNumberFormat.NATIONAL)
