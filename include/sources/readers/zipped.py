"""Reads the one file inside a ZIP archive with another reader. Nothing is unpacked by its name, and limits hold while it unpacks."""

import lzma
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pandas as pd

from include.core.contract import Reader
from include.core.errors import FileRejectedError
from include.sources.readers.text import require_content

MEMBERS = 1000
RATIO = 100
RATIO_COUNTS_FROM = 1 << 20
UNPACKED_BYTES = 2 << 30
PIECE_BYTES = 1 << 20
HEADER_BYTES = 30  # of a member, before its name
ENCRYPTED = 0x1
ARCHIVE = b"PK\x03\x04"
UNSAFE_NAME = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|[\0-\x1f]")
DEVICE = re.compile(r"(?:^|[/\\])(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/\\]*)?$", re.IGNORECASE)
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
)
AGAIN = "ask the agency to pack it again"


@dataclass(frozen=True)
class ZippedReader:
    """Hands the archive's only file to `inner`; an archive in the archive is refused, unless `may_be_archive` (a workbook is one)."""

    inner: Reader
    may_be_archive: bool = False

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        with self._unpack(path) as unpacked:
            yield from self.inner.batches(unpacked, columns, rows)

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`."""
        with self._unpack(path) as unpacked:
            return self.inner.raw_rows(unpacked, row_nos)

    @contextmanager
    def _unpack(self, path: Path) -> Iterator[Path]:
        require_content(path)
        with tempfile.TemporaryDirectory(prefix="rukkhat-unzip-") as folder:
            target = Path(folder) / "member"
            try:
                with zipfile.ZipFile(path) as archive, target.open("wb") as file:
                    self._copy(archive, _choose_member(archive, path.stat().st_size), file)
            except DAMAGE as error:
                raise FileRejectedError(
                    "malformed", f"the ZIP archive is damaged or of no known kind; {AGAIN}"
                ) from error
            yield target

    def _copy(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: IO[bytes]) -> None:
        """Copy the member piece by piece: what its header claims of its size is not believed."""
        most = min(UNPACKED_BYTES, max(RATIO_COUNTS_FROM, RATIO * member.compress_size))
        with archive.open(member) as packed:
            start = packed.read(PIECE_BYTES)
            if start.startswith(ARCHIVE) and not self.may_be_archive:
                raise FileRejectedError("malformed", f"an archive lies in the archive; {AGAIN} with the file itself")
            file.write(start)
            while (left := most - file.tell()) >= 0 and (piece := packed.read(min(PIECE_BYTES, left + 1))):
                file.write(piece)
        if file.tell() > most:
            raise FileRejectedError("malformed", "the archive unpacks to far more than it should; send it in parts")


def _choose_member(archive: zipfile.ZipFile, size: int) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise FileRejectedError("malformed", f"the archive has more than {MEMBERS:,} members; {AGAIN}")
    files = [member for member in members if not member.is_dir()]
    if len(files) != 1:
        raise FileRejectedError("malformed", f"the archive has {len(files)} files, not one; {AGAIN}")
    [file] = files
    if any(_is_unsafe(member) for member in members):
        raise FileRejectedError("malformed", f"a member's name leads out of the archive, or it is a link; {AGAIN}")
    if file.flag_bits & ENCRYPTED:
        raise FileRejectedError("malformed", "the archive is encrypted; agree on another way to keep it secret")
    if file.header_offset + HEADER_BYTES + file.compress_size > size:
        raise FileRejectedError("malformed", f"the archive's members overlap or are cut; {AGAIN}")
    return file


def _is_unsafe(member: zipfile.ZipInfo) -> bool:
    mode = member.external_attr >> 16
    is_odd = mode != 0 and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    return is_odd or bool(UNSAFE_NAME.search(member.orig_filename) or DEVICE.search(member.orig_filename))
