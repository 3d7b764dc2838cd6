"""Telco B, radio cells: gzip JSON Lines, E.164 numbers, epoch milliseconds."""

from include.core.contract import Feed, Record
from include.core.records import CELL
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="telco-b",
    name="cells",
    record=Record.CELL,
    columns=CELL,
    reader=JsonLinesReader(),
    suffixes=(".jsonl.gz",),
    order=10,
    every_hours=720,
    times="epoch_ms",
    contact="data-desk@telco-b.example",
)
