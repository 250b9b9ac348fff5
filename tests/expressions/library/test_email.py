"""E-mail addresses: making them and splitting them into parts."""

import pytest

from architrave.expressions.types import Type
from architrave.expressions.values import Record
from tests.expressions.world import text


@pytest.mark.parametrize(
    ("address", "local", "domain"),
    [
        ("ada@example.com", "ada", "example.com"),
        (" ada@example.com ", "ada", "example.com"),
        ("a@b@example.com", "a@b", "example.com"),
        ("abc", "NOT_SET", "NOT_SET"),
        ("@example.com", "NOT_SET", "NOT_SET"),
        ("ada@", "NOT_SET", "NOT_SET"),
        ("", "NOT_SET", "NOT_SET"),
    ],
)
def test_parts(address: str, local: str, domain: str) -> None:
    assert text(f'EmailAddressLocalPart("{address}")') == local
    assert text(f'EmailAddressDomainPart("{address}")') == domain
    assert text(f'EmailAddressLocalPart(MakeEmailAddress("{address}"))') == local
    assert text(f'EmailAddressDomainPart(MakeEmailAddress("{address}", "Ada"))') == domain


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ('MakeEmailAddress("ada@example.com", "Ada").name', "Ada"),
        ('MakeEmailAddress("ada@example.com", ToString(NOT_SET)).name', "NOT_SET"),
        ('MakeEmailAddress("ada@example.com") == MakeEmailAddress("ada@example.com")', "true"),
        ('MakeEmailAddress("ada@example.com") == MakeEmailAddress("bob@example.com")', "false"),
        ("EmailAddressDomainPart(ToString(NOT_SET))", "NOT_SET"),
    ],
)
def test_addresses(expression: str, shown: str) -> None:
    assert text(expression) == shown


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("EmailAddressDomainPart(Email.Message.from)", "example.com"),
        ("EmailAddressLocalPart(Email.Message.from)", "ada"),
        ("ToString(Email.Message.from)", "ada@example.com"),
        ("Email.Message.replyTo", "NOT_SET"),
    ],
)
def test_the_addresses_of_a_message(expression: str, shown: str) -> None:
    sender = Record("cpx_email_address", {"id": "ada@example.com", "name": "Ada"})
    message = Record("cpx_email", {"id": "m-1", "from": sender})
    assert text(expression, variables={"email.message": (Type("cpx_email"), message)}) == shown
