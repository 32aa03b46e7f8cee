"""A certificate authority of the test's own, and a certificate of it for this machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

pytest.importorskip("cryptography", reason="certificates are made with the package cryptography")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = b"example-password"


@attrs.frozen
class Certificates:
    """PEM files: the authority's certificate, that of `localhost` with its key, the key under a password, and a key of something else."""

    ca: Path
    cert: Path
    key: Path
    locked_key: Path
    other_key: Path


def make(folder: Path) -> Certificates:
    """Write all of them into a folder."""
    folder.mkdir()
    files = {field.name: folder / f"{field.name}.pem" for field in attrs.fields(Certificates)}
    authority, own, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    ca = _signed("Demo CA", authority, authority, "Demo CA", authority=True)
    cert = _signed("localhost", own, authority, "Demo CA", authority=False)
    files["ca"].write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    files["cert"].write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    files["key"].write_bytes(_pem(own, serialization.NoEncryption()))
    files["locked_key"].write_bytes(_pem(own, serialization.BestAvailableEncryption(PASSWORD)))
    files["other_key"].write_bytes(_pem(other, serialization.NoEncryption()))
    return Certificates(**files)


def _pem(key: ec.EllipticCurvePrivateKey, encryption: serialization.KeySerializationEncryption) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _signed(
    name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, issuer: str, *, authority: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    uses = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False, **uses
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", "-"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
