"""Reads landed files of one feed as frames of bounded size, and keeps the tally that their verdicts rest on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from pathlib import Path

import pandas as pd

from include.core import normalise
from include.core.contract import Feed
from include.core.errors import FileRejectedError
from include.landing.store import stored_path
from include.landing.verify import AmountsRead, verify_totals
from include.pipeline.versions import explain_version
from include.warehouse.ledger import KnownFile

CHUNK_ROWS = 200_000
SHOWN_CAUSES = 3
NUMBER = r"-?(?:[0-9]{1,60}|[0-9]{1,3}(?:,[0-9]{3}){1,20})(?:\.[0-9]{1,60})?"


@dataclass
class Tally:
    """What was seen of each file (keys: file_id)."""

    rows: dict[int, int] = field(default_factory=dict)
    bad: dict[int, set[int]] = field(default_factory=dict)
    causes: dict[int, Counter[str]] = field(default_factory=dict)  # rule and field of the bad rows
    amounts: dict[int, AmountsRead] = field(default_factory=dict)
    drift: dict[int, set[str]] = field(default_factory=dict)
    rejected: dict[int, FileRejectedError] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)  # what the profiles say of loaded files

    def see_rows(self, file: KnownFile, batch: pd.DataFrame, expected: frozenset[str]) -> None:
        """Count a batch of one file: rows, sum of amounts as written, columns that the contract does not know."""
        self.rows[file.file_id] = self.rows.get(file.file_id, 0) + len(batch)
        self.drift.setdefault(file.file_id, set()).update(set(batch.columns) - expected)
        if file.control and "amount_total" in file.control and (so_far := self.amounts.get(file.file_id)):
            self.amounts[file.file_id] = so_far.plus(_add_up(batch["amount"]))

    def see_faults(self, faults: pd.DataFrame) -> None:
        """Count the rows that the contract's expectations found bad."""
        for file_id, row_nos in faults.groupby("file_id")["row_no"]:
            self.bad.setdefault(int(str(file_id)), set()).update(int(row_no) for row_no in row_nos)
        causes = (faults["rule"] + ": " + faults["field"]).groupby(faults["file_id"])
        for file_id, told in causes:
            self.causes.setdefault(int(str(file_id)), Counter()).update(told)

    def settle(self, file: KnownFile, reject_share: float) -> None:
        """Reject the file if its totals are not the control file's, or too many of its rows are bad."""
        rows, bad = self.rows.get(file.file_id, 0), len(self.bad.get(file.file_id, ()))
        try:
            verify_totals(file.control or {}, rows, self.amounts.get(file.file_id))
            if bad > reject_share * rows:
                causes = self.causes[file.file_id].most_common(SHOWN_CAUSES)
                told = ", ".join(f"{cause} in {count}" for cause, count in causes)
                detail = f"{bad} of {rows} rows are bad ({told}), over {reject_share:.0%}"
                raise FileRejectedError("too_dirty", f"{detail}; ask the agency to repair and send again")
        except FileRejectedError as error:
            self.rejected.setdefault(file.file_id, error)


@dataclass(frozen=True)
class Chunk:
    """Rows to judge together, with `file_id`: those of whole files, or a part of one file that is larger than a chunk.

    `ended` are the files whose rows end here; `is_first` and `is_part` tell where in a large file it stands.
    """

    rows: pd.DataFrame
    ended: tuple[KnownFile, ...]
    is_first: bool = False
    is_part: bool = False


def read_chunks(feed: Feed, files: list[KnownFile], store: Path, tally: Tally) -> Iterator[Chunk]:
    """Yield the files' rows in chunks of about CHUNK_ROWS; a file that cannot be read is in the tally, and ends."""
    waiting: list[pd.DataFrame] = []
    ended: list[KnownFile] = []
    for file in files:
        parts = _read_parts(feed, file, store, tally)
        first = next(parts)
        if len(first) >= CHUNK_ROWS:
            if ended:
                yield Chunk(pd.concat(waiting, ignore_index=True), tuple(ended))
                waiting, ended = [], []
            yield from _cut_large(file, first, parts)
            continue
        waiting.append(first)
        ended.append(file)
        if sum(map(len, waiting)) >= CHUNK_ROWS:
            yield Chunk(pd.concat(waiting, ignore_index=True), tuple(ended))
            waiting, ended = [], []
    if ended:
        yield Chunk(pd.concat(waiting, ignore_index=True), tuple(ended))


def _cut_large(file: KnownFile, first: pd.DataFrame, parts: Iterator[pd.DataFrame]) -> Iterator[Chunk]:
    yield Chunk(first, (), is_first=True, is_part=True)
    for part in parts:
        yield Chunk(part, (), is_part=True)
    yield Chunk(first.iloc[:0], (file,), is_part=True)


def read_raw(feed: Feed, file: KnownFile, store: Path, row_nos: frozenset[int]) -> dict[int, str]:
    """Return the text of these rows as delivered."""
    return feed.reader.raw_rows(stored_path(store, file.sha256), row_nos)


def _read_parts(feed: Feed, file: KnownFile, store: Path, tally: Tally) -> Iterator[pd.DataFrame]:
    """Yield frames of at least CHUNK_ROWS rows, then the rest, which may be empty; at least one frame."""
    columns = tuple(column.name for column in feed.columns)
    expected = frozenset(columns) | {"row_no", "fault"}
    waiting = [pd.DataFrame(columns=["row_no", *columns, "fault", "file_id"])]
    if "amount" in columns:
        tally.amounts[file.file_id] = AmountsRead()
    for batch in _read_file(feed, file, store, columns, tally):
        tally.see_rows(file, batch, expected)
        waiting.append(batch.reindex(columns=["row_no", *columns, "fault"]).assign(file_id=file.file_id))
        if sum(map(len, waiting)) >= CHUNK_ROWS:
            yield _join(waiting)
            waiting = waiting[:1]
    yield _join(waiting) if file.file_id not in tally.rejected else waiting[0]


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return one frame, of which the first gives the columns and has no rows."""
    return pd.concat(frames[1:], ignore_index=True) if frames[1:] else frames[0]


def _read_file(
    feed: Feed, file: KnownFile, store: Path, columns: tuple[str, ...], tally: Tally
) -> Iterator[pd.DataFrame]:
    try:
        yield from feed.reader.batches(stored_path(store, file.sha256), columns, CHUNK_ROWS)
    except FileRejectedError as error:
        tally.rejected[file.file_id] = explain_version(feed, file, store, error)


def _add_up(amounts: pd.Series) -> AmountsRead:
    """Add up exactly, also what is no possible amount but a number: below zero, of many digits or decimals."""
    texts = normalise.trim(amounts.astype("str"))
    usual = normalise.clean_money(texts)
    satang = int((pd.to_numeric(usual, errors="coerce") * 100).round().astype("Int64").sum())
    odd = texts[usual.isna()].str.extract(f"^({NUMBER})$")[0].dropna()
    whole = AmountsRead(Decimal(satang).scaleb(-2), int(usual.isna().sum()) - len(odd))
    return reduce(AmountsRead.plus, (AmountsRead(Decimal(text.replace(",", ""))) for text in odd), whole)
