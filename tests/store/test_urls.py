"""A password of a database is in no message, wherever in the URL it is written."""

import pytest
import sqlalchemy as sa

from architrave.store import open_store
from architrave.store.urls import shown_url, without_secrets

SECRET = "s3cr-et"
URLS = [
    f"postgresql://u:{SECRET}@127.0.0.1:1/d",
    f"postgresql://u@127.0.0.1:1/d?password={SECRET}",
    f"postgresql://127.0.0.1:1/d?user=u&password={SECRET}&sslmode=disable",
    f"postgresql://u@127.0.0.1:1/d?sslpassword={SECRET}&sslkey={SECRET}",
    f"postgresql://u@127.0.0.1:1/d?options=-c%20x%3D{SECRET}",
    f"postgresql://u:{SECRET}@127.0.0.1:port/d?password={SECRET}",
    f"postgres://u:{SECRET}@",
    f"postgresql://u:{SECRET}@[/d",
]


@pytest.mark.parametrize("url", URLS)
def test_a_database_that_cannot_be_opened(url: str) -> None:
    pytest.importorskip("psycopg")
    store, diagnostics = open_store(url)
    assert store is None
    shown = " ".join(f"{item.message} {item.file} {item.help}" for item in diagnostics)
    assert SECRET not in shown


def test_what_is_no_secret_stays() -> None:
    url = sa.make_url(f"postgresql://u:{SECRET}@h:5/d?sslmode=require&password={SECRET}&options=x")
    assert shown_url(url) == "postgresql://u:***@h:5/d?options=***&password=***&sslmode=require"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (f"bad dsn: host=h password={SECRET} dbname=d", "bad dsn: host=h password=*** dbname=d"),
        (f"password = '{SECRET} x'", "password = ***"),
        (f"cannot parse postgresql://u:{SECRET}@h/d", "cannot parse postgresql://u:***@h/d"),
        ("connection refused at h:5", "connection refused at h:5"),
    ],
)
def test_messages_of_drivers(message: str, shown: str) -> None:
    assert without_secrets(message) == shown
