"""Certificates for `serve --tls`: a certificate authority of one organization, and the server's certificate.

Both are made on this machine and kept in the organization's hidden folder, readable only by their owner. The authority
can vouch only for the names of the server (name constraints, RFC 5280), and its key is forgotten once it has signed, so
that a program that trusts it trusts nothing else. It is kept until a name is added or it is about to expire; then both
are made again, in the same files.
"""

import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from architrave.store.folders import make_folder

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FOLDER = "tls"
AUTHORITY, CHAIN, KEY = "ca.pem", "server.pem", "server.key"
_ALWAYS = ("localhost", "127.0.0.1", "::1")
_DAYS = 397
"""How long both are valid: no client accepts a longer one."""
_RENEWED_BEFORE = timedelta(days=60)
_CLOCKS_DIFFER = timedelta(hours=1)
_MISSING = "--tls needs the extra `tls`. Install it with: pip install 'architrave[tls]'"


class CannotKeepCertificate(Exception):  # noqa: N818 - shown to the person who started the server
    """The files cannot be written, or the library is missing. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's certificate: the files of its authority, which clients trust, of its chain, and of its key.

    `is_new`: the authority was made just now, so that clients with a copy of it need the new one.
    """

    authority: Path
    chain: Path
    key: Path
    names: tuple[str, ...]
    is_new: bool = False

    def context(self) -> ssl.SSLContext:
        """What a server needs to speak TLS 1.2 or 1.3."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.chain, self.key)
        return context


def certificate_for(hidden: Path, names: Iterable[str], now: datetime | None = None) -> Certificate:
    """The certificate for a server with these names, besides the loopback names: the one that is kept, or a new one.

    `hidden` is the organization's hidden folder. Raises CannotKeepCertificate.
    """
    moment = now or datetime.now(UTC)
    every = tuple(dict.fromkeys((*_ALWAYS, *(name for name in names if name))))
    folder = hidden / FOLDER
    kept = Certificate(folder / AUTHORITY, folder / CHAIN, folder / KEY, every)
    try:
        if _is_usable(kept, moment):
            return kept
        make_folder(hidden, 0o700)
        folder.mkdir(mode=0o700, exist_ok=True)
        _make(folder, every, moment)
    except ImportError:
        raise CannotKeepCertificate(_MISSING) from None
    except OSError as problem:
        raise CannotKeepCertificate(
            f"Cannot keep the certificate in {folder}: {problem.strerror or problem}. Make the folder writable."
        ) from None
    return Certificate(kept.authority, kept.chain, kept.key, every, is_new=True)


def _is_usable(kept: Certificate, now: datetime) -> bool:
    """Whether the files are there, fit together, have all names, and are valid for a while."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        certificate = x509.load_pem_x509_certificate(kept.chain.read_bytes())
        authority = x509.load_pem_x509_certificate(kept.authority.read_bytes())
        key = load_pem_private_key(kept.key.read_bytes(), None)
        certificate.verify_directly_issued_by(authority)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except FileNotFoundError:
        return False
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with the files, new ones are right
        return False
    wanted = {_general_name(name) for name in kept.names}
    is_valid = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - _RENEWED_BEFORE
    return is_valid and wanted <= set(names) and key.public_key() == certificate.public_key()


def _make(folder: Path, names: tuple[str, ...], now: datetime) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import ExtendedKeyUsageOID

    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"Architrave local authority {now:%Y-%m-%d %H:%M:%S}")
    subtrees = [_general_name(name, as_network=True) for name in names]
    usage = _usage(signs_certificates=True)
    authority_id = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
    authority = (
        _begun(issuer, issuer, authority_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(subtrees, None), critical=True)
        .add_extension(authority_id, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _begun(_name("Architrave"), issuer, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / KEY, _private(key))
    _write(folder / CHAIN, certificate.public_bytes(Encoding.PEM))
    _write(folder / AUTHORITY, authority.public_bytes(Encoding.PEM))


def _begun(
    subject: "x509.Name", issuer: "x509.Name", key: "EllipticCurvePrivateKey", now: datetime
) -> "x509.CertificateBuilder":
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + timedelta(days=_DAYS))
    )


def _name(text: str) -> "x509.Name":
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _general_name(name: str, *, as_network: bool = False) -> "x509.GeneralName":
    from cryptography import x509

    try:
        return x509.IPAddress(ip_network(name) if as_network else ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs_certificates: bool) -> "x509.KeyUsage":
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _private(key: "EllipticCurvePrivateKey") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Replace a file by one that only its owner can read, at once."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    new.replace(path)
