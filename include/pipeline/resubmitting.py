"""Repaired rows on their way back: each is read, judged and loaded by the version of the contract that its file came under."""

from collections import Counter
from pathlib import Path

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.contract import Feed
from include.core.errors import QuarantineError
from include.landing.store import stored_path
from include.pipeline.repair import add_secrets, places_of
from include.pipeline.versions import choose_for
from include.validate import Verdict, judge
from include.warehouse.batch import load_batch, open_batch, stage_rows
from include.warehouse.quarantine import (
    Decision,
    OpenRow,
    Place,
    decide,
    keep_conflicts,
    list_open,
    list_settled,
    move_repaired,
)

CHUNK_ROWS = 100_000


def part_by_version(rows: list[OpenRow]) -> list[tuple[Feed, list[OpenRow]]]:
    """Return the rows by the version of the contract that their file is judged by."""
    parts: dict[str, tuple[Feed, list[OpenRow]]] = {}
    for row in rows:
        feed = choose_for(row.agency, row.feed, row.file_name, row.control, row.received_at)
        parts.setdefault(feed.version, (feed, []))[1].append(row)
    return list(parts.values())


def read_delivered(feed: Feed, rows: list[OpenRow], store: Path) -> pd.DataFrame:
    """Return file_id, row_no and the contract's columns of these rows as they were delivered."""
    columns = tuple(column.name for column in feed.columns)
    wanted: dict[tuple[int, str], set[int]] = {}
    for row in rows:
        wanted.setdefault((row.file_id, row.sha256), set()).add(row.row_no)
    found = [pd.DataFrame(columns=["file_id", "row_no", *columns]).astype({"file_id": "int64", "row_no": "int64"})]
    for (file_id, sha256), row_nos in wanted.items():
        for batch in feed.reader.batches(stored_path(store, sha256), columns, CHUNK_ROWS):
            chosen = batch[batch["row_no"].isin(row_nos)].reindex(columns=["row_no", *columns])
            found.append(chosen.assign(file_id=file_id))
    return pd.concat([part for part in found if len(part)] or found, ignore_index=True)


def resubmit_rows(
    connection: Connection, feed: Feed, repaired: pd.DataFrame, store: Path, words: tuple[str, str, str]
) -> dict[str, int]:
    """Judge and load repaired rows, and write down what became of each; return counts. `words`: the repair's sha256, why, who.

    Raises:
        QuarantineError: rows that are not in the feed's quarantine.
    """
    places = places_of(repaired)
    known = {row.place: row for row in list_open(connection, feed.agency, feed.name)}
    settled = list_settled(connection, sorted({file_id for file_id, _ in places}))
    strange = [place for place in places if place not in known and place not in settled]
    if strange:
        raise QuarantineError(
            f"{len(strange)} rows are not open in the quarantine of {feed.key}, the first is row {strange[0][1]} of file_id "
            f"{strange[0][0]}; export again"
        )
    wanted = [known[place] for place in places if place in known]
    if not wanted:
        return {"rows": len(places), "loaded": 0, "duplicate": 0, "refused": 0, "settled": len(places)}
    verdicts = [_judge(version, part, repaired, store) for version, part in part_by_version(wanted)]
    became, refused = _load_repaired(connection, feed, verdicts)
    _write_down(connection, became, refused, words)
    counts = Counter(became.values())
    return {
        "rows": len(places),
        "loaded": counts["loaded"],
        "duplicate": counts["duplicate"],
        "refused": len(refused),
        "settled": len(places) - len(wanted),
    }


def _judge(version: Feed, part: list[OpenRow], repaired: pd.DataFrame, store: Path) -> Verdict:
    own = {row.place for row in part}
    chosen = repaired[[place in own for place in places_of(repaired)]].reset_index(drop=True)
    rows = add_secrets(version, chosen, read_delivered(version, part, store))
    return judge(version, rows.assign(fault=None), pd.Timestamp.now(tz="UTC"))


def _load_repaired(
    connection: Connection, feed: Feed, verdicts: list[Verdict]
) -> tuple[dict[Place, str], dict[Place, str]]:
    """Copy and merge what was judged; return what became of the good rows, and why others are refused."""
    record = str(feed.record)
    batch = open_batch(connection, record)
    faults, good = (
        pd.concat(found, ignore_index=True) for found in zip(*((one.faults, one.rows) for one in verdicts), strict=True)
    )
    refused = dict(zip(places_of(faults), faults["reason"].astype("str"), strict=True))
    loaded: dict[int, int] = {}
    conflicts: list[Place] = []
    if len(good):
        stage_rows(connection, batch, good.assign(agency=feed.agency))
        loaded, conflicts = load_batch(connection, batch)
    keep_conflicts(connection, record, conflicts)
    refused |= dict.fromkeys(conflicts, "conflict: the key stands with other content, see mart.conflict")
    became: dict[Place, str] = {}
    for place in sorted(set(places_of(good)) - set(conflicts)):
        left = loaded.get(place[0], 0)
        became[place] = "loaded" if left else "duplicate"
        loaded[place[0]] = max(0, left - 1)
    return became, refused


def _write_down(
    connection: Connection, became: dict[Place, str], refused: dict[Place, str], words: tuple[str, str, str]
) -> None:
    sha256, why, who = words
    moved: dict[int, tuple[int, int]] = {}
    for (file_id, _), fate in became.items():
        loaded, duplicate = moved.get(file_id, (0, 0))
        moved[file_id] = (loaded + (fate == "loaded"), duplicate + (fate == "duplicate"))
    move_repaired(connection, moved)
    decisions = [Decision(*place, "resubmitted", why, fate, repair_sha256=sha256) for place, fate in became.items()]
    decisions += [
        Decision(*place, "refused", f"{why}; {told}", repair_sha256=sha256) for place, told in refused.items()
    ]
    decide(connection, decisions, who)
