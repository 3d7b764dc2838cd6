"""The ministry's answers to blocking requests: JSON Lines."""

from include.core.contract import Feed, Record
from include.core.records import SITE_BLOCK
from include.sources.readers.jsonlines import JsonLinesReader

FEED = Feed(
    agency="lists",
    name="site-blocks",
    record=Record.SITE_BLOCK,
    columns=SITE_BLOCK,
    reader=JsonLinesReader(),
    suffixes=(".jsonl",),
    order=20,
    every_hours=24 * 7,
    contact="list-desk@police.example",
)
