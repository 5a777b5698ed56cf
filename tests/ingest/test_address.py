"""Feeds cannot make us ask our own network: by name, by number, or by changing their mind."""

import asyncio
import ipaddress
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.address import is_public
from ingest.client import CheckedTransport, open_client
from ingest.fetch import fetch
from ingest.refusal import BadTls, ForbiddenAddress, HttpError, Refusal
from stoep.settings import Settings
from tests.ingest.faultfeed import fault_feed, raw

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
    "2001::1", "::127.0.0.1", "100::1",
]  # fmt: skip
PUBLIC = ["9.9.9.9", "145.97.1.1", "2a00:1450:4001::1", "::ffff:9.9.9.9", "64:ff9b::909:909"]


@pytest.mark.parametrize("told", PRIVATE)
def test_addresses_that_are_not_of_the_internet(told: str) -> None:
    assert not is_public(ipaddress.ip_address(told))


@pytest.mark.parametrize("told", PUBLIC)
def test_addresses_of_the_internet(told: str) -> None:
    assert is_public(ipaddress.ip_address(told))


async def _ask(url: str, http: httpx.AsyncClient) -> bytes:
    return (await fetch(url, http, deadline_s=5, max_bytes=10_000)).body


def ask(url: str, private_hosts: str = "") -> bytes:
    async def run() -> bytes:
        async with open_client(Settings(fetch_private_hosts=private_hosts)) as http:
            return await _ask(url, http)

    return asyncio.run(run())


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]",
     "[::ffff:127.0.0.1]", "①②⑦.0.0.1", "127.0.0.1.", "LOCALHOST"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_f25_our_own_machine_is_not_asked_however_it_is_written(host: str, scheme: str) -> None:
    with canary() as (port, visits), pytest.raises(Refusal) as refused:
        ask(f"{scheme}://{host}:{port}/")
    assert visits == []
    assert isinstance(refused.value, HttpError)


@contextmanager
def canary() -> Iterator[tuple[int, list[Any]]]:
    """A listener that nobody should reach, and who did."""
    visits: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        yield listener.getsockname()[1], visits
        with suppress(TimeoutError):
            visits.append(listener.accept()[1])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://9.9.9.9/", "ftp://9.9.9.9/x"])
def test_f25_only_http_is_spoken(url: str) -> None:
    with pytest.raises(HttpError):
        ask(url)


def test_plain_http_is_refused_with_the_remedy() -> None:
    with pytest.raises(ForbiddenAddress, match="https"):
        ask("http://9.9.9.9/")


def test_a_host_that_was_named_may_be_private() -> None:
    async def run() -> bytes:
        async with fault_feed(feed=raw(b"{}")) as server:
            async with open_client(Settings(fetch_private_hosts="x, 127.0.0.1")) as http:
                return await _ask(server.url(), http)

    assert asyncio.run(run()) == b"{}"


def test_f25_a_name_that_changes_its_mind_is_asked_where_it_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first look-up gives an address of the internet, any later one this machine."""
    answers = iter(["9.9.9.9"])
    asked = []

    async def lookup(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (next(answers, "127.0.0.1"), port))]

    with canary() as (port, visits):

        async def run() -> None:
            monkeypatch.setattr(asyncio.get_running_loop().__class__, "getaddrinfo", lookup)
            async with open_client(Settings()) as http, asyncio.timeout(1):
                await http.get(f"https://rebinding.example:{port}/")

        with pytest.raises((TimeoutError, httpx.TransportError)):
            asyncio.run(run())
    assert asked[0] == "rebinding.example"
    assert set(asked) <= {"rebinding.example", "9.9.9.9"}
    assert visits == []


def test_one_private_address_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lookup(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (told, port)) for told in ("9.9.9.9", "10.0.0.1")]

    async def run() -> None:
        monkeypatch.setattr(asyncio.get_running_loop().__class__, "getaddrinfo", lookup)
        async with open_client(Settings()) as http:
            await _ask("https://two.example/", http)

    with pytest.raises(ForbiddenAddress, match=r"10\.0\.0\.1"):
        asyncio.run(run())


# --- certificates ------------------------------------------------------------------------------


def _certificate(folder: Path, name: str, days: int) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS for one name, and the authority that vouches for it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


def _over_tls(
    tmp_path: Path,
    name: str,
    days: int,
    *,
    trusted: bool,
    version: ssl.TLSVersion | None = None,
    ask_anything: bool = False,
) -> bytes:
    """Ask `localhost` of a server that shows a certificate for `name`, and speaks one version.

    `ask_anything`: as a client would that takes any version.
    """
    context, authority = _certificate(tmp_path, name, days)
    if version is not None:
        _speak(context, version)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await raw(b"{}")(writer)
        writer.close()

    async def run() -> bytes:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        transport = CheckedTransport(frozenset({"localhost"}))
        if trusted:
            verify = ssl.create_default_context(cafile=str(authority))
            if ask_anything and version is not None:
                _speak(verify, version)
            transport._by_host["localhost"] = httpx.AsyncHTTPTransport(verify=verify)
        async with server, httpx.AsyncClient(transport=transport) as http:
            return await _ask(f"https://localhost:{port}/", http)

    return asyncio.run(run())


def _speak(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    """Make it speak this version and no other, however old."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = version
        context.minimum_version = version


def test_the_certificate_is_that_of_the_name_not_of_the_address(tmp_path: Path) -> None:
    assert _over_tls(tmp_path, "localhost", 10, trusted=True) == b"{}"


@pytest.mark.parametrize(
    ("name", "days", "trusted"),
    [("localhost", -1, True), ("other.example", 10, True), ("localhost", 10, False)],
    ids=["expired", "of another host", "signed by nobody"],
)
def test_f26_a_certificate_that_proves_nothing_is_refused(
    tmp_path: Path, name: str, days: int, trusted: bool
) -> None:
    with pytest.raises(BadTls):
        _over_tls(tmp_path, name, days, trusted=trusted)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_f26_an_old_version_of_tls_is_refused(tmp_path: Path, version: ssl.TLSVersion) -> None:
    """By us: the server speaks it, and a client that takes anything gets its answer."""
    known = {"trusted": True, "version": version}
    assert _over_tls(tmp_path, "localhost", 10, **known, ask_anything=True) == b"{}"
    with pytest.raises(BadTls, match=r"TLS 1\.2"):
        _over_tls(tmp_path, "localhost", 10, **known)


def test_f26_the_oldest_that_is_spoken_is_1_2(tmp_path: Path) -> None:
    version = ssl.TLSVersion.TLSv1_2
    assert _over_tls(tmp_path, "localhost", 10, trusted=True, version=version) == b"{}"


def test_f26_the_check_is_nowhere_switched_off() -> None:
    root = Path(__file__).parent.parent.parent
    written = "verify=" + "False"
    files = [
        p for folder in ("ingest", "api", "stoep", "zones") for p in root.glob(f"{folder}/**/*.py")
    ]
    assert len(files) > 60
    assert [p for p in files if written in p.read_text()] == []
