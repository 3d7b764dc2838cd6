"""Loads landed files of one feed into core: read, judge, copy, merge, account for every row; one transaction per batch."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.compare import describe_extra
from include.core.contract import Feed
from include.landing.verify import makes_same_claims
from include.pipeline.merging import Merges
from include.pipeline.profile import Profile
from include.pipeline.reading import Chunk, Tally, read_chunks, read_raw
from include.pipeline.settling import Resend, add_keys, leave_out_settled, settle_batch
from include.validate import Results, judge
from include.warehouse.ledger import (
    KnownFile,
    Outcome,
    QuarantinedRow,
    Twin,
    find_loaded_twin,
    record_outcomes,
    record_quarantine,
)
from include.warehouse.validation import record_validation

CONFLICT = "the agency has used this key with other content; the first stays, ask the agency which one is right"


def load_files(connection: Connection, feed: Feed, files: list[KnownFile], store: Path) -> list[Outcome]:
    """Load the files, which are all of this feed and differ in content; return what became of each."""
    twins = {file.file_id: twin for file in files if (twin := _find_twin(connection, file))}
    outcomes = [
        Outcome(file_id, "loaded", f"same content as {twin.file_name}", duplicate=twin.rows_read)
        for file_id, twin in twins.items()
    ]
    record_outcomes(connection, outcomes)
    return outcomes + _load_new(connection, feed, [file for file in files if file.file_id not in twins], store)


def _find_twin(connection: Connection, file: KnownFile) -> Twin | None:
    """Return the earlier file of the same content; what a control file claims beyond that file's is to be counted first."""
    twin = find_loaded_twin(connection, file)
    return twin if twin and makes_same_claims(file.control, twin.control) else None


def _load_new(connection: Connection, feed: Feed, files: list[KnownFile], store: Path) -> list[Outcome]:
    """While PostgreSQL loads a chunk, the next ones are read and judged; memory is bounded by three chunks."""
    if not files:
        return []
    tally, resend = Tally(), Resend(connection, feed, files)
    faults, profile = list[pd.DataFrame](), Profile(feed)
    results = Results(feed)
    with Merges(connection, str(feed.record), resend) as merges:
        for chunk in read_chunks(feed, files, store, tally):
            profile.see(chunk.rows)
            verdict = judge(feed, chunk.rows, pd.Timestamp.now(tz="UTC"))
            tally.see_faults(verdict.faults)
            results.add(chunk.rows["file_id"], verdict.faults)
            for file in chunk.ended:
                tally.settle(file, 1.0 if file.is_released else feed.reject_share)
            faults.append(add_keys(feed, chunk.rows, verdict.faults))
            good = verdict.rows[~verdict.rows["file_id"].isin(list(tally.rejected))].assign(agency=feed.agency)
            merges.take(chunk, good, is_kept=not _has_rejected(chunk, tally))
    record_validation(connection, results.frame())
    kept = [file for file in files if file.file_id not in tally.rejected]
    put_aside = _collect_faults(faults, merges.conflicts, {file.file_id for file in kept})
    put_aside = leave_out_settled(connection, put_aside, merges.staged)
    record_quarantine(connection, _with_raw(feed, kept, store, put_aside))
    tally.notes = profile.record(connection, kept)
    outcomes = [_account(file, tally, merges, put_aside) for file in files]
    record_outcomes(connection, outcomes)
    settle_batch(connection, [file.file_id for file in kept], resend)
    return outcomes


def _has_rejected(chunk: Chunk, tally: Tally) -> bool:
    return any(file.file_id in tally.rejected for file in chunk.ended)


def _collect_faults(
    faults: list[pd.DataFrame], conflicts: Iterable[tuple[int, int]], file_ids: set[int]
) -> pd.DataFrame:
    clashes = pd.DataFrame(list(conflicts), columns=["file_id", "row_no"])
    clashes = clashes.assign(field="key", rule="conflict", reason=f"conflict: {CONFLICT}", record_key=None)
    together = pd.concat([*faults, clashes], ignore_index=True)
    together = together[together["file_id"].isin(file_ids)]
    return together.groupby(["file_id", "row_no"], as_index=False, sort=True).agg(
        {"field": "first", "rule": "first", "reason": "; ".join, "record_key": "first"}
    )


def _with_raw(feed: Feed, files: list[KnownFile], store: Path, put_aside: pd.DataFrame) -> list[QuarantinedRow]:
    rows = []
    for file in files:
        bad = put_aside[put_aside["file_id"] == file.file_id]
        if bad.empty:
            continue
        raw = read_raw(feed, file, store, frozenset(int(row_no) for row_no in bad["row_no"]))
        columns = (bad[name].tolist() for name in ("row_no", "field", "rule", "reason", "record_key"))
        rows += [
            QuarantinedRow(
                file.file_id, row_no, field, rule, reason, raw.get(row_no, "").replace("\0", "\\0"), _text_or_none(key)
            )
            for row_no, field, rule, reason, key in zip(*columns, strict=True)
        ]
    return rows


def _text_or_none(value: object) -> str | None:
    return value.replace("\0", "") if isinstance(value, str) else None


def _account(file: KnownFile, tally: Tally, merges: Merges, put_aside: pd.DataFrame) -> Outcome:
    file_id = file.file_id
    if file_id in tally.rejected:
        return Outcome(file_id, "rejected", str(tally.rejected[file_id]))
    aside = put_aside[put_aside["file_id"] == file_id]
    now_loaded = merges.loaded[file_id] + file.rows_loaded
    conflicts = int((aside["rule"] == "conflict").sum())
    duplicate = merges.staged[file_id] - now_loaded - conflicts
    return Outcome(file_id, "loaded", _describe(tally, file_id), now_loaded, len(aside), duplicate)


def _describe(tally: Tally, file_id: int) -> str:
    notes = [f"drift: {sentence}" for sentence in describe_extra(tally.drift.get(file_id, set()))]
    notes += tally.notes.get(file_id, [])
    if not tally.rows.get(file_id):
        notes.append("warning: no rows")
    return "; ".join(notes)
