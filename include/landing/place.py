"""Landing places as URLs: `[agency[/feed]=]folder | sftp:// | s3:// | https://`, with the id of a connection before an @."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from include.core.errors import RukkhatError, SettingError

SCHEMES = ("file", "sftp", "s3", "https", "http")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
NAME = re.compile(r"(?![A-Za-z]:)[^\x00-\x1f\x7f/\\.][^\x00-\x1f\x7f/\\]{0,199}")


class PlaceError(RukkhatError, ConnectionError):
    """A landing place that cannot be listed or read; names the place, never its credentials. A later run may mend it."""


class TransientError(PlaceError):
    """A fault that a second try within the same run may mend; `retry_after_s` is the wait that the server asks for."""

    def __init__(self, words: str, retry_after_s: float | None = None) -> None:
        super().__init__(words)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Limits:
    """What one run may spend on a place: seconds, bytes, tries, pages."""

    connect_s: float = 15
    listing_s: float = 300
    file_s: float = 900
    file_bytes: int = 4 << 30
    listing_bytes: int = 32 << 20
    control_bytes: int = 1 << 20
    tries: int = 4
    first_wait_s: float = 1
    longest_wait_s: float = 60
    pages: int = 10_000


LIMITS = Limits()


@dataclass(frozen=True)
class Place:
    """One landing place. `scope` is (), (agency,) or (agency, feed): nothing of anybody else is taken from it."""

    scheme: str
    host: str
    port: int | None
    path: str
    connection_id: str = ""
    scope: tuple[str, ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return self.scheme == "file"

    @property
    def url(self) -> str:
        """Its address without any login."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{f':{self.port}' if self.port else ''}{self.path}"

    @property
    def label(self) -> str:
        """How it is named to people: its address, of a folder only the name."""
        return f"folder {Path(self.path).name}" if self.is_local else self.url

    def narrow(self, agency: str, feed: str) -> "Place | None":
        """Return the part of the place where one feed's files lie, None where it stands for others only."""
        wanted = (agency, feed)
        if wanted[: len(self.scope)] != self.scope:
            return None
        return replace(self, path="/".join([self.path.rstrip("/"), *wanted[len(self.scope) :]]), scope=wanted)


def parse_places(text: str) -> list[Place]:
    """Return the places that `text` lists, separated by blanks; one existing folder may have blanks in its name.

    Raises:
        SettingError: an address that is none, holds a password, or would send one in the clear; never quoted.
    """
    if not text.strip():
        return []
    if "://" not in text and "=" not in text and Path(text).is_dir():
        return [Place("file", "", None, text)]
    return [_parse(number, entry) for number, entry in enumerate(text.split(), start=1)]


def check_name(name: str) -> bool:
    """Tell whether `name` is a plain name of a file or folder: no path, no drive, not hidden, no control character."""
    return NAME.fullmatch(name) is not None


def _parse(number: int, entry: str) -> Place:
    scope, address = _split_scope(number, entry)
    if "://" not in address:
        return Place("file", "", None, address, scope=scope)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise SettingError(f"landing place {number} is no URL") from None
    if parts.scheme == "file":
        return Place("file", "", None, unquote(parts.path), scope=scope)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise SettingError(f"landing place {number} must be a folder or a URL of {', '.join(SCHEMES[:4])} with a host")
    if parts.password is not None or parts.query or parts.fragment:
        raise SettingError(f"landing place {number}: secrets belong into an Airflow connection, its id before the @")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingError(f"landing place {number}: use https; http is for this machine only")
    host = parts.netloc.rpartition("@")[2] if parts.scheme == "s3" else parts.hostname
    return Place(parts.scheme, host, port, unquote(parts.path), unquote(parts.username or ""), scope)


def _split_scope(number: int, entry: str) -> tuple[tuple[str, ...], str]:
    prefix, sign, address = entry.partition("=")
    if not sign or prefix.startswith("/") or "://" in prefix:
        return (), entry
    scope = tuple(prefix.split("/"))
    if len(scope) > 2 or not all(check_name(name) for name in scope):
        raise SettingError(f"landing place {number}: before the = stands an agency, or agency/feed")
    return scope, address
