"""The public's tips on gambling, illegal goods and call centres: JSON Lines; who gave them is secret."""

from include.core.contract import Feed, Record
from include.core.records import TIP
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="tips",
    name="public-tips",
    record=Record.TIP,
    columns=TIP,
    reader=JsonLinesReader(secret="reporter_contact"),  # noqa: S106
    suffixes=(".jsonl",),
    order=20,
    every_hours=24 * 7,
    contact="tip-desk@police.example",
)
