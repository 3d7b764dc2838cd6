"""What every feed must keep, shown on its golden sample; used for the feeds that stand and for one that is made up."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pandas as pd

from include.core.contract import Feed, Kind
from include.validate import judge

EXPECTED = ("rows.csv", "faults.csv")


def delivered_file(golden: Path, feed: Feed) -> Path:
    """Return the one delivered file of the feed's golden sample."""
    folder = golden / feed.agency / feed.name
    files = [path for path in folder.iterdir() if path.name not in EXPECTED]
    assert len(files) == 1, f"{folder} needs one delivered file"
    assert files[0].name.endswith(feed.suffixes)
    return files[0]


def read(feed: Feed, path: Path, rows: int = 1000) -> pd.DataFrame:
    return pd.concat(_batches(feed, path, rows), ignore_index=True).assign(file_id=7)


def _batches(feed: Feed, path: Path, rows: int) -> Iterator[pd.DataFrame]:
    for batch in feed.reader.batches(path, tuple(column.name for column in feed.columns), rows):
        assert 0 < len(batch) <= rows
        yield batch


def show(frame: pd.DataFrame) -> str:
    return frame.drop(columns="file_id").to_csv(index=False, lineterminator="\n")


def check_verdict(golden: Path, feed: Feed) -> None:
    """The sample's rows and faults are exactly those beside it; every row is good or has a fault."""
    path = delivered_file(golden, feed)
    batch = read(feed, path)
    verdict = judge(feed, batch)
    assert show(verdict.rows) == (path.parent / "rows.csv").read_text(encoding="utf-8")
    faults = verdict.faults.sort_values(["row_no", "field"])
    assert show(faults) == (path.parent / "faults.csv").read_text(encoding="utf-8")
    assert set(verdict.rows["row_no"]).isdisjoint(verdict.faults["row_no"])
    assert set(verdict.rows["row_no"]) | set(verdict.faults["row_no"]) == set(range(1, len(batch) + 1))
    assert set(verdict.faults["file_id"]) <= {7}


def check_batches(golden: Path, feed: Feed) -> None:
    """Rows are numbered from 1, and their number and content do not depend on the size of batches."""
    path = delivered_file(golden, feed)
    whole = read(feed, path)
    assert whole["row_no"].tolist() == list(range(1, len(whole) + 1))
    for rows in (1, 3):
        in_parts = read(feed, path, rows)[whole.columns]
        assert in_parts.to_csv() == whole.to_csv()


def check_raw(golden: Path, feed: Feed) -> None:
    """Every row can be shown as delivered, but for a reporter's contact."""
    path = delivered_file(golden, feed)
    batch = read(feed, path)
    raw = feed.reader.raw_rows(path, frozenset(batch["row_no"]))
    assert sorted(raw) == batch["row_no"].tolist()
    assert all(raw.values())
    secrets = [column.name for column in feed.columns if column.kind is Kind.SECRET]
    for secret in secrets:
        told = " ".join(raw.values()).lower()
        assert not any(str(contact).lower() in told for contact in batch[secret].dropna())
    assert feed.reader.raw_rows(path, frozenset()) == {}


def check_staging(feed: Feed, staging: str) -> None:
    """The verdict's rows have every column of the record's staging table."""
    table = staging.split(f"create table staging.{feed.record} (")[1].split(");", maxsplit=1)[0]
    columns = {line.split()[0] for line in StringIO(table) if line.strip()}
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in [*(c.name for c in feed.columns), "fault"]})
    rows = judge(feed, empty.assign(row_no=pd.Series(dtype="int64"), file_id=pd.Series(dtype="int64"))).rows
    assert columns - {"agency"} <= set(rows.columns)


ALL_CHECKS = (check_verdict, check_batches, check_raw)
