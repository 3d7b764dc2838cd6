"""Landing places on other machines that look like folders: SFTP servers and object stores, through fsspec."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
from fsspec.asyn import sync
from fsspec.exceptions import FSTimeoutError

from include.core.errors import RukkhatError
from include.landing.access import Login, s3_options, sftp_options
from include.landing.delivery import CONTROL_SUFFIX, DeliveredFile, order_files, parse_control
from include.landing.listing import Listing
from include.landing.patience import Deadline, try_again
from include.landing.place import LIMITS, Limits, Place, PlaceError, TransientError, check_name
from include.landing.store import keep_stream

PIECE_BYTES = 4 << 20
REFUSED = ("AuthenticationException", "BadAuthenticationType", "PermissionError", "NoCredentialsError")
Entry = dict[str, Any]


class RemotePlace:
    """A place that fsspec shows as folders. One session serves a run; it is opened again where it broke.

    Every step has a deadline: asynchronous file systems are cancelled, the session of others is closed under them.
    """

    def __init__(self, place: Place, login: Login, limits: Limits = LIMITS) -> None:
        self.place, self.limits = place, limits
        make = {"sftp": sftp_options, "s3": s3_options}[place.scheme]
        self._options = make(place, login, limits)
        self._system: Any = None

    @property
    def root(self) -> str:
        """Where the place begins, as its file system names it."""
        path = self.place.path.rstrip("/")
        return f"{self.place.host}{path}" if self.place.scheme == "s3" else path or "/"

    def list_files(self) -> Listing:
        """Return all files with their control files' content; see LandingPlace."""
        deadline = self._deadline("the listing", self.limits.listing_s)
        return try_again(lambda: self._list(deadline), self.limits, deadline)

    def list_marks(self) -> frozenset[tuple[str, str]]:
        """Return path, size and time (or ETag) of every control file; nothing is read but names."""
        deadline = self._deadline("the listing", self.limits.listing_s)
        with self._guard(deadline):
            return frozenset(
                (str(entry["name"]), _mark(entry))
                for _, entries in self._feeds(deadline, [])
                for name, entry in entries.items()
                if name.endswith(CONTROL_SUFFIX)
            )

    def keep(self, file: DeliveredFile, store: Path) -> tuple[str, int]:
        """Copy a file into the store, from the start again where the session breaks; see LandingPlace."""
        label = f"{file.agency}/{file.feed}/{file.name}"
        deadline = self._deadline(label, self.limits.file_s)
        return try_again(lambda: self._keep(file, store, label, deadline), self.limits, deadline)

    def close(self) -> None:
        """End the session."""
        system, self._system = self._system, None
        if system is not None and self.place.scheme == "sftp":
            system.client.close()

    def _keep(self, file: DeliveredFile, store: Path, label: str, deadline: Deadline) -> tuple[str, int]:
        with self._guard(deadline):
            before = self._info(file.address, deadline)
            stream = _Pieces(self, file.address, before["size"], deadline)

            def check(size: int) -> None:
                if size != before["size"] or _mark(self._info(file.address, deadline)) != _mark(before):
                    raise TransientError(f"{self.place.label}: {label} was written to while it was read")

            return keep_stream(stream, store, label, check)

    def _list(self, deadline: Deadline) -> Listing:
        refused: list[str] = []
        with self._guard(deadline):
            files = [
                DeliveredFile(
                    *scope,
                    Path(*scope, name),
                    self._read_control(entries, name, deadline),
                    entry["name"],
                    entry["size"],
                )
                for scope, entries in self._feeds(deadline, refused)
                for name, entry in entries.items()
                if not name.endswith(CONTROL_SUFFIX)
            ]
        return Listing(order_files(files), refused)

    def _read_control(self, entries: dict[str, Entry], name: str, deadline: Deadline) -> dict[str, Any] | None:
        control = entries.get(name + CONTROL_SUFFIX)
        if control is None:
            return None
        if control["size"] > self.limits.control_bytes:
            return {}
        return parse_control(self.read(control["name"], 0, control["size"], deadline))

    def _feeds(self, deadline: Deadline, refused: list[str]) -> Iterator[tuple[tuple[str, str], dict[str, Entry]]]:
        folders: dict[tuple[str, ...], str] = {self.place.scope: self.root}
        for _ in range(2 - len(self.place.scope)):
            folders = {
                (*scope, name): entry["name"]
                for scope, path in folders.items()
                for name, entry in self._look(path, "directory", deadline, refused).items()
            }
        for (agency, feed), path in folders.items():
            yield (agency, feed), self._look(path, "file", deadline, refused)

    def _look(self, path: str, kind: str, deadline: Deadline, refused: list[str]) -> dict[str, Entry]:
        found = {}
        for entry in self._ls(path, deadline):
            name = str(entry["name"]).rstrip("/").removeprefix(path.rstrip("/") + "/")
            if entry["type"] != kind or name == path or (name.startswith(".") and name != ".."):
                continue
            if check_name(name):
                found[name] = entry
            else:
                refused.append(f"{self.place.label}: the name of a {kind} is refused, it is no plain name")
        return found

    def _ls(self, path: str, deadline: Deadline) -> list[Entry]:
        system = self._open(deadline)
        if not system.async_impl:
            return list(system.ls(path, detail=True))
        try:
            return list(sync(system.loop, system._ls, path, detail=True, refresh=True, timeout=deadline.left()))
        except FileNotFoundError:
            bucket = path.split("/", 1)[0]
            if path != bucket and sync(system.loop, system._exists, bucket, timeout=deadline.left()):
                return []  # an object store knows no empty folders
            raise

    def _info(self, path: str, deadline: Deadline) -> Entry:
        system = self._open(deadline)
        if not system.async_impl:
            return dict(system.info(path))
        return dict(sync(system.loop, system._info, path, refresh=True, timeout=deadline.left()))

    def read(self, path: str, start: int, end: int, deadline: Deadline) -> bytes:
        """Return the bytes of a file from `start` to `end`, fewer at its end."""
        if start >= end:
            return b""
        system = self._open(deadline)
        if system.async_impl:
            return bytes(sync(system.loop, system._cat_file, path, start=start, end=end, timeout=deadline.left()))
        with system.open(path, "rb") as opened:
            opened.seek(start)
            opened.prefetch(end)
            return bytes(opened.read(end - start))

    def _open(self, deadline: Deadline) -> Any:
        deadline.left()
        if self._system is None:
            self._system = fsspec.filesystem(self.place.scheme, skip_instance_cache=True, **self._options)
        return self._system

    def _deadline(self, words: str, seconds: float) -> Deadline:
        return Deadline(seconds, f"{self.place.label}: {words}")

    @contextmanager
    def _guard(self, deadline: Deadline) -> Iterator[None]:
        """Close a session that outlives the deadline, and say in plain words what failed, without any secret."""
        watch = threading.Timer(deadline.left(), self.close)
        watch.daemon = True
        watch.start()
        try:
            yield
        except PlaceError as error:
            self.close()
            raise self._name(error) from None
        except RukkhatError:
            self.close()
            raise
        except _driver_errors(self.place.scheme) as error:
            self.close()
            if deadline.is_over or isinstance(error, FSTimeoutError):
                raise deadline.missed() from None
            raise explain(self.place.label, error) from None
        finally:
            watch.cancel()

    def _name(self, error: PlaceError) -> PlaceError:
        return error if str(error).startswith(self.place.label) else type(error)(f"{self.place.label}: {error}")


