"""What the columns of loaded files hold, counted while they are read, and held against the week before."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.contract import Column, Feed, Kind
from include.landing.delivery import read_day
from include.pipeline.versions import BANGKOK
from include.warehouse.ledger import KnownFile
from include.warehouse.profile import PROFILE, read_profiles, write_drift, write_profiles
from include.watch.drift import STRANGE, WEEK, find_drift

NUMBERS = frozenset({Kind.MONEY, Kind.COUNT})
SAMPLE_ROWS = 2_000  # of a file in a chunk; a median needs no more, and parsing text costs


@dataclass
class Profile:
    """Counts per file and column; keeps codes only where they are agreed, and no other value but samples of numbers."""

    feed: Feed
    filled: list[pd.DataFrame] = field(default_factory=list)  # index file_id; `row_no` counts all rows
    codes: list[pd.DataFrame] = field(default_factory=list)  # file_id, column_name, code, row_count
    numbers: list[pd.DataFrame] = field(default_factory=list)  # file_id, column_name, number

    def see(self, chunk: pd.DataFrame) -> None:
        """Count delivered text of any files: a frame with `file_id`, `row_no` and the columns of the contract."""
        names = ["row_no", *(column.name for column in self.feed.columns)]
        self.filled.append(chunk[names].notna().groupby(chunk["file_id"]).sum())
        is_sampled = _mark_sample(chunk["file_id"])
        for column in self.feed.columns:
            if column.kind is Kind.CODE:
                self.codes.append(_count_codes(column, chunk))
            elif column.kind in NUMBERS:
                self.numbers.append(_read_numbers(column, chunk[is_sampled]))

    def record(self, connection: Connection, files: list[KnownFile]) -> dict[int, list[str]]:
        """Write the profiles of the files, which are loaded; return what to say of each, by its file_id."""
        profiles = self.tabulate(files)
        if profiles.empty:
            return {}
        write_profiles(connection, self.feed, profiles)
        known = read_profiles(connection, self.feed, list(profiles["day"]), WEEK)
        judged = [file.file_id for file in files]
        drift = find_drift(known, frozenset(judged), self.feed.key)
        write_drift(connection, judged, drift)
        notes: dict[int, list[str]] = defaultdict(list, self._judge_rows(profiles))
        for file_id, sentence in zip(drift["file_id"].tolist(), drift["sentence"], strict=True):
            notes[file_id].append(f"drift: {sentence}")
        return notes

    def tabulate(self, files: list[KnownFile]) -> pd.DataFrame:
        """Return one row per column of each file that has rows, as `warehouse.profile` writes them."""
        if not self.filled:
            return pd.DataFrame(columns=list(PROFILE))
        filled = pd.concat(self.filled).groupby(level="file_id").sum()
        days = {file.file_id: _day_of(file) for file in files}
        long = filled[filled.index.isin(days)].reset_index()
        long = long.melt(["file_id", "row_no"], var_name="column_name", value_name="filled_count")
        key = pd.MultiIndex.from_frame(long[["file_id", "column_name"]])
        codes, medians = self._add_codes(), self._find_medians()
        return long.rename(columns={"row_no": "row_count"}).assign(
            day=long["file_id"].map(days),
            code_counts=pd.Series([codes.get(place, {}) for place in key], dtype=object),
            median=medians.reindex(key).to_numpy(),
        )

    def _add_codes(self) -> dict[tuple[int, str], dict[str, int]]:
        found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        if self.codes:
            key = ["file_id", "column_name", "code"]
            added = pd.concat(self.codes).groupby(key, as_index=False)["row_count"].sum()
            for file_id, name, code, count in zip(*(added[part].tolist() for part in [*key, "row_count"]), strict=True):
                found[file_id, name][code] = count
        return found

    def _find_medians(self) -> "pd.Series[float]":
        empty = pd.DataFrame({"file_id": [], "column_name": [], "number": []})
        return pd.concat([empty, *self.numbers]).groupby(["file_id", "column_name"])["number"].median()

    def _judge_rows(self, profiles: pd.DataFrame) -> dict[int, list[str]]:
        least = self.feed.min_rows
        few = profiles[profiles["row_count"] < least].drop_duplicates("file_id")
        counted = zip(few["file_id"].tolist(), few["row_count"].tolist(), strict=True)
        return {file_id: [f"warning: {rows} rows, the contract expects {least} at least"] for file_id, rows in counted}


def _day_of(file: KnownFile) -> date:
    return read_day(file.file_name) or file.received_at.astimezone(BANGKOK).date()


def _count_codes(column: Column, chunk: pd.DataFrame) -> pd.DataFrame:
    """Count the agreed codes; all others together, since a shifted column would bring values of persons here."""
    values = chunk[column.name]
    codes = values.where(values.isna() | values.isin(column.codes), STRANGE).rename("code")
    counts: pd.Series[int] = codes.groupby([chunk["file_id"], codes]).size()
    return counts.rename("row_count").reset_index().assign(column_name=column.name)


def _mark_sample(file_ids: "pd.Series[int]") -> "pd.Series[bool]":
    """Mark evenly spread rows of each file, about SAMPLE_ROWS of one that has more."""
    groups = file_ids.groupby(file_ids)
    step = (groups.transform("size") // SAMPLE_ROWS).clip(lower=1)
    return groups.cumcount() % step == 0


def _read_numbers(column: Column, some: pd.DataFrame) -> pd.DataFrame:
    text = some[column.name].astype("str").str.replace(",", "", regex=False)
    numbers = pd.to_numeric(text, errors="coerce")
    return some[["file_id"]].assign(column_name=column.name, number=numbers.where(np.isfinite(numbers)))
