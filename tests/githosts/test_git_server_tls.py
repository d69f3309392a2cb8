"""TLS as servers of one's own have it: a certificate that nobody knows, and an authority named."""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.ports.git_host import Rejected
from tests.fakes.git_server.server import REPOSITORY
from tests.githosts.contract_writes import write
from tests.githosts.git_server_lab import GitServerLab


def make_certificate(folder: Path) -> Path:
    """Make a key, and a certificate for this machine that it signs itself; both in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path)


@pytest.fixture
async def lab(tmp_path: Path, certificate: Path) -> AsyncIterator[GitServerLab]:
    lab = GitServerLab(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = TestServer(lab.server.app, scheme="https")
    await server.start_server(ssl=context)
    lab.url = str(server.make_url(f"/{REPOSITORY}"))
    yield lab
    await server.close()


async def test_a_certificate_that_nobody_knows_is_refused_with_the_mend(lab: GitServerLab) -> None:
    with pytest.raises(Rejected, match="can't be reached: ") as caught:
        await lab.host().look([])
    assert "GIT_SSL_CAINFO" in caught.value.mend
    assert lab.server.seen == []


async def test_an_authority_of_ones_own_is_named(
    lab: GitServerLab, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate))
    assert (await lab.host().look([])).head == lab.first
    sha = await lab.host().write(write(lab.first, {"a": b"1"}))
    assert lab.published().info.sha == sha
