"""Telco B, SIMs and who registered them: gzip JSON Lines, E.164 numbers, epoch milliseconds."""

from include.core.contract import Feed, Record
from include.core.records import SUBSCRIBER
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="telco-b",
    name="subscribers",
    record=Record.SUBSCRIBER,
    columns=SUBSCRIBER,
    reader=JsonLinesReader(),
    suffixes=(".jsonl.gz",),
    order=20,
    every_hours=168,
    times="epoch_ms",
    contact="data-desk@telco-b.example",
)
