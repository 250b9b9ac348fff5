"""`architrave connect`: which server, which client, which secret."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave
from architrave.local.connecting.connection import CLIENTS

ORG = """
clients:
  - {id: desk, authorizedGrantType: CODE, registeredRedirectUri: ['http://localhost:3000/']}
  - {id: erp, secret: dev-only-erp}
  - {id: other, secret: "${NOT_SET}"}
"""


@pytest.fixture
def connect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "org.yaml").write_text(ORG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return lambda *words: CliRunner().invoke(architrave, ["connect", *words])


def test_without_a_client_it_lists_them(connect) -> None:
    done: Result = connect()
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(CLIENTS)


def test_without_a_server_it_says_what_the_default_address_needs(connect) -> None:
    done: Result = connect("python")
    assert done.exit_code == 0
    assert 'host="http://127.0.0.1:8642"' in done.stdout
    assert 'get_client_credentials_token("erp", "SECRET")' in done.stdout
    assert "No server serves this folder" in done.stderr
    assert "--show-secret" in done.stderr


def test_a_secret_is_printed_only_if_asked(connect) -> None:
    assert "dev-only-erp" not in connect("curl").output
    assert "-u erp:dev-only-erp" in connect("curl", "--show-secret").stdout
    assert "'${NOT_SET}'" in connect("curl", "--show-secret", "--client", "other").stdout


def test_clients_have_other_names(connect) -> None:
    assert connect("CX-as-code").stdout == connect("terraform").stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("pyton",), 2, "Did you mean python?"),
        (("fax",), 2, "Use java, okhttp"),
        (("curl", "--client", "nobody"), 1, "Its clients: desk, erp, other."),
        (("curl", "--target", "127.0.0.1:1"), 2, "is not a URL"),
    ],
)
def test_what_is_wrong_is_said(connect, words: tuple[str, ...], code: int, said: str) -> None:
    done: Result = connect(*words)
    assert done.exit_code == code
    assert said in " ".join(done.stderr.split())
