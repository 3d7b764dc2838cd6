"""The host keys that an SFTP server may show: those of the connection and no others; nothing is learnt by connecting."""

from collections.abc import Mapping
from typing import Any

import paramiko
from paramiko.hostkeys import HostKeyEntry, HostKeys

from include.core.errors import SettingError
from include.landing.place import PlaceError

RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
TYPES = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", *RSA)


class HostKeyError(PlaceError):
    """The server shows a key that is not the one that the connection knows, or the connection knows none."""


class KnownKeys(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko is not typed
    """Lets a connection through where the server's key is known under the server's name."""

    def __init__(self, keys: HostKeys) -> None:
        self.keys = keys

    @classmethod
    def parse(cls, host: str, extra: Mapping[str, Any]) -> "KnownKeys":
        """Return the keys that a connection's extra names (`known_hosts`, or `host_key` of this host).

        Raises:
            SettingError: a line of them cannot be read.
        """
        lines = [line.strip() for line in str(extra.get("known_hosts") or "").splitlines()]
        lines += [f"{host} {key.strip()}" for key in str(extra.get("host_key") or "").splitlines() if key.strip()]
        keys = HostKeys()
        for line in lines:
            if line and not line.startswith("#"):
                _add(keys, line)
        return cls(keys)

    def unwanted_types(self, host: str, port: int) -> list[str]:
        """Return the kinds of keys not to ask the server for, so that it shows one that can be compared."""
        names = (host, f"[{host}]:{port}")
        known = {kind for name in names for kind in self.keys.lookup(name) or ()}
        wanted = known | (set(RSA) if known & set(RSA) else set())
        return [kind for kind in TYPES if kind not in wanted] if wanted else []

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Judge the key that the server shows; called by paramiko before anything secret is sent.

        Raises:
            HostKeyError: it is not known.
        """
        bare = hostname.removeprefix("[").partition("]")[0]
        if self.keys.check(hostname, key) or self.keys.check(bare, key):
            return
        if self.keys.lookup(hostname) or self.keys.lookup(bare):
            raise HostKeyError("the server shows another host key than the connection knows")
        raise HostKeyError("the connection knows no host key of this server")


def _add(keys: HostKeys, line: str) -> None:
    try:
        entry = HostKeyEntry.from_line(line)
    except (paramiko.SSHException, ValueError):
        entry = None
    if entry is None or entry.key is None:
        raise SettingError("a line of known_hosts in the connection's extra cannot be read")
    for name in entry.hostnames or ():
        keys.add(name, entry.key.get_name(), entry.key)
