"""What a connection holds becomes the options of a file system, by scheme and typed; a secret goes to its own host only."""

import io
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from include.core.errors import SettingError
from include.landing.place import LIMITS, LOOPBACK, Limits, Place

Options = dict[str, Any]


@dataclass(frozen=True)
class Login:
    """The fields of a connection; none of them is ever shown."""

    host: str = field(default="", repr=False)
    port: int | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)


def read_login(fields: Mapping[str, Any]) -> Login:
    """Return a login from a connection's host, port, login, password, and extra (a mapping or JSON).

    Raises:
        SettingError: extra is no JSON object, or the port no number.
    """
    extra = fields.get("extra") or {}
    try:
        extra = json.loads(extra) if isinstance(extra, str) else dict(extra)
        port = int(fields["port"]) if fields.get("port") else None
    except (ValueError, TypeError):
        raise SettingError("a connection's extra must be a JSON object, its port a number") from None
    if not isinstance(extra, dict):
        raise SettingError("a connection's extra must be a JSON object")
    return Login(
        str(fields.get("host") or "").rpartition("://")[2].rstrip("/"),
        port,
        str(fields.get("login") or ""),
        str(fields.get("password") or ""),
        extra,
    )


def sftp_options(place: Place, login: Login, limits: Limits = LIMITS) -> Options:
    """Return options of fsspec's SFTP file system; the server must show a key that the connection's extra knows.

    extra: `known_hosts` (lines as in the file of that name) or `host_key` (`<type> <base64>`), `private_key` (PEM) and
    `private_key_passphrase`.
    """
    from include.landing.host_keys import KnownKeys

    _require_host(place, login)
    keys, port = KnownKeys.parse(place.host, login.extra), place.port or login.port or 22
    return {
        "host": place.host,
        "port": port,
        "username": login.name,
        **({"password": login.password} if login.password else {}),
        **_private_key(place, login),
        "host_key_policy": keys,
        "disabled_algorithms": {"keys": keys.unwanted_types(place.host, port)},
        "allow_agent": False,
        "look_for_keys": False,
        **dict.fromkeys(("timeout", "banner_timeout", "auth_timeout", "channel_timeout"), limits.connect_s),
    }


def s3_options(place: Place, login: Login, limits: Limits = LIMITS) -> Options:
    """Return options of s3fs. extra: `endpoint_url`, `region_name`, `aws_session_token`, `ca_file` (path)."""
    endpoint = str(login.extra.get("endpoint_url") or "") or None
    if endpoint and not endpoint.startswith("https://"):
        host = endpoint.removeprefix("http://").split("/")[0].rpartition(":")[0].strip("[]")
        if not endpoint.startswith("http://") or host not in LOOPBACK:
            raise SettingError(f"{place.label}: endpoint_url must be https")
    if not (login.name and login.password):
        raise SettingError(f"{place.label}: the connection must hold the key id as login and the secret as password")
    region, ca_file = login.extra.get("region_name"), login.extra.get("ca_file")
    return {
        "key": login.name,
        "secret": login.password,
        "token": login.extra.get("aws_session_token"),
        "endpoint_url": endpoint,
        "use_listings_cache": False,
        "client_kwargs": {
            **({"region_name": str(region)} if region else {}),
            **({"verify": str(ca_file)} if ca_file else {}),
        },
        "config_kwargs": {
            "connect_timeout": limits.connect_s,
            "read_timeout": limits.connect_s,
            "retries": {"max_attempts": 1},
        },
    }


def https_headers(place: Place, login: Login) -> dict[str, str]:
    """Return the headers that log in: Basic where the connection has a login, Bearer where only a password (a token)."""
    from aiohttp import BasicAuth

    if not login.password:
        return {}
    _require_host(place, login)
    if login.name:
        return {"Authorization": BasicAuth(login.name, login.password, "utf-8").encode()}
    return {"Authorization": f"Bearer {login.password}"}


def trust(place: Place, login: Login) -> ssl.SSLContext:
    """Return what certificates are believed: the system's roots, or the PEM text `ca` in the connection's extra instead."""
    authority = login.extra.get("ca")
    try:
        return ssl.create_default_context(cadata=str(authority) if authority else None)
    except ssl.SSLError:
        raise SettingError(f"{place.label}: `ca` in the connection's extra is no PEM certificate") from None


def _require_host(place: Place, login: Login) -> None:
    if login.host.casefold() != place.host.casefold():
        raise SettingError(f"{place.label}: the connection is for another host, or names none; its secret is not sent")


def _private_key(place: Place, login: Login) -> Options:
    from paramiko import ECDSAKey, Ed25519Key, RSAKey, SSHException

    text, phrase = login.extra.get("private_key"), login.extra.get("private_key_passphrase")
    if not text:
        return {}
    for kind in (Ed25519Key, ECDSAKey, RSAKey):
        try:
            return {"pkey": kind.from_private_key(io.StringIO(str(text)), phrase)}
        except (SSHException, ValueError, IndexError):
            continue
    raise SettingError(f"{place.label}: `private_key` in the connection's extra cannot be read")
