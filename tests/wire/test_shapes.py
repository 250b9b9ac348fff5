"""The JSON of shapes."""

import pytest

from architrave.wire import encode, iso_instant
from architrave.wire.dates import parse_instant
from architrave.wire.errors import ErrorBody, LoginError
from architrave.wire.paging import listing


def test_lists_of_an_error_are_always_present_and_nothing_is_null():
    body = ErrorBody(message="m", code="c", status=400, context_id="x", details=[], errors=[])
    assert encode(body) == b'{"message":"m","code":"c","status":400,"contextId":"x","details":[],"errors":[]}'


def test_the_logins_errors_keep_their_own_names():
    assert encode(LoginError(error="e", description="d", error_description="d")) == (
        b'{"error":"e","description":"d","error_description":"d"}'
    )


INSTANTS = [
    (0, "1970-01-01T00:00:00.000Z"),
    (1_742_935_405_890, "2025-03-25T20:43:25.890Z"),
    (-1, "1969-12-31T23:59:59.999Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
]


@pytest.mark.parametrize(("milliseconds", "text"), INSTANTS)
def test_instants(milliseconds, text):
    assert iso_instant(milliseconds) == text
    assert parse_instant(text) == milliseconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("1970-01-01", 0), ("1970-01-01T01:00:00+01:00", 0), ("1970-01-01T00:00:01", 1000), ("soon", None), ("", None)],
)
def test_instants_as_they_are_sent(text, milliseconds):
    assert parse_instant(text) == milliseconds


PAGES = [
    # total, page, size: pages, has next, has previous
    (0, 1, 25, 0, False, False),
    (25, 1, 25, 1, False, False),
    (26, 1, 25, 2, True, False),
    (26, 2, 25, 2, False, True),
    (26, 9, 25, 2, False, False),
]


@pytest.mark.parametrize(("total", "number", "size", "pages", "has_next", "has_previous"), PAGES)
def test_pages(total, number, size, pages, has_next, has_previous):
    page = listing(
        [], total=total, page_number=number, page_size=size, path="/p", query=[("name", "a&b"), ("pageSize", "1")]
    )
    assert (page.page_count, page.next_uri is not None, page.previous_uri is not None) == (
        pages,
        has_next,
        has_previous,
    )
    assert page.self_uri == f"/p?pageSize={size}&pageNumber={number}&name=a%26b"
