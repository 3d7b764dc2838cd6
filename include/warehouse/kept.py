"""Keeps frames of numbers in files from run to run, so that a run reads the rows that were written since.

A file is a cache. The warehouse says which one is good (`network.kept_numbers`): by what it holds, by what its rows were told from, and
by a horizon. What transactions at or after the horizon wrote is read again, and stands in for rows kept by the same key. So every row
that stands is among the merged ones, and where the warehouse counts as many, they are the same. Whatever is amiss, all rows are read.
"""

import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from tempfile import mkstemp

import numpy as np
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812
from psycopg2.extras import RealDictCursor

from include.warehouse.frames import read_frame
from include.warehouse.numbers import TRUTH, Columns, Question, ask, by_place, in_frame, read_columns
from include.warehouse.statements import read_statement

LOG = logging.getLogger("rukkhat.network")
# Frames that are kept, and by what a row is known when it is written anew; a report is never changed.
KEYS = {"core/transfer_numbers": "transfer_id", "core/call_numbers": "call_id", "core/call_party_numbers": "place"}
# To write a frame takes a tenth of the time to read it: a file is good until a twentieth of its rows are read beside it.
# To ask for rows by their places takes twice as long as to read them on the way: where half of them are new, all are read.
FEW, MANY = 1 / 20, 1 / 2


@dataclass(frozen=True)
class Standing:
    """What `sql/<frame>.since.sql` says: of the whole frame, and what was written since a horizon.

    `places`, a text of `tid[]`, are those of rows in the frame; `gone` the keys of rows that are not in it.
    """

    origin: str
    horizon: str
    row_count: int
    places: str | None
    gone: list[int] | None

    @property
    def written(self) -> int:
        """How many rows were written since."""
        return (self.places or "").count("(") + len(self.gone or ())


@dataclass(frozen=True)
class Record:
    """A row of network.kept_numbers."""

    frame: str
    sha256: str
    origin: str
    horizon: str


@dataclass(frozen=True)
class Shelf:
    """A folder with files of which something is `known`, by frame; `good` is what a run says of them."""

    folder: Path
    known: Mapping[str, Record]
    good: dict[str, Record] = field(default_factory=dict)

    def read(self, connection: Connection, name: str) -> pd.DataFrame:
        """All rows of a frame that has a key."""
        question, record = ask(connection, name), self.known.get(name)
        now = look(connection, question, record.horizon if record else None)
        columns = self._recall(connection, question, record, now) if record else None
        read = now.written if columns else now.row_count
        LOG.info("%s: %d of %d rows read", name, read, now.row_count)
        if columns is None:
            columns, record = read_columns(connection, question), None
        if record is None or read > FEW * now.row_count:
            record = keep(self.folder, name, columns, now)
        if record is not None:
            self.good[name] = record
        return in_frame(columns, question.kinds)

    def _recall(self, connection: Connection, question: Question, record: Record, now: Standing) -> Columns | None:
        """The rows of a file with those written since; nothing where they are not the rows that stand."""
        if record.origin != now.origin or now.written > MANY * now.row_count:
            return None
        kept = take(self.folder / record.sha256, question.kinds)
        if kept is not None and now.written:
            fresh = read_columns(connection, question, now.places or "{}")
            kept = merge(kept, fresh, KEYS[question.name], now.gone or [])
        return kept if kept is not None and len(kept["place"]) == now.row_count else None

    def list_good(self) -> pd.DataFrame:
        """Rows of network.kept_numbers."""
        return pd.DataFrame(
            [asdict(record) for record in self.good.values()], columns=[one.name for one in fields(Record)]
        )

    def clear(self) -> None:
        """Remove the files that are not good, once the warehouse says so."""
        good = {record.sha256 for record in self.good.values()}
        try:
            for path in self.folder.iterdir():
                if path.is_file() and path.name not in good:
                    path.unlink(missing_ok=True)
        except OSError as error:
            LOG.warning("files of earlier runs stay: %s", error)


def open_shelf(connection: Connection, folder: Path, *, is_trusted: bool = True) -> Shelf:
    """What the warehouse says of the files of a folder; of those that are not trusted nothing is known."""
    rows = read_frame(connection, "network/kept_numbers") if is_trusted else pd.DataFrame()
    return Shelf(folder, {str(row[0]): Record(*row) for row in rows.itertuples(index=False)})


def look(connection: Connection, question: Question, horizon: str | None) -> Standing:
    """Ask how a frame stands, and what was written since."""
    with connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(read_statement(f"{question.name}.since"), {"horizon": horizon})
        told = dict(cursor.fetchone() or {})
    origin = hashlib.sha256(f"{question.asked}\n{told.pop('origin')}".encode()).hexdigest()
    return Standing(origin=origin, **told)


def merge(kept: Columns, fresh: Columns, key: str, gone: list[int]) -> Columns:
    """Rows kept and fresh, those with the key of a fresh or gone one left out; in the order of their places."""
    stays = ~np.isin(kept[key], np.append(fresh[key], np.asarray(gone, dtype="int64")))
    return by_place({column: np.append(values[stays], fresh[column]) for column, values in kept.items()})


def take(path: Path, kinds: Mapping[str, int]) -> Columns | None:
    """Columns of a file; nothing where it is missing or holds anything else than what its name says."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != path.name:
        return None
    table = np.frombuffer(content, "<i8").reshape(len(kinds), -1)
    return {
        column: values.astype("?") if kind == TRUTH else values
        for (column, kind), values in zip(kinds.items(), table, strict=True)
    }


def keep(folder: Path, name: str, columns: Columns, now: Standing) -> Record | None:
    """Write a file, and return what is to be said of it; where that fails, the next run reads all."""
    table = np.stack([values.astype("<i8", copy=False) for values in columns.values()])
    sha256 = hashlib.sha256(table.data).hexdigest()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, part = mkstemp(dir=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(table.data)
        Path(part).replace(folder / sha256)
    except OSError as error:
        LOG.warning("%s is not kept: %s", name, error)
        return None
    return Record(name, sha256, now.origin, now.horizon)