class _Pieces:
    """Reads a remote file piece by piece."""

    def __init__(self, place: RemotePlace, path: str, size: int, deadline: Deadline) -> None:
        self.place, self.path, self.size, self.deadline, self.offset = place, path, size, deadline, 0
        if size > place.limits.file_bytes:
            raise PlaceError(f"a file of {size} bytes is larger than the cap of {place.limits.file_bytes}")

    def read(self, _size: int, /) -> bytes:
        """Return the next piece; its length is ours, not the caller's: each costs a round trip."""
        end = min(self.offset + PIECE_BYTES, self.size)
        piece = self.place.read(self.path, self.offset, end, self.deadline)
        self.offset += len(piece)
        return piece


def _driver_errors(scheme: str) -> tuple[type[Exception], ...]:
    if scheme == "sftp":
        from paramiko import SSHException

        return OSError, EOFError, SSHException
    from aiohttp import ClientError
    from botocore.exceptions import BotoCoreError
    from botocore.exceptions import ClientError as RefusedError

    return OSError, ClientError, BotoCoreError, RefusedError


def explain(label: str, error: Exception) -> PlaceError:
    """Say what a driver's error means; of its own text only its kind is told, for it may quote a login."""
    kind = type(error).__name__
    if isinstance(error, PermissionError) or kind in REFUSED:
        return PlaceError(f"{label}: the login is refused or has expired; renew the connection's credentials")
    if kind == "IncompatiblePeer":
        return PlaceError(f"{label}: the server shows another kind of host key than the connection knows")
    if isinstance(error, FileNotFoundError):
        return PlaceError(f"{label}: a folder or file is not there; check the address, or a file was taken away")
    if "certificate" in str(error).lower() or "SSL" in kind:
        return PlaceError(f"{label}: the server's certificate is not to be trusted; nothing was sent")
    return TransientError(f"{label}: does not answer, or broke off ({kind})")


def _mark(entry: Entry) -> str:
    return "|".join(str(entry.get(name, "")) for name in ("size", "mtime", "ETag"))
