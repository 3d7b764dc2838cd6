"""An SFTP server over a folder, in threads; it can break off or trickle."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface

PASSWORD = "sftp-canary-password"


@dataclass
class Sftp:
    """A running server. `cut_after` bytes of a file the session is ended, `cuts` times; each read takes `pause_s`."""

    folder: Path
    key: paramiko.PKey = field(default_factory=paramiko.ECDSAKey.generate)
    port: int = 0
    cut_after: int | None = None
    cuts: int = 0
    pause_s: float = 0.0
    opened: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"sftp://partner@127.0.0.1:{self.port}/"

    def login(self, **change: Any) -> dict[str, Any]:
        known = f"[127.0.0.1]:{self.port} {self.key.get_name()} {self.key.get_base64()}"
        fields = {"host": "127.0.0.1", "login": "rukkhat", "password": PASSWORD, "extra": {"known_hosts": known}}
        return {**fields, **change}


class _Gate(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if (username, password) == ("rukkhat", PASSWORD) else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Files(SFTPServerInterface):
    def __init__(self, server: Any, sftp: Sftp, transport: paramiko.Transport) -> None:
        super().__init__(server)
        self.sftp, self.transport = sftp, transport

    def _real(self, path: str) -> Path:
        return self.sftp.folder / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str) -> Any:
        try:
            return [SFTPAttributes.from_stat(entry.lstat(), entry.name) for entry in self._real(path).iterdir()]
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    def stat(self, path: str) -> Any:
        try:
            return SFTPAttributes.from_stat(self._real(path).stat())
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        self.sftp.opened.append(path)
        handle = _Handle(self, flags)
        if flags & os.O_WRONLY:
            handle.writefile = self._real(path).open("wb")
            return handle
        handle.readfile = self._real(path).open("rb")
        handle.is_control = path.endswith(".ctl.json")
        return handle

    def mkdir(self, path: str, attr: Any) -> int:
        self._real(path).mkdir()
        return paramiko.SFTP_OK

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        self._real(oldpath).replace(self._real(newpath))
        return paramiko.SFTP_OK


class _Handle(SFTPHandle):
    is_control = False

    def __init__(self, files: _Files, flags: int) -> None:
        super().__init__(flags)
        self.files = files

    def read(self, offset: int, length: int) -> Any:
        sftp = self.files.sftp
        if not self.is_control:
            time.sleep(sftp.pause_s)
            if sftp.cuts and sftp.cut_after is not None and offset >= sftp.cut_after:
                sftp.cuts -= 1
                self.files.transport.close()
                return paramiko.SFTP_FAILURE
        return super().read(offset, length)


@contextlib.contextmanager
def serve_sftp(folder: Path) -> Iterator[Sftp]:
    """Serve a folder until the end of the block."""
    sftp = Sftp(folder)
    transports: list[paramiko.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sftp.port = listener.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(listener, sftp, transports), daemon=True)
        thread.start()
        try:
            yield sftp
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for transport in transports:
                transport.close()
            thread.join(5)


def _accept(listener: socket.socket, sftp: Sftp, transports: list[paramiko.Transport]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        transport = paramiko.Transport(connection)
        transports.append(transport)
        transport.add_server_key(sftp.key)
        transport.set_subsystem_handler("sftp", SFTPServer, _Files, sftp, transport)
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=_Gate())
