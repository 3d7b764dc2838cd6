"""Puts a file of ours at its place, whole or not at all, and never twice: folders, SFTP, object stores, HTTPS, through fsspec."""

import os
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

import fsspec
from fsspec.asyn import sync

from include.core.errors import SettingError
from include.landing.access import Login, https_headers, read_login, s3_options, sftp_options, trust
from include.landing.place import LIMITS, Limits, Place, PlaceError, TransientError, check_name
from include.landing.remote import _driver_errors, explain

STORED = (200, 201, 202, 204)
THERE = (409, 412)


def put_file(
    place: Place,
    folders: tuple[str, ...],
    name: str,
    body: str,
    fields: Mapping[str, Any] | None = None,
    limits: Limits = LIMITS,
) -> bool:
    """Put a text at `<place>/<folders>/<name>`; return whether it was written now, False where that name stands already.

    Readers never see half a file: it is written under a hidden name and renamed (HTTPS: PUT with If-None-Match and the name
    as Idempotency-Key). `fields` are those of the place's connection.

    Raises:
        PlaceError: the place refuses it, or does not answer; nothing stands there under the name, try again.
        SettingError: the connection does not fit the place.
    """
    if not all(check_name(part) for part in (*folders, name)):
        raise SettingError("an outbox file has a plain name")
    login = read_login(fields or {})
    if place.is_local:
        return _put_local(Path(place.path).joinpath(*folders), name, body)
    if place.scheme in ("https", "http"):
        return _put_web(place, login, "/".join((*folders, name)), body.encode(), limits)
    try:
        return _put_remote(place, login, "/".join(folders), name, body.encode(), limits)
    except _driver_errors(place.scheme) as error:
        raise explain(place.label, error) from None


def _put_local(folder: Path, name: str, body: str) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{token_hex(8)}.part"  # two machines may put the same file at once
    with part.open("w", encoding="utf-8", newline="") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(part, folder / name)  # unlike a rename it fails where the name stands
    except FileExistsError:
        return False
    finally:
        part.unlink()
    return True


def _put_remote(place: Place, login: Login, folder: str, name: str, body: bytes, limits: Limits) -> bool:
    make = {"sftp": sftp_options, "s3": s3_options}[place.scheme]
    system = fsspec.filesystem(place.scheme, skip_instance_cache=True, **make(place, login, limits))
    root = f"{place.host}{place.path}" if place.scheme == "s3" else place.path
    target = f"{root.rstrip('/')}/{folder}/{name}"
    try:
        if system.exists(target):
            return False
        if place.scheme == "s3":  # an object appears whole
            system.pipe_file(target, body)
            return True
        system.makedirs(target.rpartition("/")[0], exist_ok=True)
        part = f"{target.rpartition('/')[0]}/.{name}.part"
        with system.open(part, "wb") as stream:
            stream.write(body)
        system.mv(part, target)
        return True
    finally:
        if place.scheme == "sftp":
            system.client.close()


def _put_web(place: Place, login: Login, path: str, body: bytes, limits: Limits) -> bool:
    import aiohttp

    headers = {**https_headers(place, login), "If-None-Match": "*", "Idempotency-Key": path.rpartition("/")[2]}
    url = f"{place.url.rstrip('/')}/{path}"

    async def put() -> int:
        connector = aiohttp.TCPConnector(ssl=trust(place, login))
        timeout = aiohttp.ClientTimeout(total=limits.listing_s, sock_connect=limits.connect_s)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.put(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status

    try:
        status = int(sync(fsspec.asyn.get_loop(), put))
    except (OSError, aiohttp.ClientError) as error:
        raise explain(place.label, error) from None
    if status in STORED or status in THERE:
        return status in STORED
    raise (TransientError if status >= 500 or status == 429 else PlaceError)(
        f"{place.label}: answered {status} to a file"
    )
