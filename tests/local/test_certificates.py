"""The certificates of `serve --tls`: kept, private, renewed, and good only for the server's names."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

import architrave
from architrave.local.certificates import AUTHORITY, CHAIN, KEY, CannotKeepCertificate, certificate_for
from tests.server.conftest import EXAMPLE, LAUNCHER

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
NAMES = ("login.genesys.test", "api.genesys.test")


def test_the_files_are_kept_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    hidden = tmp_path / ".architrave"
    first = certificate_for(hidden, NAMES, NOW)
    before = {path.name: path.read_bytes() for path in first.authority.parent.iterdir()}
    again = certificate_for(hidden, NAMES, NOW + timedelta(days=300))
    assert (first.is_new, again.is_new) == (True, False)
    assert {path.name: path.read_bytes() for path in again.authority.parent.iterdir()} == before
    assert {path.stat().st_mode & 0o777 for path in first.authority.parent.iterdir()} == {0o600}
    assert before.keys() == {AUTHORITY, CHAIN, KEY}  # not the authority's key: nobody needs it any more
    assert first.authority.parent.stat().st_mode & 0o777 == hidden.stat().st_mode & 0o777 == 0o700


def broken(path: Path) -> None:
    path.write_text("-----BEGIN CERTIFICATE-----\nnonsense", encoding="utf-8")


CHANGES = {
    "soon expired": lambda _folder: {"now": NOW + timedelta(days=340)},
    "expired": lambda _folder: {"now": NOW + timedelta(days=400)},
    "not valid yet": lambda _folder: {"now": NOW - timedelta(days=1)},
    "another name": lambda _folder: {"names": (*NAMES, "erp.test")},
    "no authority": lambda folder: (folder / AUTHORITY).unlink(),
    "a broken authority": lambda folder: broken(folder / AUTHORITY),
    "a broken key": lambda folder: broken(folder / KEY),
    "another's key": lambda folder: certificate_for(folder / "other", NAMES, NOW).key.replace(folder / KEY) and None,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_they_are_made_again_when_they_must_be(tmp_path: Path, change) -> None:
    first = certificate_for(tmp_path, NAMES, NOW)
    asked = {"names": NAMES, "now": NOW} | (change(first.authority.parent) or {})
    assert certificate_for(tmp_path, **asked).is_new
    assert not certificate_for(tmp_path, **asked).is_new


def test_fewer_names_need_nothing_new(tmp_path: Path) -> None:
    certificate_for(tmp_path, NAMES, NOW)
    assert not certificate_for(tmp_path, NAMES[:1], NOW).is_new


def test_the_authority_vouches_only_for_the_servers_names(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, NAMES, NOW)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = {str(name.value) for name in limits.value.permitted_subtrees or ()}
    assert permitted == {"localhost", "127.0.0.1/32", "::1/128", *NAMES}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotKeepCertificate, match="Make the folder writable"):
        certificate_for(tmp_path / "file", NAMES, NOW)


def test_a_server_speaks_tls_to_those_who_trust_it(tmp_path: Path) -> None:
    certificate = certificate_for(tmp_path, NAMES)
    trusting = ssl.create_default_context(cafile=str(certificate.authority))
    with architrave.open(EXAMPLE, environment={}) as platform:
        server = platform.serve(names=frozenset(NAMES), certificate=certificate)
        assert server.url.startswith("https://127.0.0.1:")
        assert server.certificate == certificate.authority
        with httpx.Client(verify=trusting, base_url=server.url) as http:
            grant = {"grant_type": "client_credentials"}
            assert http.post("/oauth/token", auth=LAUNCHER, data=grant).status_code == 200
            for name, status in (("login.genesys.test", 200), ("evil.example", 421)):
                assert http.get("/architrave/health", headers={"Host": name}).status_code == status
        with httpx.Client(base_url=server.url) as stranger, pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
            stranger.get("/architrave/health")
