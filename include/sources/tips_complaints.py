"""The tip desk's complaints of victims: JSON Lines, the highest urgency."""

from include.core.contract import Feed, Record
from include.core.records import COMPLAINT, COMPLAINT_PATHS
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="tips",
    name="complaints",
    record=Record.COMPLAINT,
    columns=COMPLAINT,
    reader=JsonLinesReader(paths=COMPLAINT_PATHS),
    suffixes=(".jsonl",),
    order=10,
    every_hours=24,
    contact="tip-desk@police.example",
)
