"""Telco B, call records: gzip JSON Lines, E.164 numbers, epoch milliseconds."""

from include.core.contract import Feed, Record
from include.core.records import CALL
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="telco-b",
    name="calls",
    record=Record.CALL,
    columns=CALL,
    reader=JsonLinesReader(),
    suffixes=(".jsonl.gz",),
    order=30,
    every_hours=24,
    times="epoch_ms",
    contact="data-desk@telco-b.example",
)
