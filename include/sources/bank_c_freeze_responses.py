"""Bank C (903), answers to our freeze requests: JSON Lines."""

from include.core.contract import Feed, Record
from include.core.records import freeze_response_of
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="bank-c",
    name="freeze-responses",
    record=Record.FREEZE_RESPONSE,
    columns=freeze_response_of("903"),
    reader=JsonLinesReader(),
    suffixes=(".jsonl",),
    order=30,
    every_hours=0,
    contact="data-desk@bank-c.example",
)
