"""GET over HTTPS through fsspec's HTTP file system: own host only, certificates verified, every body bounded and whole."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
import fsspec
from fsspec.asyn import sync
from fsspec.exceptions import FSTimeoutError

from include.core.errors import RukkhatError
from include.landing.access import Login, https_headers, trust
from include.landing.patience import Deadline
from include.landing.place import Limits, Place, PlaceError, TransientError

AGAIN = (408, 425, 429, 500, 502, 503, 504)
DENIED = (401, 403, 407)
MOVED = (301, 302, 303, 307, 308)
HOPS = 5
PAGES = ("text/html", "application/xhtml+xml", "application/problem+json", "application/problem+xml")


class Web:
    """A session with one host; credentials go nowhere else."""

    def __init__(self, place: Place, login: Login, limits: Limits) -> None:
        self.place, self.limits = place, limits
        self._origin = _origin(place.url)
        self._headers = {**https_headers(place, login), "Accept-Encoding": "identity"}
        self._trust = trust(place, login)
        self._system: Any = fsspec.filesystem(
            "https", skip_instance_cache=True, get_client=self._make_session, use_listings_cache=False
        )

    def get(self, url: str, deadline: Deadline, what: str, cap: int) -> "Body":
        """Open `url`; `what` names it in errors, for the address itself may hold a cursor or a signature.

        Raises:
            PlaceError: refused, moved to another host, or not what was asked for.
            TransientError: busy, broken or not reachable.
        """
        label = f"{self.place.label}: {what}"
        for _ in range(HOPS):
            self.must_be_ours(url, label)
            stream = self._open(url, deadline, label)
            if stream.r.status not in MOVED:
                return Body(stream, label, deadline, cap)
            stream.close()
            url = urljoin(url, stream.r.headers.get("Location", ""))
        raise PlaceError(f"{label}: is redirected more than {HOPS} times")

    def must_be_ours(self, url: str, label: str) -> None:
        """Raise PlaceError where `url` leaves the place's scheme, host and port, or carries a login."""
        if _origin(url) != self._origin or "@" in urlsplit(url).netloc:
            raise PlaceError(f"{label}: leads to another host; only {self.place.label} is trusted with it")

    def close(self) -> None:
        """End the session."""
        if self._system._session is not None:
            sync(self._system.loop, self._system._session.close, timeout=5)

    def _open(self, url: str, deadline: Deadline, label: str) -> Any:
        timeout = aiohttp.ClientTimeout(total=deadline.left(), sock_connect=self.limits.connect_s)
        with plain_words(label, deadline):
            # a size is named so that fsspec asks for no HEAD first; block_size=0 streams
            return self._system.open(url, block_size=0, size=1, allow_redirects=False, timeout=timeout)

    async def _make_session(self, **options: Any) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(ssl=self._trust)
        return aiohttp.ClientSession(connector=connector, headers=self._headers, **options)


class Body:
    """The body of an answer, read once; ends only where it is whole."""

    def __init__(self, stream: Any, label: str, deadline: Deadline, cap: int) -> None:
        self.label, self._stream, self._deadline, self._cap, self._size = label, stream, deadline, cap, 0
        try:
            self._check_head(stream.r)
        except PlaceError:
            self.close()
            raise

    @property
    def content_type(self) -> str:
        """Its type, without parameters, in lower case."""
        return str(self._stream.r.headers.get("Content-Type", "")).partition(";")[0].strip().lower()

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, decoded; empty at the end.

        Raises:
            PlaceError: more than the cap.
            TransientError: cut off before the end.
        """
        with plain_words(self.label, self._deadline):
            piece = bytes(self._stream.read(size))
        self._size += len(piece)
        if self._size > self._cap:
            raise self._too_large()
        return piece

    def read_all(self) -> bytes:
        """Return the whole body."""
        pieces = []
        while piece := self.read(1 << 16):
            pieces.append(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()

    def _check_head(self, answer: aiohttp.ClientResponse) -> None:
        if answer.status != 200:
            raise PlaceError(f"{self.label}: answered with status {answer.status} instead of 200")
        if self.content_type in PAGES:
            raise TransientError(
                f"{self.label}: answered with a page ({self.content_type}), not with what was asked for"
            )
        if (answer.content_length or 0) > self._cap:
            raise self._too_large()

    def _too_large(self) -> PlaceError:
        return PlaceError(f"{self.label}: is larger than the cap of {self._cap} bytes")


@contextmanager
def plain_words(label: str, deadline: Deadline) -> Iterator[None]:
    """Turn errors of the session into ours; of theirs nothing is quoted, for they quote addresses and headers."""
    try:
        yield
    except RukkhatError:
        raise
    except (OSError, ValueError, aiohttp.ClientError) as error:
        raise _explain(label, error, deadline) from None


def _explain(label: str, error: Exception, deadline: Deadline) -> PlaceError:  # noqa: PLR0911
    if deadline.is_over or (isinstance(error, FSTimeoutError) and not _is_connecting(error)):
        return deadline.missed()
    if isinstance(error, aiohttp.ClientResponseError) and isinstance(error.__cause__, aiohttp.http.HttpProcessingError):
        return TransientError(f"{label}: breaks the rules of HTTP, as where a body is longer than its Content-Length")
    if isinstance(error, aiohttp.ClientResponseError) and error.status:
        return _explain_status(label, error)
    if isinstance(error, FileNotFoundError):
        return PlaceError(f"{label}: is not there (404)")
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ServerFingerprintMismatch):
        return PlaceError(f"{label}: the server's certificate is not to be trusted; nothing was sent")
    if isinstance(error, aiohttp.InvalidURL):
        return PlaceError(f"{label}: has an address that is none")
    if isinstance(error, aiohttp.ClientPayloadError):
        return TransientError(f"{label}: was cut off before its end")
    return TransientError(f"{label}: does not answer, or broke off ({type(error).__name__})")


def _explain_status(label: str, error: aiohttp.ClientResponseError) -> PlaceError:
    if error.status in DENIED:
        return PlaceError(
            f"{label}: the login is refused or has expired ({error.status}); renew the connection's credentials"
        )
    if error.status in AGAIN:
        return TransientError(f"{label}: is busy or broken ({error.status})", _retry_after(error))
    return PlaceError(f"{label}: answered with status {error.status}")


def _retry_after(error: aiohttp.ClientResponseError) -> float | None:
    text = error.headers.get("Retry-After", "").strip() if error.headers else ""
    try:
        if text.isdigit():
            return float(text)
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None


def _is_connecting(error: BaseException) -> bool:
    return isinstance(error.__cause__, aiohttp.ServerTimeoutError)


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or ""), parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0
