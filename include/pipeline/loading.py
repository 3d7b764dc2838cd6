"""Loads landed files of one feed into core: read, judge, copy, merge, account for every row; one transaction per batch."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.contract import Feed
from include.pipeline.reading import Tally, read_chunks, read_raw
from include.validate import judge
from include.warehouse.batch import copy_rows, drop_files, load_batch, open_batch
from include.warehouse.ledger import (
    KnownFile,
    Outcome,
    QuarantinedRow,
    find_loaded_twin,
    record_outcomes,
    record_quarantine,
)

CONFLICT = "the agency has used this key with other content; the first stays, ask the agency which one is right"


def load_files(connection: Connection, feed: Feed, files: list[KnownFile], store: Path) -> list[Outcome]:
    """Load the files, which are all of this feed and differ in content; return what became of each."""
    twins = {file.file_id: twin for file in files if (twin := find_loaded_twin(connection, file))}
    outcomes = [
        Outcome(file_id, "loaded", f"same content as {name}", duplicate=rows) for file_id, (name, rows) in twins.items()
    ]
    outcomes += _load_new(connection, feed, [file for file in files if file.file_id not in twins], store)
    record_outcomes(connection, outcomes)
    return outcomes


def _load_new(connection: Connection, feed: Feed, files: list[KnownFile], store: Path) -> list[Outcome]:
    if not files:
        return []
    record, tally, faults = str(feed.record), Tally(), []
    columns = open_batch(connection, record)
    staged: dict[int, int] = {}
    for chunk in read_chunks(feed, files, store, tally):
        verdict = judge(feed, chunk, pd.Timestamp.now(tz="UTC"))
        tally.see_faults(verdict.faults)
        faults.append(verdict.faults)
        copy_rows(connection, record, columns, verdict.rows.assign(agency=feed.agency))
        for file_id, count in verdict.rows["file_id"].value_counts().items():
            staged[int(str(file_id))] = staged.get(int(str(file_id)), 0) + int(count)
    for file in files:
        tally.settle(file, feed.reject_share)
    if tally.rejected:
        drop_files(connection, record, list(tally.rejected))
    loaded, conflicts = load_batch(connection, record)
    kept = [file for file in files if file.file_id not in tally.rejected]
    put_aside = _collect_faults(faults, conflicts, {file.file_id for file in kept})
    record_quarantine(connection, _with_raw(feed, kept, store, put_aside))
    return [_account(file, tally, staged, loaded, put_aside) for file in files]


def _collect_faults(
    faults: list[pd.DataFrame], conflicts: Iterable[tuple[int, int]], file_ids: set[int]
) -> pd.DataFrame:
    clashes = pd.DataFrame(list(conflicts), columns=["file_id", "row_no"])
    clashes = clashes.assign(field="key", rule="conflict", reason=f"conflict: {CONFLICT}")
    together = pd.concat([*faults, clashes], ignore_index=True)
    together = together[together["file_id"].isin(file_ids)]
    return together.groupby(["file_id", "row_no"], as_index=False, sort=True).agg(
        {"field": "first", "rule": "first", "reason": "; ".join}
    )


def _with_raw(feed: Feed, files: list[KnownFile], store: Path, put_aside: pd.DataFrame) -> list[QuarantinedRow]:
    rows = []
    for file in files:
        bad = put_aside[put_aside["file_id"] == file.file_id]
        if bad.empty:
            continue
        raw = read_raw(feed, file, store, frozenset(int(row_no) for row_no in bad["row_no"]))
        columns = (bad[name].tolist() for name in ("row_no", "field", "rule", "reason"))
        rows += [
            QuarantinedRow(file.file_id, row_no, field, rule, reason, raw.get(row_no, "").replace("\0", "\\0"))
            for row_no, field, rule, reason in zip(*columns, strict=True)
        ]
    return rows


def _account(
    file: KnownFile, tally: Tally, staged: dict[int, int], loaded: dict[int, int], put_aside: pd.DataFrame
) -> Outcome:
    file_id = file.file_id
    if file_id in tally.rejected:
        return Outcome(file_id, "rejected", str(tally.rejected[file_id]))
    aside = put_aside[put_aside["file_id"] == file_id]
    now_loaded = loaded.get(file_id, 0) + file.rows_loaded
    conflicts = int((aside["rule"] == "conflict").sum())
    duplicate = staged.get(file_id, 0) - now_loaded - conflicts
    return Outcome(file_id, "loaded", _describe(tally, file_id), now_loaded, len(aside), duplicate)


def _describe(tally: Tally, file_id: int) -> str:
    notes = [f"drift: column {name} is not in the contract" for name in sorted(tally.drift.get(file_id, ()))]
    if not tally.rows.get(file_id):
        notes.append("warning: no rows")
    return "; ".join(notes)
