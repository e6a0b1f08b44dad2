"""Encrypted connections to a server: proved against a root certificate, or refused with a sentence that says why.

The server of the tests is reached on a socket and does not encrypt. Before it stands a gate on the loopback network
that answers as PostgreSQL does when it is asked for TLS (protocol 3, SSLRequest), with certificates made by openssl.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

from ledger.__main__ import run as typed
from ledger.store.errors import NoServer, UntrustedServer
from ledger.store.opening import opened
from ledger.store.tls import distrust, encryption
from ledger.store.where import PostgresPlace

SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)
OPENSSL = ("openssl", "req", "-x509", "-batch", "-nodes", "-days", "2")
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


@dataclass(frozen=True)
class Certificates:
    """Root certificates, and what they signed: a server's for localhost and one for elsewhere, and a client's."""

    folder: Path

    def file(self, name: str) -> str:
        return str(self.folder / name)

    def root(self, name: str) -> None:
        self._run(
            *OPENSSL, "-subj", f"/CN={name}", "-keyout", self.file(f"{name}.key"), "-out", self.file(f"{name}.crt")
        )

    def signed(self, name: str, by: str, subject: str, *more: str) -> None:
        signer = ("-CA", self.file(f"{by}.crt"), "-CAkey", self.file(f"{by}.key"))
        keys = ("-keyout", self.file(f"{name}.key"), "-out", self.file(f"{name}.crt"))
        basics = ("-addext", "basicConstraints=critical,CA:FALSE")
        self._run(*OPENSSL, *KEY, *signer, "-subj", f"/CN={subject}", *basics, *more, *keys)
        (self.folder / f"{name}.key").chmod(0o600)

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    made = Certificates(tmp_path_factory.mktemp("certificates"))
    for root in ("root", "stranger"):
        made.root(root)
    made.signed("server", "root", "localhost", "-addext", "subjectAltName=DNS:localhost")
    made.signed("elsewhere", "root", "elsewhere.example", "-addext", "subjectAltName=DNS:elsewhere.example")
    made.signed("client", "root", "postgres")
    return made


class Gate:
    """A port of this machine before the server: with a certificate it encrypts, without one it passes bytes on."""

    def __init__(self, server: str, context: ssl.SSLContext | None) -> None:
        url = make_url(server)
        folder = str(url.query["host"])
        self._behind, self._context, self._user = f"{folder}/.s.PGSQL.{url.port or 5432}", context, url.username
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.plain = b""
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with suppress(OSError, ssl.SSLError), client, server:
            server.connect(self._behind)
            if self._context is None:
                threading.Thread(target=self._pass_on, args=(server, client), daemon=True).start()
                self._pass_on(client, server)
                return
            asked = client.recv(8)
            if asked != SSL_REQUEST:
                self.plain += asked
                return
            client.sendall(b"S")
            with self._context.wrap_socket(client, server_side=True) as encrypted:
                encrypted.settimeout(0.01)
                server.setblocking(False)
                self._both_ways(encrypted, server)

    def _both_ways(self, encrypted: ssl.SSLSocket, server: socket.socket) -> None:
        """One thread for both directions: an encrypted socket is not for two."""
        while True:
            with suppress(TimeoutError):
                if not (read := encrypted.recv(65536)):
                    return
                server.sendall(read)
            with suppress(BlockingIOError):
                if not (read := server.recv(65536)):
                    return
                encrypted.sendall(read)

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while read := one.recv(65536):
                self.plain += read
                other.sendall(read)
            other.shutdown(socket.SHUT_WR)


@contextmanager
def gate(server: str, certificates: Certificates | None, name: str = "server", *, asks: bool = False) -> Iterator[Gate]:
    """A gate with this certificate; `asks` for a certificate of the client."""
    context = None
    if certificates is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.file(f"{name}.crt"), certificates.file(f"{name}.key"))
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(certificates.file("root.crt"))
    made = Gate(server, context)
    yield made
    made.close()


def through(found: Gate, place: PostgresPlace, **options: str) -> PostgresPlace:
    """The book by way of the gate."""
    url = make_url(place.url).set(host="localhost", port=found.port, query=options)
    return PostgresPlace(url.render_as_string(hide_password=False))


def verified(certificates: Certificates, root: str = "root", **more: str) -> dict[str, str]:
    return {"sslmode": "verify-full", "sslrootcert": certificates.file(f"{root}.crt"), **more}


def is_encrypted(place: PostgresPlace) -> bool:
    """Open the book, read from it, and say whether libpq calls the connection encrypted."""
    with opened(place, None) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM indicator").scalar_one() == 11
        driver = connection.connection.driver_connection
        assert driver is not None
        return bool(driver.pgconn.ssl_in_use)


def test_a_proved_server_is_used_and_nothing_goes_in_the_clear(
    server: str, postgres_place: PostgresPlace, certificates: Certificates
) -> None:
    with gate(server, certificates) as found:
        assert is_encrypted(through(found, postgres_place, **verified(certificates)))
        assert found.plain == b""


def test_a_server_without_encryption_is_refused_and_told_nothing(
    server: str, postgres_place: PostgresPlace, certificates: Certificates, capfd: pytest.CaptureFixture[str]
) -> None:
    with gate(server, None) as found:
        place = through(found, postgres_place, **verified(certificates))
        assert typed(["--book", place.url, "check"]) == 1
        assert "connection to the PostgreSQL server came about: it does not encrypt." in capfd.readouterr().err
        assert SSL_REQUEST in found.plain
        assert b"postgres" not in found.plain.replace(SSL_REQUEST, b"")


@pytest.mark.parametrize(
    ("name", "root", "says"),
    [
        ("server", "stranger", "not signed by the root certificate"),
        ("elsewhere", "root", "that of another host"),
        ("server", "missing", "no root certificate on this machine"),
    ],
)
def test_a_server_that_is_not_proved_is_refused(
    server: str, postgres_place: PostgresPlace, certificates: Certificates, name: str, root: str, says: str
) -> None:
    with gate(server, certificates, name) as found:
        place = through(found, postgres_place, **verified(certificates, root))
        with pytest.raises(UntrustedServer, match=says), opened(place, None):
            raise AssertionError("opened")


def test_a_clients_certificate_opens_the_gate_and_without_one_it_stays_shut(
    server: str, postgres_place: PostgresPlace, certificates: Certificates
) -> None:
    own = {"sslcert": certificates.file("client.crt"), "sslkey": certificates.file("client.key")}
    with gate(server, certificates, asks=True) as found:
        assert is_encrypted(through(found, postgres_place, **verified(certificates, **own)))
        with pytest.raises(UntrustedServer, match="without a certificate"):
            is_encrypted(through(found, postgres_place, **verified(certificates)))


def test_a_key_that_others_can_read_is_not_used(
    server: str, postgres_place: PostgresPlace, certificates: Certificates, tmp_path: Path
) -> None:
    open_key = tmp_path / "open.key"
    open_key.write_bytes(Path(certificates.file("client.key")).read_bytes())
    open_key.chmod(0o644)
    own = {"sslcert": certificates.file("client.crt"), "sslkey": str(open_key)}
    with gate(server, certificates, asks=True) as found:
        place = through(found, postgres_place, **verified(certificates, **own))
        with pytest.raises(UntrustedServer, match="others can read it"), opened(place, None):
            raise AssertionError("opened")


REMOTE = "postgresql+psycopg://ann@books.example/book"


@pytest.mark.parametrize(
    "address",
    [REMOTE, "postgresql+psycopg:///book?host=10.0.0.1", "postgresql+psycopg:///book?host=localhost,books.example",
     "postgresql+psycopg:///book?host=localhost&hostaddr=10.0.0.1", "postgresql+psycopg://localhost.books.example/book"],
)  # fmt: skip
def test_over_a_network_a_proof_is_asked_for_without_saying(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGSSLMODE", "PGSERVICE", "PGHOST", "PGHOSTADDR"):
        monkeypatch.delenv(name, raising=False)
    assert encryption(make_url(address)) == {"sslmode": "verify-full"}


def test_a_host_from_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "books.example")
    assert encryption(make_url("postgresql+psycopg:///book")) == {"sslmode": "verify-full"}


@pytest.mark.parametrize(
    "address",
    ["postgresql+psycopg:///book", "postgresql+psycopg://localhost/book", "postgresql+psycopg://[::1]/book",
     "postgresql+psycopg://127.0.0.1:5433/book", "postgresql+psycopg:///book?host=/run/postgresql",
     f"{REMOTE}?sslmode=require", f"{REMOTE}?service=books"],
)  # fmt: skip
def test_on_this_machine_or_where_the_address_says_nothing_is_added(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGSSLMODE", "PGSERVICE", "PGHOST", "PGHOSTADDR"):
        monkeypatch.delenv(name, raising=False)
    assert encryption(make_url(address)) == {}


def test_what_the_environment_says_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-ca")
    assert encryption(make_url(REMOTE)) == {}


def test_another_failure_is_no_matter_of_trust() -> None:
    assert distrust("connection refused") is None
    with pytest.raises(NoServer), opened(PostgresPlace("postgresql+psycopg://ann@127.0.0.1:9/book"), None):
        raise AssertionError("opened")
