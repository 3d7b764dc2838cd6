"""Refuses a workbook with a cell far out: a sheet is held whole, and one value in its last corner makes it 17 thousand million cells."""

import re
import zipfile
from collections.abc import Iterator

from include.core.errors import FileRejectedError

MOST_CELLS = 32 << 20
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14  # of any sheet
NARROW = 26  # columns of one letter: with all possible rows they are fewer than MOST_CELLS
PIECE_BYTES, OVERLAP = 1 << 20, 64
BEGIN = rb"""\sr\s*=\s*["']"""
COLUMN = re.compile(BEGIN + rb"([A-Za-z]{2,})[0-9]")
LOW_ROW = re.compile(BEGIN + rb"[A-Za-z]*([0-9]{7,})")
ROW = re.compile(BEGIN + rb"[A-Za-z]*([0-9]+)")


def refuse_sprawl(archive: zipfile.ZipFile) -> None:
    """Raise FileRejectedError (malformed) where a sheet would be too large to hold."""
    for part in archive.infolist():
        if part.filename.endswith(".xml"):
            _refuse_sheet(archive, part)


def _refuse_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    columns, rows = NARROW, 0
    for piece in _read_pieces(archive, part):
        columns = max(columns, *map(_number_column, set(COLUMN.findall(piece))), 0)
        rows = max(rows, *map(_number_row, LOW_ROW.findall(piece)), 0)
    if columns > NARROW:
        rows = max(_number_row(row) for piece in _read_pieces(archive, part) for row in ROW.findall(piece))
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise FileRejectedError("malformed", "a cell stands far beside or below the others; ask the agency to clear it")


def _read_pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    kept = b""
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE_BYTES):
            yield kept + piece
            kept = piece[-OVERLAP:]


def _number_column(letters: bytes) -> int:
    """Return A as 1, Z as 26, AA as 27; of more letters than a sheet has, any number above all."""
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _number_row(digits: bytes) -> int:
    return int(digits[:12])
