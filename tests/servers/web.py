"""An HTTP(S) server that answers as a test tells it to, byte by byte if need be, and certificates for it."""

import contextlib
import datetime
import hashlib
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[["Visit"], None]


class Visit(BaseHTTPRequestHandler):
    """One request; `reply` writes an answer of any shape."""

    protocol_version = "HTTP/1.1"
    api: "Api"

    def do_GET(self) -> None:
        self.api.asked.append((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        queue = self.api.once.get(path)
        answer = queue.pop(0) if queue else self.api.answers.get(path, Answers.missing)
        with contextlib.suppress(OSError):
            answer(self)

    def reply(
        self, body: bytes = b"", status: int = 200, kind: str = "text/csv", length: int | None = None, **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = length is not None and length != len(body)

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


class Answers:
    """The usual ones."""

    @staticmethod
    def missing(visit: Visit) -> None:
        visit.reply(b"no", 404)

    @staticmethod
    def of(body: bytes, **shape: Any) -> Answer:
        return lambda visit: visit.reply(body, **shape)

    @staticmethod
    def page(files: list[dict[str, Any]], following: Any = None) -> Answer:
        body = json.dumps({"files": files, "next": following}).encode()
        return Answers.of(body, kind="application/json")


@dataclass
class Api:
    """A running server: `answers` by path, `once` are taken first; `asked` are the paths and headers that came."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    once: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def count(self, path: str) -> int:
        return sum(asked.partition("?")[0] == path for asked, _ in self.asked)

    def offer(
        self, name: str, body: bytes, agency: str = "bank-a", feed: str = "transactions", **change: Any
    ) -> dict[str, Any]:
        """Serve a file; return its entry in the listing."""
        path = f"/content/{name}"
        self.answers[path] = Answers.of(body)
        control = {"file": name, "sha256": hashlib.sha256(body).hexdigest(), "rows": body.count(b"\n") - 1}
        return {"agency": agency, "feed": feed, "file": name, "url": path, "control": control} | change


@contextlib.contextmanager
def serve_web(context: ssl.SSLContext | None = None) -> Iterator[Api]:
    """Serve until the end of the block."""
    api = Api()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Visit", (Visit,), {"api": api}))
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    api.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/feeds"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def make_certificate(folder: Path, host: str = "127.0.0.1", days: int = 1) -> tuple[ssl.SSLContext, str]:
    """Return a server's context with a certificate signed by itself for `host`, expired if `days` < 0, and its PEM text."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}-{days}.pem"
    path.write_bytes(private + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, pem.decode()
