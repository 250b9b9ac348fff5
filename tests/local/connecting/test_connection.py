"""What each client is told: every value is filled in, and no secret is shown unasked."""

from pathlib import Path

import pytest

from architrave.local.connecting.connection import CLIENTS, Connection, takes_cloud_names, text_for

NAMES = ("api.genesys.test", "login.genesys.test")
PLAIN = Connection("http://127.0.0.1:8642", "erp-sync")
SECURE = Connection("https://127.0.0.1:8642", "erp-sync", "dev-only", "/org/.architrave/tls/ca.pem", NAMES)
WITHOUT = {"archy"}
"""Clients that cannot be pointed at a server."""


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("connection", [PLAIN, SECURE], ids=["plain", "tls"])
def test_every_text_names_the_server_and_the_client(client: str, connection: Connection) -> None:
    text = text_for(client, connection)
    assert "<<" not in text
    assert "| " not in text.replace("|| ", "")
    assert "dev-only" not in text or connection is SECURE
    if client not in WITHOUT:
        assert "8642" in text
        assert "erp-sync" in text
        assert "SECRET" in text or connection is SECURE
        assert ("/org/.architrave/tls/ca.pem" in text) is (connection is SECURE)


def test_every_text_has_a_client() -> None:
    texts = Path(__file__).parents[3] / "src/architrave/local/connecting/texts"
    assert {path.stem for path in texts.iterdir()} == set(CLIENTS)


HOSTILE = Connection("http://127.0.0.1:8642", "a\"b$(id) ';`x`", "s'ecret")


def test_values_are_quoted_for_where_they_are() -> None:
    assert """-u 'a"b$(id) '"'"';`x`':'s'"'"'ecret'""" in text_for("curl", HOSTILE)
    assert r"""("a\"b$(id) ';`x`", "s'ecret")""" in text_for("python", HOSTILE)


def test_java_logs_in_by_name() -> None:
    text = text_for("java", SECURE)
    assert 'withBasePath("https://api.genesys.test:8642")' in text
    assert "127.0.0.1 api.genesys.test login.genesys.test" in text
    assert "--server-name" in text_for("java", PLAIN)


def test_terraform_warns_of_credentials_in_the_cloud() -> None:
    assert "gateway {" in text_for("terraform", PLAIN)
    assert "real cloud" in text_for("terraform", PLAIN)


@pytest.mark.parametrize(
    ("names", "expected"), [((), False), (NAMES, False), (("login.mypurecloud.de",), True), (("x.pure.cloud",), False)]
)
def test_names_of_the_cloud_are_noticed(names: tuple[str, ...], expected: bool) -> None:
    assert takes_cloud_names(Connection("http://127.0.0.1:1", "c", names=names)) is expected
